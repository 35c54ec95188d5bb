package dev.jacobean.bench;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Parallel;
import dev.jacobean.experiments.bench.BenchSuite;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Functions of each number, a sum and softmax: microseconds a call.
///
/// What would make this wrong:
/// - Reading it as time per number. Divide by the length; and the lengths are three because the answer is: a short tensor
///   shows what a call costs, a middle one the arithmetic, a long one the memory.
/// - All numbers equal, or all of one sign: branches would be foretold that mixed data miss. The numbers are normal.
/// - Writing into one array again and again. Each result is a new array, as in use, and its zeroing belongs to the figure.
/// - One process for all functions, where a loop might have been compiled for another function. JMH forks.
/// - The first calls: SIMD code is a thousand times slower before it is compiled.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class B04Elementwise {
  /// What is computed.
  @Param({"exp", "tanh", "log", "relu", "add", "sum", "softmax"})
  public String function;

  /// How many numbers.
  @Param({"1024", "65536", "4194304"})
  public int length;

  /// How many threads share a call.
  @Param("1")
  public int threads;

  private Supplier<?> call = () -> "";

  @Setup
  public void fill() {
    Parallel.setThreads(threads);
    Backends.use("vector");
    call = BenchSuite.ELEMENTWISE.find(function + " [" + length + "]").setup().get();
  }

  @Benchmark
  public Object call() {
    return call.get();
  }
}
