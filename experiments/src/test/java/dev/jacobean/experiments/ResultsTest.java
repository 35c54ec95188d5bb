package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The page of results states what is kept beside it: the files that the runs wrote, unchanged.
class ResultsTest {
  private static final Path FOLDER = Page.ROOT.resolve("docs/results");
  private static final Pattern SHOWN = Pattern.compile("]\\(((\\w[\\w-]*)/(\\w+))/figure\\.png\\)");

  @Test
  void everyKeptRunIsShownOnceAndEveryShownRunIsKept() throws IOException {
    List<String> shown = SHOWN.matcher(page()).results().map(match -> match.group(1)).toList();
    assertThat(shown).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(shown)).isEqualTo(kept());
  }

  @TestFactory
  Stream<DynamicTest> aSectionSaysWhatItsRunWrote() throws IOException {
    return kept().stream().map(name -> DynamicTest.dynamicTest(name, () -> {
      JsonNode config = json(FOLDER.resolve(name).resolve("config.json")).get("configuration");
      String id = config.get("experiment").asString();
      String preset = config.get("preset").asString();
      assertThat(id + "/" + preset).isEqualTo(name);
      String right = """
          ## %s

          `./lazy run %s --preset %s`, seed %s; settings, versions and machine in [config.json](%s/config.json).

          ![%s](%s/figure.png)

          | claim | expected | measured | holds |
          |---|---|---|---|
          %s
          """.formatted(heading(id, preset), id, preset, config.get("seed").asString(), name, experiment(id).title(), name,
          rows(name));
      assertThat(page()).contains(right).containsPattern(Pattern.quote("| [" + heading(id, preset) + "](#") + "[^)]*"
          + Pattern.quote(") | " + held(name) + " |"));
    }));
  }

  /// A bar in a claim would be taken for the border of a cell.
  @Test
  void everyRowOfATableHasACellForEachColumn() throws IOException {
    for (String block : page().split("\n\n")) {
      List<Long> bars = block.lines().filter(line -> line.startsWith("|"))
          .map(line -> line.chars().filter(c -> c == '|').count()).distinct().toList();
      assertThat(bars).as(block).hasSizeLessThan(2);
    }
  }

  private static String heading(String id, String preset) {
    return experiment(id).title() + (preset.equals("paper") ? "" : ", preset " + preset);
  }

  private static Experiment experiment(String id) {
    return Catalogue.paper().experiments().stream().filter(experiment -> experiment.id().equals(id)).findFirst()
        .orElseThrow();
  }

  private static String rows(String name) throws IOException {
    return json(FOLDER.resolve(name).resolve("claims.json")).valueStream()
        .map(claim -> "| %s | %s | %s | %s |".formatted(claim.get("statement").asString(), claim.get("expected").asString(),
            claim.get("measured").asString(), claim.get("holds").asBoolean() ? "yes" : "**no**"))
        .collect(Collectors.joining("\n"));
  }

  private static String held(String name) {
    JsonNode claims = json(FOLDER.resolve(name).resolve("claims.json"));
    return claims.valueStream().filter(claim -> claim.get("holds").asBoolean()).count() + " of " + claims.size();
  }

  private static Set<String> kept() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER, 3)) {
      return files.filter(file -> file.endsWith("claims.json")).map(file -> FOLDER.relativize(file.getParent()))
          .map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String page() throws IOException {
    return Files.readString(FOLDER.resolve("README.md"));
  }

  private static JsonNode json(Path file) {
    return new ObjectMapper().readTree(file);
  }
}
