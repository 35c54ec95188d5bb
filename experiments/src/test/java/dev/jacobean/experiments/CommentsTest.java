package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every public name of the libraries says what it is, and what each parameter, result and exception is. The Javadoc of
/// `mvn verify` asks for the same; here it is asked without making the pages, and of every source at once.
class CommentsTest {
  private static final Pattern FINDING = Pattern.compile(": no (comment|@param for .*|@return|@throws for .*)$");
  private static final Pattern SNIPPET = Pattern.compile("\\{@snippet file=\"([^\"]+)\" region=\"([^\"]+)\"}");
  private static final Pattern REGION = Pattern.compile("// @start region=\"([^\"]+)\"");

  @ParameterizedTest
  @ValueSource(strings = {"autodiff", "nn"})
  void everyPublicNameSaysWhatItIs(String module, @TempDir Path classes) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(
        "-XDrawDiagnostics", "-Xdoclint:missing/protected", "-Xmaxwarns", "100000", "-proc:none", "-d", classes.toString(),
        "--module-path", System.getProperty("jdk.module.path") + File.pathSeparator + "../autodiff/target/classes"));
    for (String folder : List.of("src/main/java", "target/generated-sources")) {
      try (Stream<Path> sources = Files.walk(Path.of("..", module, folder))) {
        sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
      }
    }
    assertThat(findings(arguments)).noneMatch(line -> FINDING.matcher(line).find());
  }

  /// Java in a comment is a region of a test class, so that it compiles and runs; and each such region is shown.
  @ParameterizedTest
  @ValueSource(strings = {"autodiff", "nn"})
  void everyProgramInACommentIsRunByATest(String module) throws IOException {
    Set<String> shown = new TreeSet<>();
    Path sources = Path.of("..", module, "src/main/java");
    for (Path source : javaFiles(sources)) {
      String text = Files.readString(source);
      assertThat(text).as("%s", source).doesNotContain("```java", "{@code\n", "<pre>");
      SNIPPET.matcher(text).results().forEach(snippet -> shown.add(snippet.group(1) + " " + snippet.group(2)));
    }
    Set<String> regions = new TreeSet<>();
    Path tests = Path.of("..", module, "src/test/java");
    for (Path test : javaFiles(tests)) {
      REGION.matcher(Files.readString(test)).results()
          .forEach(region -> regions.add(tests.relativize(test) + " " + region.group(1)));
    }
    assertThat(shown).isNotEmpty().isEqualTo(regions);
  }

  private static List<Path> javaFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static List<String> findings(List<String> arguments) {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    Locale here = Locale.getDefault();
    Locale.setDefault(Locale.ENGLISH); // the findings are words
    int status = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, arguments.toArray(String[]::new));
    Locale.setDefault(here);
    assertThat(status).as(said.toString()).isZero();
    return said.toString().lines().toList();
  }
}
