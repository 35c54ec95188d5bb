package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.array.Parallel;
import dev.jacobean.nn.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Every command of the documentation is run here, or it is known who runs it.
///
/// Whatever begins with `lazy` is read by the real command line, so that none has an option that is not there. Those in
/// blocks of their own are also run, with their folders replaced by temporary ones, and so is what begins with `java`,
/// with the class path of this test.
/// The rest stands in [#ELSEWHERE].
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsTest {
  /// Commands that are not run here, and who runs them: a test, or a person.
  private static final Map<String, String> ELSEWHERE = new TreeMap<>(Map.ofEntries(
      Map.entry("mvn verify", ".ci/run"),
      Map.entry("mvn -q verify -Dunchecked -pl autodiff -am -Dtest=LawsTest -Dsurefire.failIfNoSpecifiedTests=false",
          "every developer, many times a day"),
      Map.entry("git clone \"$SOURCES\" jacobean", ".ci/stranger"),
      Map.entry("mvn -q -f jacobean/pom.xml install -pl bom,nn -am -Dmaven.test.skip=true -Dunchecked",
          ".ci/stranger"),
      Map.entry("mvn install", "mvn verify, as before"),
      Map.entry("mvn -q compile exec:exec -Dexec.executable=java -Dexec.args=\"--add-modules jdk.incubator.vector"
          + " -cp %classpath First\"", ".ci/stranger"),
      Map.entry("mvn verify -Dmaven.test.skip=true -pl bom,consumers -am", ".ci/run, as a part of mvn verify"),
      Map.entry("mvn -q package -DskipTests -Dunchecked", "./lazy, whenever a source is newer than the jar"),
      Map.entry("mvn -q package -DskipTests -pl bench -am -Dbench=B01", "who measures"),
      Map.entry("mvn package -Pspark -DskipTests", "who runs on Spark; SparkTest tests what it builds"),
      Map.entry("java --add-modules jdk.incubator.vector -cp \"spark/target/*:spark/target/lib/*:$SPARK_HOME/jars/*\""
          + " dev.jacobean.spark.SparkLazy run --all --master spark://HOST:7077", "SparkTest, on a cluster in one process"),
      Map.entry("jshell --add-modules jdk.incubator.vector --class-path"
          + " jacobean/autodiff/target/jacobean-autodiff-0.1.0-SNAPSHOT.jar", ".ci/stranger, which types"),
      Map.entry("./lazy image build/lazy-image", "ImageCommandTest, after packaging"),
      Map.entry("./lazy bench --suite gemm", "BenchCommandTest, its shortest case"),
      Map.entry("./lazy gpu-check --log out", "LazyTest, where there is a graphics processor"),
      Map.entry("scripts/pack-runtime build/jacobean-gpu.tar.gz", ".ci/carried"),
      Map.entry("scripts/gpu-check --runtime build/jacobean-gpu.tar.gz build/out", ".ci/carried"),
      Map.entry("./lazy bench --backend cuda --suite steps", "who has a graphics processor"),
      Map.entry("mvn verify -Dgpu=true", "who has a graphics processor"),
      Map.entry("pip install nvidia-cublas nvidia-cuda-nvrtc", "who has a graphics processor"),
      Map.entry("export JACOBEAN_CUDA_PATH=$(python3 -c 'import sysconfig; print(sysconfig.get_paths()[\"purelib\"])')",
          "who has a graphics processor"),
      Map.entry("./lazy run fig1 --preset medium", "by hand: minutes"),
      Map.entry("./lazy run --all", ".ci/stranger"),
      Map.entry("./lazy run fig3a fig7a", ".ci/stranger"),
      Map.entry("./lazy run fig7b", ".ci/stranger")));

  @TempDir Path folder;

  private final int threads = Parallel.threads();
  private final Set<String> run = new HashSet<>();

  @AfterAll
  void restoreThreads() {
    Parallel.setThreads(threads);
  }

  private static List<Typed> commands() {
    return Page.all().stream().flatMap(page -> Typed.in(page).stream()).toList();
  }

  @TestFactory
  Stream<DynamicTest> everyCommandDoesWhatItsPageSays() {
    return commands().stream().map(typed -> DynamicTest.dynamicTest(typed.toString(), () -> check(typed)));
  }

  @Test
  void everyCommandThatIsRunElsewhereIsStillInADocument() {
    assertThat(commands().stream().map(Typed::text)).containsAll(ELSEWHERE.keySet());
  }

  @Test
  void whoRunsItIsThere() throws IOException {
    Set<String> tests = new HashSet<>();
    for (String module : List.of("autodiff", "nn", "experiments", "spark")) {
      try (Stream<Path> files = Files.walk(Page.ROOT.resolve(module).resolve("src/test"))) {
        files.map(file -> file.getFileName().toString()).forEach(tests::add);
      }
    }
    for (String who : ELSEWHERE.values()) {
      for (String word : who.split("[ ,;:]+")) {
        if (word.endsWith("Test")) {
          assertThat(tests).as(who).contains(word + ".java");
        }
      }
    }
    assertThat(Page.ROOT.resolve(".ci/run")).content().contains("mvn -B -ntp verify", ".ci/stranger", ".ci/carried");
    String stranger = Files.readString(Page.ROOT.resolve(".ci/stranger"));
    ELSEWHERE.forEach((command, who) -> {
      if (who.startsWith(".ci/stranger") && command.startsWith("./lazy")) { // the others it reads in install.md
        assertThat(stranger).contains("'" + command + "'");
      }
    });
  }

  // ---- one command

  private void check(Typed typed) throws IOException, InterruptedException {
    List<String> words = typed.words();
    switch (words.getFirst()) {
      case "./lazy", "lazy" -> lazy(typed, words.subList(1, words.size()));
      case "mvn" -> namesWhatIsThere(words);
      case "java" -> words.stream().filter(word -> word.startsWith("examples/"))
          .forEach(word -> assertThat(Page.ROOT.resolve(word)).as(typed.toString()).isRegularFile());
      default -> { }
    }
    if (ELSEWHERE.containsKey(typed.text()) || !typed.block() && words.getFirst().endsWith("lazy")) {
      return;
    }
    assertThat(words.getFirst()).as("%s: nothing runs this command; if a person does, it belongs in the table", typed)
        .isIn("./lazy", "java");
    if (words.getFirst().equals("java") && words.stream().noneMatch(word -> word.startsWith("examples/"))) {
      java(typed, words); // ExamplesTest runs all in examples/, in one Java machine
    }
  }

  /// The modules, classes and profiles that a command for Maven names.
  private static void namesWhatIsThere(List<String> words) throws IOException {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("-pl")) {
        for (String module : words.get(i + 1).split(",")) {
          assertThat(Page.ROOT.resolve(module).resolve("pom.xml")).exists();
        }
      } else if (word.startsWith("-P")) {
        assertThat(Page.ROOT.resolve("pom.xml")).content().contains("<id>" + word.substring(2) + "</id>");
      } else if (word.startsWith("-Dtest=") || word.startsWith("-Dbench=")) {
        String name = word.substring(word.indexOf('=') + 1);
        try (Stream<Path> files = Files.walk(Page.ROOT.resolve(words.get(words.indexOf("-pl") + 1)).resolve("src"))) {
          assertThat(files.map(file -> file.getFileName().toString())).as(word)
              .anyMatch(file -> file.matches(name + "([A-Z]\\w*)?\\.java"));
        }
      }
    }
  }

  // ---- lazy

  private void lazy(Typed typed, List<String> words) throws IOException {
    if (words.size() == 1) { // named in passing
      assertThat(line().getSubcommands()).containsKey(words.getFirst());
    } else {
      line().parseArgs(words.toArray(String[]::new));
    }
    boolean learn = words.getFirst().equals("learn") && words.size() > 1; // LearnTest runs these, all in one Java machine
    if (!typed.block() || learn || ELSEWHERE.containsKey(typed.text()) || !run.add(typed.text())) {
      return;
    }
    String[] arguments = quick(words).toArray(String[]::new);
    Shell shell = Shell.of((out, err) -> line().setOut(out).setErr(err).execute(arguments));
    assertThat(shell.status()).as(typed + "\n" + shell.err()).isIn(allowed(words));
    typed.shown().ifPresent(shown -> assertThat(shell.out()).as(typed.toString()).isEqualTo(shown));
  }

  /// Nothing is downloaded; a transfer that failed is what the user would see without a network.
  private static CommandLine line() {
    return Lazy.line(Catalogue.paper(), (set, root, watcher) -> {
      throw new DataException("no network in tests");
    }, new ThreadExecutor());
  }

  /// The same command with its folders in the temporary one.
  private List<String> quick(List<String> words) throws IOException {
    List<String> quick = new ArrayList<>(words);
    int out = quick.indexOf("--out");
    if (out >= 0) {
      quick.subList(out, out + 2).clear();
    }
    switch (words.getFirst()) {
      case "run" -> quick.addAll(List.of("--out", results().toString(), "--quiet"));
      case "report" -> quick.addAll(
          List.of("--results", results().toString(), "--out", folder.resolve("report").toString()));
      case "docs" -> quick.addAll(List.of("--out", folder.resolve("site").toString()));
      case "data" -> quick.addAll(List.of("--data", Files.createDirectories(folder.resolve("data")).toString()));
      default -> { }
    }
    return quick;
  }

  private Path results() throws IOException {
    return Files.createDirectories(folder.resolve("results"));
  }

  /// Data sets are not there: fetching them is refused by the network, and using them for want of them.
  private static List<Integer> allowed(List<String> words) {
    return !words.getFirst().equals("data") ? List.of(0) : words.get(1).equals("fetch") ? List.of(Refusal.USAGE)
        : words.get(1).equals("speed") ? List.of(0, Refusal.DATA) : List.of(Refusal.DATA);
  }

  // ---- java

  private void java(Typed typed, List<String> words) throws IOException, InterruptedException {
    int file = words.indexOf(words.stream().filter(word -> word.endsWith(".java")).findFirst().orElseThrow());
    List<String> options = words.subList(1, words.indexOf("-cp"));
    Path source = Page.ROOT.resolve(words.get(file));
    if (!Files.exists(source)) { // one that the page has told its reader to write
      source = Files.writeString(folder.resolve(words.get(file)), typed.program().orElseThrow());
    }
    if (run.add(options + " " + source)) {
      Source.run(source, folder, options);
    }
  }
}
