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

/// Whole steps of training through the public interface, in milliseconds.
///
/// What would make this wrong:
/// - Training on. The weights of a network that learns drift to where its units die or its numbers grow; every call starts
///   from the same weights.
/// - A step that is not right. A test compares each of these, at a small size, with the same step on plain loops.
/// - Another program than the peers'. The sizes, losses and steps are theirs; what they do in place is new memory here.
/// - The garbage of the case before: collections come when they come. JMH forks, and the average has them all.
/// - Few calls: a step of VGG-11 takes most of a second, so a reading takes ten.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 10)
@Fork(1)
public class B07Steps {
  /// Which step, and the sizes of its batch.
  @Param({"mlp.forward [1000, 100]", "mlp.sgd_step [1000, 100]", "mlp.jvp [1000, 100]", "mlp.linearised_step [1000, 100]",
      "two_layer.gd_step [1000, 100, 50]", "vgg11.forward [128, 3, 32, 32]", "vgg11.sgd_step [128, 3, 32, 32]",
      "vgg11.jvp [128, 3, 32, 32]", "vgg11.linearised_step [128, 3, 32, 32]"})
  public String step;

  /// How many threads share a step.
  @Param("2")
  public int threads;

  private Supplier<?> call = () -> "";

  @Setup
  public void fill() {
    Parallel.setThreads(threads);
    Backends.use("vector");
    call = BenchSuite.STEPS.find(step).setup().get();
  }

  @Benchmark
  public Object step() {
    return call.get();
  }
}
