package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sweeps that run in parts, and their joining.
class ShardTest {
  private static final List<Toy> TOYS = List.of(new Toy("toya"), new Toy("toyb", true, 30, true, 0));

  /// One run of all, for every test.
  @TempDir static Path once;
  private static Map<String, String> whole = Map.of();

  @TempDir Path place;

  @BeforeAll
  static void runInOneGo() throws IOException {
    assertThat(Shell.lazy(TOYS, "run", "toys", "--quiet", "--out", once).status()).isZero();
    whole = findings(once);
    assertThat(whole).hasSize(8);
  }

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> paths = Files.walk(once)) {
      for (Path path : paths.toList()) {
        Files.copy(path, place.resolve("whole").resolve(once.relativize(path)));
      }
    }
    Toy.JOBS_RUN.set(0);
  }

  private Shell run(String out, String... more) {
    return run(TOYS, out, more);
  }

  private Shell run(List<Toy> toys, String out, String... more) {
    return Shell.lazy(toys, Stream.concat(Stream.of("run", "toys", "--quiet", "--out", place.resolve(out)),
        Stream.of(more)).toArray());
  }

  /// Every word that names no option is a folder in this test's place.
  private Shell merge(String out, String... folders) {
    return Shell.lazy(TOYS, Stream.concat(Stream.of("merge", "--out", place.resolve(out)),
        Stream.of(folders).map(place::resolve)).toArray());
  }

  /// What is found, but for when, where and how fast.
  private Map<String, String> findings(String out) throws IOException {
    return findings(place.resolve(out));
  }

  private static Map<String, String> findings(Path out) throws IOException {
    Map<String, String> findings = new TreeMap<>();
    for (String id : List.of("toya", "toyb")) {
      for (String file : List.of("metrics.csv", "claims.json", "figure.svg", "jobs.jsonl")) {
        findings.put(id + "/" + file, Files.readString(out.resolve(id).resolve("quick").resolve(file))
            .replaceAll("\"seconds\":[^}]*}", ""));
      }
    }
    return findings;
  }

  private Map<String, String> everyFile() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(place)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        contents.put(path.toString(), Files.readString(path, StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }

  private void isRefused(Shell shell, Map<String, String> before, String... parts) throws IOException {
    assertThat(shell.status()).as(shell.err()).isEqualTo(2);
    assertThat(shell.err()).startsWith("lazy: ").contains(parts).hasLineCount(1).doesNotContain("internal error");
    assertThat(everyFile()).isEqualTo(before);
    assertThat(place.resolve("merged")).doesNotExist();
  }

  @Test
  void partsInOneFolderMakeTheWhole() throws IOException {
    for (int i = 1; i <= 3; i++) {
      assertThat(run("parts", "--shard", i + "/3").status()).isZero();
      assertThat(place.resolve("parts/toya/quick/metrics.csv")).doesNotExist();
    }
    assertThat(Toy.JOBS_RUN).hasValue(12);
    Shell shell = merge("parts", "parts");
    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.err()).isEmpty();
    assertThat(shell.out()).contains("toya (quick, seed 0)", "holds far: somebody gets away");
    assertThat(findings("parts")).isEqualTo(whole);
    assertThat(Toy.JOBS_RUN).hasValue(12);
    assertThat(place.resolve("parts/toya/quick")).isDirectoryNotContaining("glob:**jobs.*-of-*");
  }

  @Test
  void partsInFoldersOfTheirOwnMakeTheWholeAndStay() throws IOException {
    for (int i = 1; i <= 2; i++) {
      assertThat(run("part" + i, "--shard", i + "/2", "--threads", "" + i).status()).isZero();
    }
    Map<String, String> before = everyFile();
    assertThat(merge("merged", "part2", "part1").status()).isZero();
    assertThat(findings("merged")).isEqualTo(whole);
    assertThat(everyFile()).containsAllEntriesOf(before);
  }

  @Test
  void partsAtTheSameTimeInOneFolderLoseNothing() throws Exception {
    List<Toy> slow = List.of(new Toy("toya", true, 50, true, 1), new Toy("toyb", true, 30, true, 1));
    List<Thread> shards = IntStream.rangeClosed(1, 4).mapToObj(i -> Thread.ofPlatform().start(
        () -> assertThat(run(slow, "parts", "--shard", i + "/4").status()).isZero())).toList();
    for (Thread shard : shards) {
      shard.join();
    }
    Shell shell = Shell.lazy(slow, "merge", place.resolve("parts"), "--out", place.resolve("parts"));
    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(findings("parts").get("toya/metrics.csv")).isEqualTo(whole.get("toya/metrics.csv"));
  }

  @Test
  void aPartSaysWhatItDidAndWhatComesNext() {
    Object[] command = {"run", "toys", "--shard", "2/3", "--out", place.resolve("parts")};
    Shell shell = Shell.lazy(TOYS, command);
    assertThat(shell.out()).isEqualTo("part 2/3 is done: 4 of 12 jobs, kept in " + place.resolve("parts")
        + "; when all parts are, lazy merge with their folders concludes\n");
    shell = Shell.lazy(TOYS, Stream.concat(Stream.of(command), Stream.of("--json")).toArray());
    assertThat(shell.out().lines().map(line -> Json.parse(line).path("jobs").asInt()).toList()).containsExactly(2, 2);
  }

  @Test
  void aStoppedPartGoesOn() throws IOException {
    assertThat(run("parts", "--shard", "1/2").status()).isZero();
    assertThat(run("parts", "--shard", "2/2").status()).isZero();
    Path journal = place.resolve("parts/toya/quick/jobs.1-of-2.jsonl");
    String lines = Files.readString(journal);
    Files.writeString(journal, lines.substring(0, lines.length() - 7));
    Shell half = merge("merged", "parts");
    assertThat(half.status()).isEqualTo(2);
    assertThat(half.err()).contains("jobs.1-of-2.jsonl: its last line was cut short and has been dropped",
        "toya lacks 1 of its 6 jobs: part 1 of 2 is missing or not complete").hasLineCount(2);
    assertThat(journal).hasContent(lines.substring(0, lines.length() - 7));

    Toy.JOBS_RUN.set(0);
    Shell resumed = run("parts", "--shard", "1/2", "--resume");
    assertThat(resumed.err()).contains("its last line was cut short and has been dropped").hasLineCount(1);
    assertThat(Toy.JOBS_RUN).hasValue(1);
    assertThat(merge("merged", "parts").status()).isZero();
    assertThat(findings("merged")).isEqualTo(whole);
  }

  @Test
  void aPartThatBeginsAgainLeavesTheOthersAlone() throws IOException {
    run("parts", "--shard", "1/2");
    run("parts", "--shard", "2/2");
    String other = Files.readString(place.resolve("parts/toya/quick/jobs.2-of-2.jsonl"));
    Toy.JOBS_RUN.set(0);
    assertThat(run("parts", "--shard", "1/2").status()).isZero();
    assertThat(Toy.JOBS_RUN).hasValue(6);
    assertThat(place.resolve("parts/toya/quick/jobs.2-of-2.jsonl")).hasContent(other);
    assertThat(Files.readAllLines(place.resolve("parts/toya/quick/jobs.1-of-2.jsonl"))).hasSize(3);
  }

  @Test
  void anUndividedRunTakesPartsOver() throws IOException {
    run("parts", "--shard", "3/4");
    Toy.JOBS_RUN.set(0);
    assertThat(run("parts", "--resume").status()).isZero();
    assertThat(Toy.JOBS_RUN).hasValue(9);
    assertThat(findings("parts")).isEqualTo(whole);
  }

  @Test
  void aMergeThatFailsAClaimIsStatusOne() {
    List<Toy> failing = List.of(new Toy("toya", false, 50, true, 0));
    run(failing, "parts", "--shard", "1/1");
    assertThat(Shell.lazy(failing, "merge", place.resolve("parts"), "--out", place.resolve("merged")).status()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0/3", "4/3", "x", "", "1", "1/0", "-1/3", "1/3/5", "1/10001", "99999999999/99999999999", "1.5/3"})
  void whatIsNoPartIsRefused(String shard) throws IOException {
    Map<String, String> before = everyFile();
    isRefused(run("parts", "--shard", shard), before, "--shard is \"" + shard + "\"; it must be i/n");
  }

  @Test
  void theCommandThatItNamesDoesTheMissingPart() throws IOException {
    run("part1", "--shard", "1/3");
    run("part3", "--shard", "3/3");
    Map<String, String> before = everyFile();
    Shell shell = merge("merged", "part1", "part3");
    isRefused(shell, before, "toya lacks 2 of its 6 jobs, and another experiment some: part 2 of 3 is missing");
    String command = shell.err().replaceFirst("(?s).*; lazy (.*) does it\\s*", "$1");
    assertThat(command).isEqualTo("run toya toyb --preset quick --seed 0 --shard 2/3 --out DIR");
    assertThat(Shell.lazy(TOYS, (Object[]) command.replace("DIR", place.resolve("part2").toString()).split(" "))
        .status()).isZero();
    assertThat(merge("merged", "part1", "part2", "part3").status()).isZero();
    assertThat(findings("merged")).isEqualTo(whole);
  }

  @Test
  void severalMissingPartsAreCounted() throws IOException {
    run("part1", "--shard", "1/3");
    isRefused(merge("merged", "part1"), everyFile(), "parts 2, 3 of 3 are missing or not complete", "--shard 2/3");
  }

  @Test
  void aStoppedUndividedRunIsMissingJobsToo() throws IOException {
    Path folder = place.resolve("whole/toyb/quick");
    Files.move(folder.resolve("jobs.jsonl"), folder.resolve("jobs.partial.jsonl"));
    Path journal = folder.resolve("jobs.partial.jsonl");
    Files.writeString(journal, String.join("\n", Files.readAllLines(journal).subList(0, 4)) + "\n");
    isRefused(merge("merged", "whole"), everyFile(), "toyb lacks 2 of its 6 jobs; lazy run toya toyb --preset quick"
        + " --seed 0 --resume --out " + place.resolve("whole") + " does them");
  }

  @Test
  void partsThatOverlapWithEqualResultsAreFine() throws IOException {
    run("part1", "--shard", "1/2");
    run("part2", "--shard", "2/2");
    run("more", "--shard", "2/3");
    Shell shell = merge("merged", "part1", "part2", "more");
    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.err()).isEqualTo("lazy: 4 jobs were found more than once, with equal results; one of each is kept\n");
    assertThat(findings("merged")).isEqualTo(whole);
  }

  @Test
  void differentResultsOfOneJobAreRefused() throws IOException {
    run("part1", "--shard", "1/2");
    run("part2", "--shard", "2/2");
    run("more", "--shard", "2/2");
    Path journal = place.resolve("more/toyb/quick/jobs.2-of-2.jsonl");
    Files.writeString(journal, Files.readString(journal).replaceFirst("\"end\":\\[[^]]*]", "\"end\":[1.5]"));
    isRefused(merge("merged", "part1", "part2", "more"), everyFile(), "part2/toyb/quick/jobs.2-of-2.jsonl and ",
        "more/toyb/quick/jobs.2-of-2.jsonl hold different results of the same job");
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', textBlock = """
      "seed" : 0           ; "seed" : 7           ; of seed 0 and ; of seed 7; only results of the same seed
      "version" : "[^"]*"  ; "version" : "0.0.9"  ; of version    ; of version 0.0.9; only results of the same version
      "backend" : "[^"]*"  ; "backend" : "abacus" ; of backend    ; of backend abacus; only results of the same backend
      "steps" : 50         ; "steps" : 51         ; another configuration: settings.steps is 51 there and 50 here; toya/quick
      """)
  void whatDoesNotBelongTogetherIsRefused(String from, String to, String first, String second) throws IOException {
    run("part1", "--shard", "1/2");
    run("part2", "--shard", "2/2");
    Path config = place.resolve("part2/toya/quick/config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replaceFirst(from, to));
    assertThat(config).content().isNotEqualTo(text);
    isRefused(merge("merged", "part1", "part2"), everyFile(), first, second);
  }

  @Test
  void presetsAreNotMixedUnlessOneIsChosen() throws IOException {
    assertThat(run("whole", "--preset", "medium", "--shard", "1/2").status()).isZero();
    isRefused(merge("merged", "whole"), everyFile(), "whole/toya/quick is of preset quick and ",
        "whole/toya/medium of preset medium; only results of the same preset can be merged, and --preset chooses one");
    Shell shell = Shell.lazy(TOYS, "merge", place.resolve("whole"), "--preset", "quick", "--out", place.resolve("merged"));
    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(findings("merged")).isEqualTo(whole);
  }

  @Test
  void resultsOfAnotherSeedAreNotReplaced() throws IOException {
    run("other", "--seed", "3");
    Map<String, String> before = everyFile();
    isRefused(merge("other", "whole"), before, "holds results of another configuration: seed is 3 there and 0 here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{\"configuration\": {}}", "alone"})
  void aRunThatDoesNotSayWhereItIsFromIsRefused(String text) throws IOException {
    Path config = place.resolve("whole/toya/quick/config.json");
    String alone = "{\"configuration\": " + Json.parse(Files.readString(config)).path("configuration") + "}";
    Files.writeString(config, text.equals("alone") ? alone : text);
    isRefused(merge("merged", "whole"), everyFile(), "whole/toya/quick/config.json cannot be read (it ");
  }

  @Test
  void aFolderThatCannotBeEnteredIsRefused() throws IOException {
    Path folder = place.resolve("whole/toya/medium");
    Files.createSymbolicLink(folder, folder);
    Shell shell = merge("merged", "whole");
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).startsWith("lazy: " + folder + " cannot be read (").hasLineCount(1);
  }

  @Test
  void whatIsNoResultsFolderIsRefused() throws IOException {
    Files.createDirectories(place.resolve("empty"));
    isRefused(merge("merged", "whole", "empty"), everyFile(), "empty holds no results; name folders");
    isRefused(merge("merged", "nowhere"), everyFile(), "nowhere is no folder; name folders");
    Files.writeString(place.resolve("whole/toya/quick/config.json"), "{ half");
    isRefused(merge("merged", "whole"), everyFile(), "config.json cannot be read (it is not what lazy run writes)");
    isRefused(Shell.lazy(TOYS, "merge", place.resolve("whole")), everyFile(), "Missing required option: '--out");
    isRefused(Shell.lazy(TOYS, "merge", "--out", place), everyFile(), "Missing required parameter: 'DIR'");
  }

  @Test
  void aJournalWithoutItsConfigurationIsNotTouched() throws IOException {
    run("parts", "--shard", "1/2");
    Files.delete(place.resolve("parts/toya/quick/config.json"));
    isRefused(run("parts", "--shard", "2/2"), everyFile(), "holds jobs.1-of-2.jsonl but no config.json");
  }

  /// The largest part of each experiment is no larger than the smallest by more than its longest job.
  @Test
  void partsAreEquallyLongAndDependOnNothingElse() {
    Request request = new Request(Preset.QUICK, 0, place);
    List<Plan> plans = new Catalogue(List.of(Trajectories.small(), Trajectories.large(), new ScaleSweep(),
        new SquareBounds(), new RichRegime(), new CrowdedPlane(CrowdedPlane.Panel.B))).experiments().stream()
        .map(experiment -> Plan.of(experiment, request)).toList();
    for (int n : new int[] {1, 2, 3, 7}) {
      Map<String, Integer> owners = Shard.owners(plans, n);
      assertThat(Shard.owners(plans, n)).isEqualTo(owners);
      for (Plan plan : plans) {
        long[] load = new long[n];
        IntStream.range(0, plan.keys().size())
            .forEach(i -> load[owners.get(plan.keys().get(i)) - 1] += plan.jobs().get(i).work());
        long longest = plan.jobs().stream().mapToLong(Job::work).max().orElseThrow();
        assertThat(Arrays.stream(load).max().orElseThrow() - Arrays.stream(load).min().orElseThrow())
            .as("%s in %d parts", plan.id(), n).isLessThanOrEqualTo(longest);
      }
    }
  }

  @Test
  void whatCannotBeDealtEvenlyOfOneExperimentIsMadeUpForWithAnother() {
    Request request = new Request(Preset.QUICK, 0, place);
    List<Plan> plans = IntStream.range(0, 8).mapToObj(i -> Plan.of(new Toy("toy" + i, true, 10 + i, true, 0), request))
        .toList();
    Map<Integer, Integer> counts = new TreeMap<>();
    Shard.owners(plans, 4).values().forEach(part -> counts.merge(part, 1, Integer::sum));
    assertThat(counts).isEqualTo(Map.of(1, 12, 2, 12, 3, 12, 4, 12));
  }

  @Test
  void aJobThatTwoExperimentsShareIsOfOnePart() {
    Request request = new Request(Preset.QUICK, 0, place);
    List<Plan> plans = new ArrayList<>(List.of(Plan.of(AlphaSweep.accuracy(), request),
        Plan.of(AlphaSweep.losses(), request)));
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 1; i <= 3; i++) {
      new Shard(i, 3).keys(plans).forEach(key -> counts.merge(key, 1, Integer::sum));
    }
    assertThat(counts).hasSize(plans.getFirst().keys().size()).containsKeys(plans.getLast().keys().toArray(String[]::new));
    assertThat(counts.values()).containsOnly(1);
  }
}
