package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.array.cuda.Cuda;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The command line from end to end, in this process.
class LazyTest {
  private static final List<Toy> TOYS = List.of(new Toy("toya"), new Toy("toyb"));

  @TempDir Path out;

  private Shell run(Object... args) {
    return run(TOYS, args);
  }

  private Shell run(List<Toy> toys, Object... args) {
    Object[] all = Stream.concat(Stream.of("run", "--out", out), Stream.of(args)).toArray();
    return Shell.lazy(toys, all);
  }

  private Path quick(String file) {
    return out.resolve("toya/quick").resolve(file);
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(out)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        contents.put(path.toString(), Files.readString(path, java.nio.charset.StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }

  private static void isOneSentence(Shell shell, String... parts) {
    assertThat(shell.err()).startsWith("lazy: ").contains(parts).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(shell.err().lines()).as("lines of\n" + shell.err()).hasSize(1);
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void listNamesEveryExperimentAndItsCosts() {
    Shell shell = Shell.lazy(TOYS, "list");
    assertThat(shell.status()).isZero();
    assertThat(shell.out()).contains("toya", "toyb", "Random walks", "How far a walker gets.", "quick no time");
    assertThat(shell.err()).isEmpty();
    assertThat(shell.out()).doesNotContain("the text walks");
    assertThat(Shell.lazy(TOYS, "list", "--notes").out()).contains("- the text walks, the code runs & jumps");
  }

  @Test
  void gpuCheckComparesEveryOperationOrSaysWhatIsMissing() {
    Shell shell = Shell.lazy(TOYS, "gpu-check", "--small");
    if (Cuda.availability().usable()) {
      assertThat(shell.status()).as(shell.out()).isZero();
      assertThat(shell.out()).contains("comparisons hold").doesNotContain("WRONG");
    } else {
      assertThat(shell.status()).isEqualTo(2);
      assertThat(shell.err()).startsWith("lazy: " + Cuda.availability().sentence()).hasLineCount(1);
    }
  }

  @Test
  void doctorNamesWhatItFinds() throws IOException {
    Files.createFile(out.resolve("cifar-10-binary.tar.gz"));
    Shell shell = Shell.lazy(TOYS, "doctor", "--data", out);
    assertThat(shell.status()).isZero();
    assertThat(shell.out()).contains("Java", "cores", "memory", "arithmetic", "GPU", "CIFAR-10    found in " + out)
        .containsPattern("MNIST +not found");
  }

  @Test
  void runWritesEveryFileAndSaysThatClaimsHold() {
    Shell shell = run("toya");
    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.out()).contains("toya (quick, seed 0)", "holds far: somebody gets away");
    for (String file : List.of("config.json", "metrics.csv", "claims.json", "figure.png", "figure.svg", "jobs.jsonl")) {
      assertThat(quick(file)).isNotEmptyFile();
    }
    assertThat(quick("jobs.partial.jsonl")).doesNotExist();
    assertThat(quick("metrics.csv")).content().startsWith("repeat,step,place\n0,1,").hasLineCount(1 + 6 * 50);
    assertThat(quick("config.json")).content().contains("\"seed\" : 0", "\"walks\" : 6", "\"version\"", "\"processor\"",
        "\"backend\"", "\"finished\" : \"20");
    assertThat(quick("claims.json")).content().contains("\"id\" : \"far\"", "\"statement\"", "\"expected\"",
        "\"measured\"", "\"holds\" : true");
  }

  @Test
  void digitsAreTheSameInEveryLocale() {
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("ar", "EG"));
      assertThat(run("toya").out()).contains("toya (quick, seed 0)");
    } finally {
      Locale.setDefault(usual);
    }
  }

  /// No machine has an array of that length.
  @Test
  void tooLittleMemoryIsNoDefect() {
    Shell shell = run(List.of(new Toy("toya", true, Integer.MAX_VALUE, true, 0)), "toya", "--quiet");
    assertThat(shell.status()).isEqualTo(2);
    isOneSentence(shell, "the memory of ", " MiB is not enough for this");
  }

  @Test
  void aFailingClaimIsStatusOne() {
    Shell shell = run(List.of(new Toy("toya", false, 50, true, 0)), "toya", "--quiet");
    assertThat(shell.status()).isEqualTo(1);
    assertThat(shell.out()).contains("FAILS toya far: somebody gets away (expected at least 1.000e+09");
  }

  @Test
  void quietSaysNothingWhenAllIsWell() {
    Shell shell = run("toya", "--quiet");
    assertThat(shell.status()).isZero();
    assertThat(shell.out() + shell.err()).isEmpty();
  }

  @Test
  void jsonIsOneObjectPerExperimentAndNothingElse() {
    Shell shell = run("--all", "--json");
    assertThat(shell.status()).isZero();
    List<String> lines = shell.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.stream().map(line -> Json.parse(line).path("id").asString())).containsExactlyInAnyOrder("toya", "toyb");
    assertThat(lines).allSatisfy(line -> {
      assertThat(Json.parse(line).path("holds").asBoolean()).isTrue();
      assertThat(Json.parse(line).path("claims").get(0).path("measured").isString()).isTrue();
    });
  }

  @Test
  void aGroupRunsItsMembersAndNamesCountOnce() throws IOException {
    Toy.JOBS_RUN.set(0);
    assertThat(run("toys", "toya", "TOYB").status()).isZero();
    assertThat(Toy.JOBS_RUN).hasValue(12);
    assertThat(contents()).hasSize(12);
  }

  @Test
  void missingDataIsStatusThree() throws IOException {
    Shell shell = run(List.of(new Toy("toya"), new Toy("toyb", true, 50, false, 0)), "toys");
    assertThat(shell.status()).isEqualTo(3);
    isOneSentence(shell, "toyb needs the walkers' shoes");
    assertThat(contents()).as("nothing is begun if something is missing").isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', textBlock = """
      run toyc                       ; there is no experiment "toyc"; did you mean toya or toyb
      run tooya                      ; did you mean toya
      run zebra                      ; there is no experiment "zebra" (lazy list
      run                            ; no experiment is named
      run toya --all                 ; not both
      run toya --threads 0           ; --threads is 0; it must be from 1
      run toya --threads -2          ; --threads is -2; it must be from 1
      run toya --threads many        ; Invalid value for option '--threads': 'many'
      run toya --threads             ; Missing required parameter for option '--threads'
      run toya --seed 1.5            ; Invalid value for option '--seed': '1.5'
      run toya --preset huge         ; lazy: --preset is "huge"; it must be quick, medium or paper
      run toya --backend gpu         ; --backend is "gpu"; it must be auto, vector, reference or cuda
      run toya --tf32                ; --tf32 goes with --backend cuda only
      run toya --data /no/such       ; --data is /no/such; it must be a folder
      gpu-check --part dance         ; lazy: --part is "dance"; it must be checks, speed, fig3a or table
      gpu-check --part fig3a         ; --part fig3a needs --log; it must be the folder where training is saved
      gpu-check --part fig3a --log /no/such --epochs 0 ; --epochs is 0; it must be at least 1
      gpu-check --part table         ; --part table needs --log; it must be the folder with the times
      gpu-check --part table --log /no/such ; --log is /no/such; it must be a folder that can be read
      run toya --wibble              ; Unknown option: '--wibble'
      run toya --out /dev/null/here  ; the folder /dev/null/here/toya/quick cannot be made
      run toya --out ''              ; --out is empty
      dance                          ; Unmatched argument
      """)
  void badInputIsOneSentenceAndStatusTwo(String command, String sentence) throws IOException {
    String[] words = command.strip().split(" +");
    Stream<Object> options = Stream.of(words).skip(1).map(word -> word.equals("''") ? "" : word);
    boolean elsewhere = command.contains("--out") || !words[0].equals("run");
    Stream<Object> start = elsewhere ? Stream.of(words[0]) : Stream.of(words[0], "--out", out);
    Shell shell = Shell.lazy(TOYS, Stream.concat(start, options).toArray());
    assertThat(shell.status()).as(shell.err()).isEqualTo(2);
    isOneSentence(shell, sentence.strip());
    assertThat(contents()).isEmpty();
  }

  @Test
  void noCommandIsOneSentenceToo() {
    Shell shell = Shell.lazy(TOYS);
    assertThat(shell.status()).isEqualTo(2);
    isOneSentence(shell, "a command is missing");
  }

  @Test
  void aFileInPlaceOfTheFolderIsRefused() throws IOException {
    Files.writeString(out.resolve("toya"), "mine");
    Shell shell = run("toya");
    assertThat(shell.status()).isEqualTo(2);
    isOneSentence(shell, "cannot be made", "toya is a file");
    assertThat(out.resolve("toya")).hasContent("mine");
  }

  @ParameterizedTest
  @CsvSource({"--resume", "--quiet"})
  void resultsOfAnotherConfigurationAreNeverTouched(String option) throws IOException {
    assertThat(run("toya").status()).isZero();
    Map<String, String> before = contents();

    Shell seed = run("toya", "--seed", 7, option);
    assertThat(seed.status()).isEqualTo(2);
    isOneSentence(seed, "holds results of another configuration: seed is 0 there and 7 here");

    Shell settings = run(List.of(new Toy("toya", true, 51, true, 0)), "toya", option);
    assertThat(settings.status()).isEqualTo(2);
    isOneSentence(settings, "settings.steps is 50 there and 51 here");
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void oneRefusalStopsEveryExperimentBeforeItBegins() throws IOException {
    assertThat(run("toyb", "--seed", 3).status()).isZero();
    Map<String, String> before = contents();
    assertThat(run("--all").status()).isEqualTo(2);
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void aFolderThatIsNotOursIsNotTouched() throws IOException {
    Files.createDirectories(quick("x").getParent());
    Files.writeString(quick("metrics.csv"), "mine");
    Shell shell = run("toya");
    assertThat(shell.status()).isEqualTo(2);
    isOneSentence(shell, "holds metrics.csv but no config.json");
    Files.writeString(quick("config.json"), "{ half");
    isOneSentence(run("toya", "--resume"), "config.json cannot be read as JSON");
    assertThat(quick("metrics.csv")).hasContent("mine");
  }

  @Test
  void theSameConfigurationIsComputedAnew() throws IOException {
    assertThat(run("toya").status()).isZero();
    String before = Files.readString(quick("metrics.csv"));
    Toy.JOBS_RUN.set(0);
    assertThat(run("toya").status()).isZero();
    assertThat(Toy.JOBS_RUN).hasValue(6);
    assertThat(quick("metrics.csv")).hasContent(before);
  }

  @Test
  void oneThreadAndManyGiveTheSameBits() throws IOException {
    assertThat(run("toya", "--preset", "medium", "--threads", 1).status()).isZero();
    String one = Files.readString(out.resolve("toya/medium/metrics.csv"));
    for (int threads = 2; threads <= 5; threads++) {
      Shell shell = run("toya", "--preset", "MEDIUM", "--threads", threads);
      assertThat(shell.status()).as(shell.err()).isZero();
      assertThat(out.resolve("toya/medium/metrics.csv")).hasContent(one);
    }
  }
}
