package dev.jacobean.experiments.bench;

import dev.jacobean.autodiff.array.Backends;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// How long a call takes.
///
/// The code is warmed up on the real arguments, for the compiler and the caches, until it becomes no quicker; then
/// batches of calls are timed, each long enough for the clock. The results are kept where the compiler must believe that
/// somebody reads them.
///
/// @param warmUp  seconds of calls that do not count, at least twice
/// @param batches how many batches are timed, at least
/// @param batch   seconds that a batch takes, at least
/// @param all     seconds of batches, at least
public record BenchClock(double warmUp, int batches, double batch, double all) {
  private static final int MOST_WARM_UPS = 12;

  /// Code that is being compiled gains more than this from one warm-up to the next.
  private static final double GAIN = 1.1;

  /// Written only: a result that goes nowhere would let the compiler drop the work.
  @SuppressWarnings("UnusedVariable")
  private static volatile Object sink = "";

  /// Seconds a call, over the batches.
  public record Time(double median, double min) {}

  /// One second of warming up, and a second or more of measuring.
  public static BenchClock standard() {
    return new BenchClock(1, 7, 0.02, 1);
  }

  /// Times cases beside one another: their batches take turns, so that what disturbs one disturbs all.
  public List<Time> inTurns(List<BenchCase> cases) {
    List<Work> works = cases.stream().map(this::prepared).toList();
    double timed = 0;
    for (int round = 0; round < batches || timed < all * cases.size(); round++) {
      for (Work work : works) {
        timed += work.batch();
      }
    }
    return works.stream().map(Work::time).toList();
  }

  private Work prepared(BenchCase one) {
    Supplier<?> call = one.setup().get();
    double before = quickest(call);
    for (int again = 1; again < MOST_WARM_UPS; again++) {
      double now = quickest(call);
      if (before < now * GAIN) {
        break;
      }
      before = now;
    }
    return new Work(call, calibrated(call));
  }

  /// Seconds of the quickest call in one warm-up.
  private double quickest(Supplier<?> call) {
    double quickest = Double.POSITIVE_INFINITY;
    long start = System.nanoTime();
    do {
      quickest = Math.min(quickest, timed(call, 1));
    } while (seconds(start) < warmUp);
    return quickest;
  }

  /// How many calls make a batch.
  private int calibrated(Supplier<?> call) {
    int calls = 1;
    while (true) {
      double lasted = timed(call, calls);
      if (lasted >= batch / 2) {
        return Math.max(1, (int) Math.ceil(calls * batch / lasted));
      }
      calls *= 2;
    }
  }

  private static double timed(Supplier<?> call, int calls) {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      sink = call.get();
    }
    Backends.finish();
    return seconds(start);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) * 1e-9;
  }

  private record Work(Supplier<?> call, int calls, List<Double> times) {
    Work(Supplier<?> call, int calls) {
      this(call, calls, new ArrayList<>());
    }

    double batch() {
      double lasted = timed(call, calls);
      times.add(lasted / calls);
      return lasted;
    }

    Time time() {
      double[] sorted = times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      int half = sorted.length / 2;
      double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
      return new Time(median, Arrays.stream(sorted).min().orElseThrow());
    }
  }
}
