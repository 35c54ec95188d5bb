package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `lazy report`.
class ReportTest {
  private static final List<Experiment> TOYS = List.of(new Toy("walk"), new Toy("fall", false, 50, true, 0),
      new Toy("absent"));

  @TempDir Path place;
  private Path results;

  @BeforeEach
  void runTwoOfThree() {
    results = place.resolve("results");
    assertThat(Shell.lazy(TOYS, "run", "walk", "--quiet", "--out", results).status()).isZero();
    assertThat(Shell.lazy(TOYS, "run", "walk", "--quiet", "--preset", "medium", "--out", results).status()).isZero();
    assertThat(Shell.lazy(TOYS, "run", "fall", "--quiet", "--out", results).status()).isEqualTo(1);
  }

  private Shell report() {
    return Shell.lazy(TOYS, "report", "--results", results, "--out", place.resolve("page"));
  }

  private String page() throws IOException {
    return Files.readString(place.resolve("page/index.html"));
  }

  @Test
  void everyItemStandsInItWithItsClaimsNumbersAndParameters() throws IOException {
    Shell shell = report();
    assertThat(shell.status()).isZero();
    assertThat(shell.out()).contains("2 of 3 experiments were run; 1 of their 2 claims hold");
    assertThat(page()).contains("<section id=\"walk\">", "<section id=\"fall\">", "<section id=\"absent\">")
        .contains("somebody gets away", "at least 1.000e+09", "1 of 1 fails", "the one holds")
        .contains("<li>the text walks, the code runs &amp; jumps</li>")
        .contains("Preset quick: the one holds").contains("Not run: <code>./lazy run absent</code>")
        .contains("&quot;walks&quot; : 12").contains("data:image/svg+xml;base64,");
    assertThat(place.resolve("page/data/walk-medium.csv"))
        .hasSameTextualContentAs(results.resolve("walk/medium/metrics.csv"));
  }

  /// Whatever a browser would load of its own accord stands in the page; links lead to its own parts and the numbers.
  @Test
  void itLoadsNothing() throws IOException {
    report();
    assertThat(Pattern.compile("(?:src|href)=\"([^\"]{0,60})").matcher(page()).results().map(m -> m.group(1)))
        .isNotEmpty().allMatch(target -> target.startsWith("#") || target.startsWith("data"));
    assertThat(page()).doesNotContain("@import", "fetch(", "XMLHttpRequest").doesNotContainPattern("url\\(");
  }

  /// Two neurons in three pictures, one of them nowhere: what the script needs stands in the page, numbers or not.
  @Test
  void whoseJobsKeptPicturesHasAFilmBesideTheTeacher() throws IOException {
    report();
    assertThat(page()).doesNotContain("id=\"films\"");
    Files.writeString(results.resolve("walk/medium/jobs.jsonl"), """
        {"key":"1","result":{"values":{"step":[0,1,10],"loss":[1,"NaN",0.25],"sign":[1,-1],\
        "x":[0,1,0.5,"NaN",1,2],"y":[0,1,0.25,1,0.12347,2]}},"seconds":1}
        """);
    report();
    assertThat(page()).contains("<p class=\"player\" hidden>", "<figure class=\"film\" data-film=\"walk\"><img ");
    String film = Pattern.compile("id=\"film-walk\">(.*)</script>").matcher(page()).results().findFirst().orElseThrow().group(1);
    assertThat(Json.parse(film)).isEqualTo(Json.parse("""
        {"step": [0.0, 1.0, 10.0], "loss": [1.0, "NaN", 0.25], "sign": [1.0, -1.0],
         "x": [0.0, 1.0, 0.5, "NaN", 1.0, 2.0], "y": [0.0, 1.0, 0.25, 1.0, 0.1235, 2.0],
         "teacher": [0.9994, -0.0347, 1.0, 0.4147, -0.904, -1.0, -0.887, 0.4589, 1.0]}
        """));
  }

  @Test
  void textOfResultsIsNoMarkup() {
    assertThat(ReportPage.escaped("a < b && \"c\" > d")).isEqualTo("a &lt; b &amp;&amp; &quot;c&quot; &gt; d");
  }

  @Test
  void aStoppedRunIsShownAsNotRun() throws IOException {
    Files.delete(results.resolve("fall/quick/claims.json"));
    assertThat(report().out()).contains("1 of 3 experiments were run");
  }

  @Test
  void damagedResultsAreNamedAndTheOthersShown() throws IOException {
    Path claims = results.resolve("walk/quick/claims.json");
    Files.writeString(claims, Files.readString(claims).substring(0, 20));
    Shell shell = report();
    assertThat(shell.status()).isEqualTo(2);
    String sentence = claims + " cannot be read (it is no JSON); run that experiment again, or remove its folder";
    assertThat(shell.err()).isEqualTo("lazy: " + sentence + "\n");
    assertThat(shell.out()).contains("2 of 3 experiments were run");
    assertThat(page()).contains("Note: " + sentence + ".").contains("Preset medium").doesNotContain("Preset quick: ");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      claims.json | null                       | it holds nothing
      claims.json | [null]                     | it is no list of claims
      claims.json | []                         | it is no list of claims
      claims.json | [{"id": "far"}]            | it is no such JSON
      jobs.jsonl  | null                       | it holds nothing
      jobs.jsonl  | {"key": "1", "result": {}} | it is no such JSON
      """)
  void whatIsJsonButNoResultIsNamedToo(String name, String text, String reason) throws IOException {
    Path file = results.resolve("walk/quick").resolve(name);
    Files.writeString(file, text);
    Shell shell = report();
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).isEqualTo(
        "lazy: " + file + " cannot be read (" + reason + "); run that experiment again, or remove its folder\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{\"configuration\": 1}", "{\"configuration\": {}}"})
  void aRunThatDoesNotSayWhatItWasIsNamed(String text) throws IOException {
    Path config = results.resolve("walk/quick/config.json");
    Files.writeString(config, text);
    Shell shell = report();
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).isEqualTo("lazy: " + config + " cannot be read (it does not say what was run);"
        + " remove its folder, and run that experiment again\n");
  }

  @Test
  void resultsInAFolderOfAnotherNameAreNamed() throws IOException {
    Files.move(results.resolve("walk"), results.resolve("absent"));
    Files.move(results.resolve("absent/medium"), results.resolve("absent/paper"));
    Shell shell = report();
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains("absent/paper/config.json is of walk, preset medium; results of that must be in a"
        + " folder walk/medium\n").contains("absent/quick/config.json is of walk, preset quick").hasLineCount(2);
    assertThat(shell.out()).contains("1 of 3 experiments were run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"figure.svg", "figure.png", "metrics.csv"})
  void anEmptyFileIsNotWhole(String name) throws IOException {
    Path file = Files.write(results.resolve("walk/quick").resolve(name), new byte[0]);
    Shell shell = report();
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).startsWith("lazy: " + file + " cannot be read (it is empty)").hasLineCount(1);
  }

  /// A folder that leads to itself is one that cannot be entered, for root too.
  @Test
  void aFolderThatCannotBeEnteredIsNamed() throws IOException {
    Path folder = results.resolve("walk/paper");
    Files.createSymbolicLink(folder, folder);
    Shell shell = report();
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).startsWith("lazy: " + folder + " cannot be read (").hasLineCount(1);
  }

  @Test
  void bytesThatAreNoTextAreNamed() throws IOException {
    Path file = results.resolve("walk/quick/jobs.jsonl");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    Shell shell = report();
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).startsWith("lazy: " + file + " cannot be read (it is no text)").hasLineCount(1);
  }

  @Test
  void resultsOfSeveralSeedsAndVersionsAreShownAndSaidToBe() throws IOException {
    assertThat(report().err()).isEmpty();
    assertThat(page()).doesNotContain("more than one");
    assertThat(Shell.lazy(TOYS, "run", "absent", "--seed", "7", "--quiet", "--out", results).status()).isZero();
    Path config = results.resolve("fall/quick/config.json");
    Files.writeString(config, Files.readString(config).replaceFirst("(\"version\" : )\"[^\"]*\"", "$1\"0.0.1\""));
    Shell shell = report();
    assertThat(shell.status()).isZero();
    String sentence = "the results are of more than one seed (0; 7) and version (0.0.1; " + Machine.version()
        + "); each says of which it is";
    assertThat(shell.err()).isEqualTo("lazy: " + sentence + "\n");
    assertThat(page()).contains("Note: " + sentence + ".", "seed 7, Jacobean " + Machine.version(),
        "seed 0, Jacobean 0.0.1");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Shell shell = Shell.lazy(TOYS, "report", "--results", place.resolve("nothing"));
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).startsWith("lazy: --results is ").contains("it must be a folder (lazy run makes one)");
  }
}
