package dev.jacobean.bench;

import dev.jacobean.experiments.bench.BenchChild;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How long a user waits for the first gradient: from the start of a Java machine until a small program ([BenchChild])
/// has printed it.
///
/// What would make this wrong:
/// - Any clock inside the new machine: it starts late, and loading the classes that tell when the machine began takes its own time.
///   So the clock is this process, and the reading includes starting a process.
/// - A machine that is warm. Each reading starts a new one; the first few only bring the files into memory.
/// - Waiting for the end of the process: the user has the gradient before.
///
/// Target: at most 500 ms.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 15)
@Fork(1)
public class B03FirstGradient {
  /// On lanes, as the launcher starts it.
  @Benchmark
  public String lanes() throws IOException {
    return BenchChild.firstGradient("--add-modules", "jdk.incubator.vector", "-XX:+UseParallelGC");
  }

  /// Without the incubator module.
  @Benchmark
  public String plainLoops() throws IOException {
    return BenchChild.firstGradient("-XX:+UseParallelGC");
  }
}
