package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The sizes of files that the reading paths state are those of the files. Where this fails, it prints the right page.
class ReadingTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern ROW = Pattern.compile("(?m)^(\\|.*]\\(([^)]+\\.java)\\) \\|.*?) *\\d+ \\| *\\d+ \\|$");
  private static final Pattern SUM = Pattern.compile("(?m)^(\\| \\| together \\|.*?) *\\d+ \\| *\\d+ \\|$");

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/learn/README.md"})
  void statedSizesAreCounted(String name) throws IOException {
    Path page = ROOT.resolve(name);
    String text = Files.readString(page);
    assertThat(text).containsPattern(ROW).containsPattern(SUM);
    List<String> right = rows(counted(text, page));
    assertThat(rows(text)).as("the rows must read\n" + String.join("\n", right)).isEqualTo(right);
  }

  private static List<String> rows(String text) {
    return text.lines().filter(line -> ROW.matcher(line).matches() || SUM.matcher(line).matches()).toList();
  }

  /// The page as it should be.
  private static String counted(String text, Path page) throws IOException {
    StringBuilder right = new StringBuilder();
    long lines = 0;
    long code = 0;
    Matcher row = ROW.matcher(text);
    while (row.find()) {
      List<String> file = Files.readAllLines(page.resolveSibling(row.group(2)));
      long itsCode = file.stream().filter(ReadingTest::isCode).count();
      lines += file.size();
      code += itsCode;
      row.appendReplacement(right, Matcher.quoteReplacement("%s %d | %d |".formatted(row.group(1), file.size(), itsCode)));
    }
    row.appendTail(right);
    return SUM.matcher(right).replaceFirst("$1 " + lines + " | " + code + " |");
  }

  private static boolean isCode(String line) {
    String text = line.strip();
    return !text.isEmpty() && !text.startsWith("//") && !text.startsWith("import ") && !text.matches("[})\\];]+");
  }
}
