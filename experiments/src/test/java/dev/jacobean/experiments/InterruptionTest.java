package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run in a process of its own that is told to stop. (The test asks by SIGTERM; Ctrl-C is SIGINT and takes the same way
/// through the Java machine, but is ignored in processes that were started in the background.)
class InterruptionTest {
  private static final List<Toy> TOYS = List.of(new Toy("toy", true, 50, true, 5));

  @TempDir Path out;

  /// What the process runs: some seconds of walking.
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
      System.exit(Lazy.run(new Catalogue(List.copyOf(TOYS)), new PrintWriter(new StringWriter()), err, args));
    }
  }

  @Test
  void whatIsFinishedIsKeptAndResumed() throws IOException, InterruptedException {
    Path journal = out.resolve("toy/medium/jobs.partial.jsonl");
    Process process = start("run", "toy", "--preset", "medium", "--threads", "1", "--backend", "reference",
        "--out", out.toString());
    while (process.isAlive() && !(Files.exists(journal) && Files.readString(journal).contains("\n"))) {
      Thread.sleep(20);
    }
    process.destroy();
    int status = process.waitFor();
    String err = Files.readString(said());
    assertThat(status).as(err).isEqualTo(128 + 15);
    assertThat(err).contains("lazy: stopped; what is finished is kept in " + out).contains("--resume")
        .doesNotContain("Exception");

    assertThat(Files.readString(journal)).endsWith("}\n");
    long finished = Files.readAllLines(journal).size();
    try (Stream<Path> files = Files.list(journal.getParent())) {
      assertThat(files.map(path -> path.getFileName().toString())).containsOnly("config.json", "jobs.partial.jsonl");
    }
    Toy.JOBS_RUN.set(0);
    Shell shell = Shell.lazy(TOYS, "run", "toy", "--preset", "medium", "--out", out, "--resume", "--quiet",
        "--backend", "reference");
    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(Toy.JOBS_RUN.get()).isEqualTo((int) (12 - finished));
  }

  private Path said() {
    return out.resolve("said.txt");
  }

  private Process start(String... args) throws IOException {
    String classes = Stream.of("jdk.module.path", "java.class.path").map(name -> System.getProperty(name, ""))
        .filter(path -> !path.isEmpty()).collect(Collectors.joining(File.pathSeparator));
    String tests = Path.of("target", "test-classes").toAbsolutePath().toString();
    List<String> command = Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp", tests + File.pathSeparator + classes, Program.class.getName()), Stream.of(args)).toList();
    return new ProcessBuilder(command).redirectError(said().toFile()).start();
  }
}
