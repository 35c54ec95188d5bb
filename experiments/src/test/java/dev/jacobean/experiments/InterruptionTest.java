package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A run in a process of its own that is told to stop, or killed. (The first test asks by SIGTERM; Ctrl-C is SIGINT and takes the same way
/// through the Java machine, but is ignored in processes that were started in the background.)
class InterruptionTest {
  private static final List<Experiment> TOYS = List.of(new Toy("toy", true, 50, true, 5),
      new Toy("brisk", true, 40, true, 2), new Toy("brisker", true, 30, true, 2));
  private static final List<String> KILLED = List.of("brisk/medium", "brisker/medium");
  private static final int KILLS = 2;

  @TempDir Path out;

  /// What the process runs: some seconds of walking.
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
      System.exit(Lazy.run(new Catalogue(TOYS), new PrintWriter(new StringWriter()), err, args));
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

  /// Killed as by a power cut, at moments that chance chooses, again and again; resumed each time.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatIsKilledAtAnyMomentEndsTheSame(int threads) throws IOException, InterruptedException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    Path calm = out.resolve("calm");
    Path storm = out.resolve("storm");
    assertThat(Shell.lazy(TOYS, Stream.of(command(threads, calm)).toArray()).status()).isZero();
    for (int kill = 0; kill < KILLS; kill++) {
      List<String> before = lines(storm);
      Process process = start(Stream.concat(Stream.of(command(threads, storm)), Stream.of("--resume"))
          .toArray(String[]::new));
      while (process.isAlive() && lines(storm).size() <= before.size()) {
        Thread.sleep(5);
      }
      Thread.sleep(random.nextInt(300));
      int status = process.destroyForcibly().waitFor();
      assertThat(status).as(Files.readString(said())).isIn(128 + 9, 0); // killed, or it was quicker
      List<String> after = lines(storm);
      assertThat(after).as("kill %d of seed %d", kill, seed).containsAll(before).hasSizeGreaterThan(kill);
    }
    Toy.JOBS_RUN.set(0);
    Shell last = Shell.lazy(TOYS, Stream.concat(Stream.of(command(threads, storm)), Stream.of("--resume"))
        .toArray());
    assertThat(last.status()).as("%s, seed %d", last.err(), seed).isZero();
    for (String folder : KILLED) {
      for (String file : List.of("metrics.csv", "claims.json", "figure.svg")) {
        assertThat(storm.resolve(folder).resolve(file)).as("seed " + seed)
            .hasSameBinaryContentAs(calm.resolve(folder).resolve(file));
      }
      try (Stream<Path> files = Files.list(storm.resolve(folder))) {
        assertThat(files.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("config.json",
            "metrics.csv", "claims.json", "figure.png", "figure.svg", "jobs.jsonl");
      }
    }
  }

  private static String[] command(int threads, Path out) {
    return new String[] {"run", "brisk", "brisker", "--preset", "medium", "--quiet", "--backend", "reference",
        "--threads", "" + threads, "--out", out.toString()};
  }

  /// All jobs that are noted as finished, and how long each took: one that was lost and done again took another time.
  private static List<String> lines(Path out) throws IOException {
    List<String> jobs = new ArrayList<>();
    for (String folder : KILLED) {
      for (Path journal : ResultFolder.journals(out.resolve(folder))) {
        try {
          new Journal(journal).read(ignored -> {}).values().forEach(entry -> jobs.add(entry.key() + " " + entry.seconds()));
        } catch (NoSuchFileException e) {
          jobs.addAll(lines(out)); // it was replaced meanwhile
        }
      }
    }
    return jobs.stream().distinct().toList();
  }

  private Path said() {
    return out.resolve("said.txt");
  }

  private Process start(String... args) throws IOException {
    return Shell.process(Program.class, args).redirectError(said().toFile()).start();
  }
}
