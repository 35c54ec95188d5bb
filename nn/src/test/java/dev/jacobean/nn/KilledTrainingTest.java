package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Another JVM trains and is killed (`kill -9`) again and again, at its start, between steps and while it saves.
class KilledTrainingTest {
  private static final int KILLS = 22;

  /// Steps that a life may take beyond those that were heard of; all lives together stay short of the end.
  private static final int AHEAD = 6;

  @TempDir Path folder;

  @Test
  void aRunKilledAtRandomMomentsEndsInTheSameBitsAsOneThatWasNot() throws IOException, InterruptedException {
    String expected;
    try (Training<Optimizer.State<SmallTraining.Mlp>> training = SmallTraining.trainer(1).start(SmallTraining.initial())) {
      training.finish();
      expected = SmallTraining.everything(training);
    }
    List<Integer> reached = new ArrayList<>();
    for (int life = 0; life < KILLS; life++) {
      RandomGenerator generator = Key.of(8).child(life).generator();
      // sometimes at once, else after up to 40 steps and up to 3 ms
      int steps = generator.nextInt(5) == 0 ? 0 : 1 + generator.nextInt(40);
      long nanos = steps == 0 ? generator.nextLong(400_000_000) : generator.nextLong(3_000_000);
      reached.add(kill(steps, nanos, 1 + life % 3, 1 + life % 4));
    }
    assertThat(reached).as("lives must go on from where others ended").last().isNotEqualTo(0);
    assertThat(reached.stream().mapToInt(Integer::intValue).max().orElseThrow()).isBetween(100, 599);
    String last = "";
    try (Life life = new Life(2, 50)) {
      life.process.getOutputStream().close();
      for (String line = life.read(); line != null; line = life.read()) {
        last = line;
      }
    }
    assertThat(last).as("killed after steps %s", reached).isEqualTo("end " + expected);
  }

  /// Starts a JVM, lets it tell some steps, waits a little, kills it; returns the last step it told.
  private int kill(int steps, long nanos, int threads, int saveEvery) throws IOException, InterruptedException {
    try (Life life = new Life(threads, saveEvery)) {
      OutputStream allowed = life.process.getOutputStream();
      allowed.write(new byte[steps + AHEAD]);
      allowed.flush();
      String line = "step 0";
      for (int i = 0; i < steps && line.startsWith("step"); i++) {
        line = String.valueOf(life.read());
      }
      assertThat(line).as(Files.readString(folder.resolve("errors.txt"))).startsWith("step ");
      Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
      return Integer.parseInt(line.substring(5));
    }
  }

  /// A JVM that trains; closing kills it.
  private final class Life implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    Life(int threads, int saveEvery) throws IOException {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      process = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath(),
          SmallTraining.class.getName(), folder.toString(), String.valueOf(threads), String.valueOf(saveEvery))
          .redirectError(folder.resolve("errors.txt").toFile()).start();
      out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    String read() throws IOException {
      return out.readLine();
    }

    @Override
    public void close() {
      try {
        process.destroyForcibly().waitFor();
        out.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Classes lie on the class path or the module path, according to how tests are run; test classes beside the others.
  private static String classPath() {
    Path tests = Path.of("target", "test-classes").toAbsolutePath();
    return Stream.of(tests.toString(), System.getProperty("java.class.path", ""),
            System.getProperty("jdk.module.path", ""))
        .filter(path -> !path.isEmpty()).collect(Collectors.joining(File.pathSeparator));
  }
}
