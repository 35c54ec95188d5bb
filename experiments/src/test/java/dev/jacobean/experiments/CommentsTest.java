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
