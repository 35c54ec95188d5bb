package dev.jacobean.autodiff.array;

import java.util.OptionalDouble;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.IntToDoubleFunction;

/// The most that this machine's arithmetic does: what a product of matrices is measured against.
public final class Peak {
  private static final int ROUNDS = 100_000;
  private static final int TASKS_PER_THREAD = 8;
  private static final int READINGS = 30;

  private Peak() {}

  /// {@return operations a second, a multiply-add being two, on as many threads as [Parallel#threads]: the best of
  /// several readings, in half a second or less; empty without SIMD}
  ///
  /// @param dtype the element type of the operations: a vector holds twice as many F32 as F64
  public static OptionalDouble measure(DType dtype) {
    if (!Backends.description().startsWith("vector")) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(dtype == DType.F32
        ? best(FloatPeak::run, FloatPeak.perRound()) : best(DoublePeak::run, DoublePeak.perRound()));
  }

  private static double best(IntToDoubleFunction kernel, double perRound) {
    DoubleAdder results = new DoubleAdder(); // read at the end, so that no round is dropped
    int tasks = TASKS_PER_THREAD * Parallel.threads();
    double best = 0;
    for (int reading = 0; reading < READINGS; reading++) {
      long start = System.nanoTime();
      Parallel.forEach(tasks, task -> results.add(kernel.applyAsDouble(ROUNDS)));
      best = Math.max(best, tasks * perRound * ROUNDS / (System.nanoTime() - start) * 1e9);
    }
    return Double.isNaN(results.sum()) ? Double.NaN : best;
  }
}
