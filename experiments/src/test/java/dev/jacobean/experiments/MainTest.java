package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The command line in a process of its own: what becomes of its standard output.
class MainTest {
  private static final File FULL = new File("/dev/full");

  /// What the program says on standard error; the Java machine may warn there of its own accord.
  private static List<String> sentences(Process process) {
    return process.errorReader(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("lazy: ")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "doctor", "--help"})
  void outputThatIsLostIsOneSentenceAndStatusTwo(String command) throws IOException, InterruptedException {
    assumeThat(FULL).as("a device that is always full").exists();
    Process process = Shell.process(Lazy.class, command).redirectOutput(FULL).start();
    List<String> sentences = sentences(process);
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(sentences).hasSize(1).first().asString()
        .startsWith("lazy: standard output cannot be written (No space left on device)");
  }

  @Test
  void aReaderThatHasReadEnoughIsNoFailure() throws IOException, InterruptedException {
    Process process = Shell.process(Lazy.class, "list").start();
    process.getInputStream().close();
    assertThat(sentences(process)).isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dumb", "xterm"})
  void aDumbTerminalGetsNoColours(String terminal) throws IOException {
    ProcessBuilder builder = Shell.process(Lazy.class, "--help");
    builder.environment().putAll(Map.of("TERM", terminal, "CLICOLOR_FORCE", "1"));
    String help = new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(help.contains("\033[")).isEqualTo(!terminal.equals("dumb"));
  }
}
