package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// "Autodiff in an evening": programs print what their pages say, and pictures are what programs draw. Links are
/// checked by [DocumentsTest].
class LearnTest {
  private static final Path HOME = Path.of("..", "docs", "learn").toAbsolutePath().normalize();
  private static final Pattern SHOWN =
      Pattern.compile("```sh\n\\./lazy learn (\\d+)( --answers)?\n```\n\n```text\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  private static Stream<Path> pages() throws IOException {
    return files(".md");
  }

  private static Stream<Path> files(String end) throws IOException {
    try (Stream<Path> files = Files.walk(HOME)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList().stream();
    }
  }

  // ---- programs

  @Test
  void everyProgramPrintsWhatItsPageSaysWithSimdAndOnPlainLoops() throws Exception {
    List<Path> programs = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (Path page : pages().toList()) {
      for (MatchResult shown : SHOWN.matcher(Files.readString(page)).results().toList()) {
        assertThat(page.getFileName().toString()).startsWith("%02d-".formatted(Integer.parseInt(shown.group(1))));
        programs.add(program(page, shown.group(2) != null));
        expected.add(shown.group(3));
      }
    }
    assertThat(programs).containsExactlyInAnyOrderElementsOf(
        files(".java").filter(file -> file.getFileName().toString().matches("L\\d.*")).toList());
    Programs.compile(HOME, folder.resolve("programs")); // not on the class path: programs and answers have the same names
    Programs.compile(HOME.resolve("answers"), folder.resolve("programs/answers"));
    Programs compiled = new Programs(folder);
    List<Path> classes = programs.stream()
        .map(program -> folder.resolve("programs").resolve(HOME.relativize(program).toString().replace(".java", ""))).toList();
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      for (Future<List<String>> printed : two.invokeAll(List.<Callable<List<String>>>of(
          () -> compiled.printed(LearnCommand.SIMD, classes), () -> compiled.printed(List.of(), classes)))) {
        for (int i = 0; i < expected.size(); i++) {
          assertThat(printed.get().get(i)).as(programs.get(i).toString()).isEqualTo(expected.get(i));
        }
      }
    }
  }

  private static Path program(Path page, boolean answers) throws IOException {
    String number = page.getFileName().toString().substring(0, 2);
    try (Stream<Path> files = Files.list(answers ? HOME.resolve("answers") : HOME)) {
      return files.filter(file -> file.getFileName().toString().startsWith("L" + number)).findFirst().orElseThrow();
    }
  }

  @Test
  void everyChapterShowsItsProgramAndItsAnswers() throws IOException {
    for (Path page : pages().filter(page -> !page.endsWith("README.md")).toList()) {
      List<MatchResult> shown = SHOWN.matcher(Files.readString(page)).results().toList();
      assertThat(shown).as(page.toString()).hasSize(2);
      assertThat(shown.get(0).group(2)).isNull();
      assertThat(shown.get(1).group(2)).isNotNull();
    }
  }

  // ---- the command

  @Test
  void withoutAChapterTheyAreListed() {
    Shell shell = Shell.lazy(List.of(), "learn");
    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.out().lines()).hasSize(11);
    assertThat(shell.out()).contains(" 1  A derivative is a linear map ", "10  The tangent model and lazy training ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4", "04"})
  void aChapterRunsAndDrawsWhatIsCommitted(String chapter) throws IOException {
    Shell shell = Shell.lazy(List.of(), "learn", chapter, "--pictures", folder);
    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.out()).startsWith("row  operation").contains("the reverse sweep");
    assertThat(shell.err()).isEmpty();
    isCommitted("tape.svg", "sweeps.html");
  }

  @Test
  void theTapeOfANetworkIsDrawnAsCommitted() throws IOException {
    Shell shell = Shell.lazy(List.of(), "learn", "8", "--pictures", folder);
    assertThat(shell.status()).as(shell.err()).isZero();
    isCommitted("kept.svg");
  }

  private void isCommitted(String... names) throws IOException {
    for (String name : names) {
      assertThat(folder.resolve(name)).as("to renew it: ./lazy learn N --pictures docs/learn/pictures")
          .hasSameTextualContentAs(HOME.resolve("pictures").resolve(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"11", "0", "three", "--answers"})
  void badChaptersAreRefusedInOneSentence(String argument) {
    Shell shell = Shell.lazy(List.of(), "learn", argument);
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void picturesThatHaveNoFolderAreRefusedInOneSentence() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    for (Path place : List.of(file, file.resolve("below"))) {
      Shell shell = Shell.lazy(List.of(), "learn", "1", "--pictures", place);
      assertThat(shell.status()).isEqualTo(2);
      assertThat(shell.err()).startsWith("lazy: --pictures is " + place
          + "; it must be a folder that can be made and written (" + file + " is a file)").hasLineCount(1);
      assertThat(shell.out()).isEmpty();
    }
  }

  // ---- pages

  @Test
  void nothingLoadsFromTheNetwork() throws IOException {
    for (Path file : Stream.of(files(".md"), files(".html"), files(".svg"), files(".java")).flatMap(all -> all).toList()) {
      assertThat(Files.readString(file).replace("http://www.w3.org/2000/svg", "")).as(file.toString())
          .doesNotContain("http:", "https:", "src=\"//", "@import", "url(");
    }
  }
}
