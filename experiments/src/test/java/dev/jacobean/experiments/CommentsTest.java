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
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every public name of the libraries says what it is. The compiler's own check of comments asks for that and also for a
/// tag per parameter; only the first is wanted, so its findings are read here instead of stopping the build.
class CommentsTest {
  @ParameterizedTest
  @ValueSource(strings = {"autodiff", "nn"})
  void everyPublicNameHasAComment(String module, @TempDir Path classes) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(
        "-XDrawDiagnostics", "-Xdoclint:missing/protected", "-Xmaxwarns", "100000", "-proc:none", "-d", classes.toString(),
        "--module-path", System.getProperty("jdk.module.path") + File.pathSeparator + "../autodiff/target/classes"));
    for (String folder : List.of("src/main/java", "target/generated-sources")) {
      try (Stream<Path> sources = Files.walk(Path.of("..", module, folder))) {
        sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
      }
    }
    assertThat(findings(arguments)).noneMatch(line -> line.endsWith("no comment"));
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
