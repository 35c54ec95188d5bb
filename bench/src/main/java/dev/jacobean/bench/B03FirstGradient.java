package dev.jacobean.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/// How long a user waits for the first gradient: from the start of a Java machine until [FirstGradient] has printed it.
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
  private final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private final String path = System.getProperty("java.class.path");

  /// On lanes, as the launcher starts it.
  @Benchmark
  public String lanes() throws IOException {
    return answer("--add-modules", "jdk.incubator.vector", "-XX:+UseParallelGC");
  }

  /// Without the incubator module.
  @Benchmark
  public String plainLoops() throws IOException {
    return answer("-XX:+UseParallelGC");
  }

  private String answer(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(java, "-cp", path));
    command.addAll(List.of(options));
    command.add(FirstGradient.class.getName());
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader reader = process.inputReader()) {
      String line = reader.readLine();
      if (line == null || !line.startsWith("gradient")) {
        throw new IllegalStateException("no gradient, but " + line);
      }
      return line;
    }
  }
}
