package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs that were stopped and go on.
class ResumeTest {
  @TempDir Path out;
  private Path folder;
  private String metrics;
  private List<String> jobs;

  @BeforeEach
  void finishOnce() throws IOException {
    folder = out.resolve("toy/medium");
    assertThat(lazy().status()).isZero();
    metrics = Files.readString(folder.resolve("metrics.csv"));
    jobs = Files.readAllLines(folder.resolve("jobs.jsonl"));
    assertThat(jobs).hasSize(12);
    Toy.JOBS_RUN.set(0);
  }

  private Shell lazy(String... more) {
    return run("toy", more);
  }

  private Shell run(String id, String... more) {
    List<Object> args = new ArrayList<>(List.of("run", id, "--preset", "medium", "--out", out, "--quiet"));
    args.addAll(List.of(more));
    Toy toy = new Toy("toy");
    return Shell.lazy(List.of(toy, new Borrower(toy)), args.toArray());
  }

  /// Another figure of the walks of `toy`.
  private record Borrower(Toy toy) implements Experiment {
    @Override
    public String id() {
      return "borrower";
    }

    @Override
    public String trainedBy() {
      return toy.id();
    }

    @Override
    public String title() {
      return toy.title();
    }

    @Override
    public String shows() {
      return toy.shows();
    }

    @Override
    public String cost(Preset preset) {
      return toy.cost(preset);
    }

    @Override
    public Study study(Request request) {
      return toy.study(request);
    }
  }

  @Test
  void whatAnotherExperimentHasTrainedIsNotTrainedAgain() {
    assertThat(run("borrower").status()).isZero();
    assertThat(Toy.JOBS_RUN).hasValue(0);
    assertThat(out.resolve("borrower/medium/metrics.csv")).hasContent(metrics);
    assertThat(out.resolve("borrower/medium/config.json")).content().contains("\"jobsTakenOver\" : 12");
  }

  @Test
  void whatAnotherExperimentHasTrainedOtherwiseIsOfNoUse() throws IOException {
    String config = Files.readString(folder.resolve("config.json"));
    Files.writeString(folder.resolve("config.json"), config.replaceFirst("\"seed\" : 0", "\"seed\" : 1"));
    assertThat(run("borrower").status()).isZero();
    assertThat(Toy.JOBS_RUN).hasValue(12);
  }

  @Test
  void jobsInCommonAreDoneOnceForAll() throws IOException {
    for (String file : List.of("config.json", "metrics.csv", "claims.json", "figure.png", "figure.svg", "jobs.jsonl")) {
      Files.delete(folder.resolve(file));
    }
    assertThat(run("toy", "borrower").status()).isZero();
    assertThat(Toy.JOBS_RUN).hasValue(12);
    assertThat(folder.resolve("metrics.csv")).hasContent(metrics);
    assertThat(out.resolve("borrower/medium/metrics.csv")).hasContent(metrics);
  }

  @Test
  void partsDoJobsInCommonOnceToo() {
    Path parts = out.resolve("parts");
    Toy toy = new Toy("toy");
    List<Experiment> both = List.of(toy, new Borrower(toy));
    for (int i = 1; i <= 2; i++) {
      assertThat(Shell.lazy(both, "run", "--all", "--preset", "medium", "--out", parts, "--shard", i + "/2").status())
          .isZero();
    }
    assertThat(Toy.JOBS_RUN).hasValue(12);
    Shell merged = Shell.lazy(both, "merge", parts, "--out", parts, "--quiet");
    assertThat(merged).isEqualTo(new Shell(0, "", ""));
    assertThat(parts.resolve("toy/medium/metrics.csv")).hasContent(metrics);
    assertThat(parts.resolve("borrower/medium/metrics.csv")).hasContent(metrics);
  }

  @Test
  void whatALongJobKeptIsRemovedOnceItIsOfNoUse() throws IOException {
    String key = key(jobs.getFirst());
    stoppedAfter(String.join("\n", jobs.subList(1, 12)) + "\n");
    Path kept = Files.createDirectories(folder.resolve("unfinished").resolve(key));
    Files.writeString(kept.resolve("step-1"), "x");
    assertThat(lazy("--resume").status()).isZero();
    assertThat(kept).doesNotExist();
    Files.createDirectories(kept);
    Files.writeString(kept.resolve("step-1"), "x");
    assertThat(lazy().status()).isZero();
    assertThat(folder.resolve("unfinished")).doesNotExist();
  }

  /// Leaves what a run leaves that was stopped in the middle.
  private void stoppedAfter(String journal) throws IOException {
    for (String file : List.of("metrics.csv", "claims.json", "figure.png", "figure.svg", "jobs.jsonl")) {
      Files.delete(folder.resolve(file));
    }
    Files.writeString(folder.resolve("jobs.partial.jsonl"), journal);
  }

  @Test
  void aFinishedRunRedoesNothing() {
    assertThat(lazy("--resume").status()).isZero();
    assertThat(Toy.JOBS_RUN).hasValue(0);
    assertThat(folder.resolve("metrics.csv")).hasContent(metrics);
  }

  @Test
  void aStoppedRunRedoesNothingFinished() throws IOException {
    stoppedAfter(String.join("\n", jobs.subList(0, 7)) + "\n");
    assertThat(lazy("--resume").status()).isZero();
    assertThat(Toy.JOBS_RUN).hasValue(5);
    assertThat(folder.resolve("metrics.csv")).hasContent(metrics);
    assertThat(folder.resolve("config.json")).content().contains("\"jobsTakenOver\" : 7");
    assertThat(folder.resolve("jobs.partial.jsonl")).doesNotExist();
  }

  @Test
  void theOrderInWhichJobsWereFinishedCannotBeSeen() throws IOException {
    List<String> shuffled = new ArrayList<>(jobs);
    Collections.shuffle(shuffled, new Random(5));
    stoppedAfter(String.join("\n", shuffled.subList(0, 8)) + "\n");
    assertThat(lazy("--resume", "--threads", "3").status()).isZero();
    assertThat(Toy.JOBS_RUN).hasValue(4);
    assertThat(folder.resolve("metrics.csv")).hasContent(metrics);
    assertThat(Files.readAllLines(folder.resolve("jobs.jsonl")).stream().map(ResumeTest::key))
        .containsExactlyElementsOf(jobs.stream().map(ResumeTest::key).toList());
  }

  private static String key(String line) {
    return Json.parse(line).path("key").asString();
  }

  @Test
  void aLastLineThatWasCutShortIsDroppedWithASentence() throws IOException {
    String whole = String.join("\n", jobs.subList(0, 4)) + "\n";
    for (int cut : new int[] {1, 20, jobs.get(4).length() - 1}) {
      stoppedAfter(whole + jobs.get(4).substring(0, cut));
      Toy.JOBS_RUN.set(0);
      Shell shell = lazy("--resume");
      assertThat(shell.status()).isZero();
      assertThat(shell.err()).startsWith("lazy: ").contains("its last line was cut short and has been dropped")
          .hasLineCount(1);
      assertThat(Toy.JOBS_RUN).hasValue(8);
      assertThat(folder.resolve("metrics.csv")).hasContent(metrics);
    }
  }

  @Test
  void aLastLineThatLacksOnlyItsEndOfLineIsKept() throws IOException {
    stoppedAfter(String.join("\n", jobs.subList(0, 5)));
    assertThat(lazy("--resume").err()).isEmpty();
    assertThat(Toy.JOBS_RUN).hasValue(7);
    assertThat(folder.resolve("metrics.csv")).hasContent(metrics);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "null", "{}", "{\"key\":\"1\",\"result\":null}"})
  void aBrokenLineInTheMiddleIsRefusedAndNothingIsLost(String line) throws IOException {
    String journal = jobs.get(0) + "\n" + line + "\n" + jobs.get(1) + "\n";
    stoppedAfter(journal);
    Shell shell = lazy("--resume");
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains("jobs.partial.jsonl: line 2 is not a finished job").hasLineCount(1);
    assertThat(folder.resolve("jobs.partial.jsonl")).hasContent(journal);
  }

  @Test
  void finishedJobsOfAnotherProgramAreRefusedAndKept() throws IOException {
    String journal = String.join("\n", jobs).replace("\"end\"", "\"ende\"") + "\n";
    stoppedAfter(journal);
    Shell shell = lazy("--resume");
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).isEqualTo("lazy: " + folder + ": its finished jobs are not what this program concludes from"
        + " (result: there is no \"end\" among [ende, path]); they are kept, and another --out computes them anew\n");
    assertThat(folder.resolve("jobs.partial.jsonl")).hasContent(journal);
  }

  @Test
  void withoutResumeAStoppedRunBeginsAgain() throws IOException {
    stoppedAfter(jobs.get(0) + "\n");
    assertThat(lazy().status()).isZero();
    assertThat(Toy.JOBS_RUN).hasValue(12);
    assertThat(folder.resolve("metrics.csv")).hasContent(metrics);
  }

  @Test
  void whatCannotBeMovedToItsPlaceLeavesNothingBeside() throws IOException {
    Path taken = Files.createDirectories(out.resolve("taken/by/a/folder")).getParent();
    assertThatThrownBy(() -> ResultFolder.replace(taken, new byte[1])).isInstanceOf(IOException.class);
    try (Stream<Path> files = Files.list(taken.getParent())) {
      assertThat(files).containsExactly(taken);
    }
  }

  @Test
  void jobsThatCannotBeReadAreNamed() throws IOException {
    Path journal = folder.resolve("jobs.jsonl");
    Files.delete(journal);
    Files.createDirectory(journal);
    Shell shell = lazy("--resume");
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).startsWith("lazy: " + journal + " cannot be read (").hasLineCount(1);
  }
}
