package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Programs in the documentation print what it says, fragments and the cells of tables compile and run, and links lead
/// somewhere.
///
/// A block of `java` with a `main` is a program, and a block of `text` after it what it prints. A block without is a
/// fragment; all fragments of a page run in one program. A fragment after the comment "for all cells below" declares what
/// the other fragments of its page, and the last cells of its tables, may use.
class DocumentsTest {
  private static final String COMMON = "<!-- for all cells below -->\n";
  private static final Pattern CELL = Pattern.compile("(?m)^\\|.*\\| *`([^`|]+)` *\\|$");
  private static final String IMPORTS = """
      import dev.jacobean.autodiff.*;
      import dev.jacobean.autodiff.array.*;
      import dev.jacobean.nn.*;
      import dev.jacobean.nn.data.*;
      import java.nio.file.*;
      import java.util.*;
      import java.util.function.*;
      import java.util.random.RandomGenerator;
      """;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> programsPrintWhatTheirPagesSay() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Page page : Page.all()) {
      for (Page.Block block : page.blocks()) {
        if (!isProgram(block)) {
          continue;
        }
        Optional<Page.Block> printed = page.after(block).filter(next -> next.language().equals("text"));
        String name = page.name() + ", program at " + block.start();
        assertThat(printed).as(name + ": a block of text must say what it prints").isPresent();
        String expected = printed.orElseThrow().body();
        tests.add(DynamicTest.dynamicTest(name + ", with SIMD",
            () -> assertThat(Source.run(folder, block.body(), Source.SIMD)).isEqualTo(expected)));
        if (page.name().equals("README.md")) {
          tests.add(DynamicTest.dynamicTest(name + ", on plain loops",
              () -> assertThat(Source.run(folder, block.body(), List.of())).isEqualTo(expected)));
        }
      }
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> fragmentsAndCellsRun() {
    return Page.all().stream().map(DocumentsTest::fragments).flatMap(Optional::stream).map(program -> DynamicTest
        .dynamicTest(program.page, () -> Source.run(folder, program.text, Source.SIMD)));
  }

  private record Fragments(String page, String text) {}

  private static boolean isProgram(Page.Block block) {
    return block.language().equals("java") && block.body().contains("void main(");
  }

  /// All that a page has, in one program.
  private static Optional<Fragments> fragments(Page page) {
    StringBuilder declared = new StringBuilder();
    List<String> bodies = new ArrayList<>();
    for (Page.Block block : page.blocks()) {
      if (block.language().equals("java") && !isProgram(block)) {
        if (page.text().startsWith(COMMON, Math.max(0, block.start() - COMMON.length()))) {
          declared.append(block.body());
        } else {
          bodies.add(block.body());
        }
      }
    }
    if (!declared.isEmpty()) {
      Matcher cells = CELL.matcher(page.prose());
      while (cells.find()) {
        String cell = cells.group(1).strip();
        bodies.add(cell.endsWith(";") || cell.endsWith("}") ? cell : "Objects.requireNonNull(" + cell + ");");
      }
    }
    if (bodies.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder(IMPORTS).append(declared);
    StringBuilder main = new StringBuilder("void main() throws Exception {\n");
    for (int i = 0; i < bodies.size(); i++) {
      text.append("void part").append(i).append("() throws Exception {\n").append(bodies.get(i)).append("\n}\n");
      main.append("part").append(i).append("();\n");
    }
    return Optional.of(new Fragments(page.name(), text.append(main).append("}\n").toString()));
  }

  @Test
  void theExampleThatTheReadmeShowsIsTheOneInItsFile() throws IOException {
    assertThat(Page.read(Page.ROOT.resolve("README.md")).text())
        .contains("```java\n" + Files.readString(Page.ROOT.resolve("examples/Digits.java")) + "```");
  }

  @TestFactory
  Stream<DynamicTest> linksLeadSomewhere() {
    return Page.all().stream().map(page -> DynamicTest.dynamicTest(page.name(), () -> {
      for (String link : page.links()) {
        if (link.startsWith("https://")) {
          continue; // nothing is asked of the network
        }
        int hash = link.indexOf('#');
        Path file = hash == 0 ? page.file() : page.file().resolveSibling(hash < 0 ? link : link.substring(0, hash));
        assertThat(file).as("link " + link).exists();
        if (hash >= 0) {
          assertThat(Page.read(file).anchors()).as("link " + link).contains(link.substring(hash + 1));
        }
      }
    }));
  }

  @TestFactory
  Stream<DynamicTest> nothingIsLoadedFromTheNetwork() {
    return Page.all().stream().map(page -> DynamicTest.dynamicTest(page.name(), () -> assertThat(page.prose())
        .doesNotContainPattern("!\\[[^]]*]\\(http").doesNotContainPattern("(src|href)=\"(http|//)")));
  }
}
