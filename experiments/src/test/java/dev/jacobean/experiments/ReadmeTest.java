package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.nn.TangentModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The README's programs print what the README says, with and without SIMD, and its links lead somewhere.
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```\n.*?```text\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> programsPrintWhatItSays() throws IOException {
    Matcher programs = PROGRAM.matcher(readme());
    List<DynamicTest> tests = new ArrayList<>();
    while (programs.find()) {
      String program = programs.group(1);
      String printed = programs.group(2);
      String name = "program " + (tests.size() / 2 + 1);
      tests.add(DynamicTest.dynamicTest(name + " with SIMD",
          () -> assertThat(run(program, "--add-modules", "jdk.incubator.vector")).isEqualTo(printed)));
      tests.add(DynamicTest.dynamicTest(name + " on plain loops", () -> assertThat(run(program)).isEqualTo(printed)));
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  @Test
  void theExampleThatItShowsIsTheOneInItsFile() throws IOException {
    assertThat(readme()).contains("```java\n" + Files.readString(ROOT.resolve("examples/Digits.java")) + "```");
  }

  @Test
  void linksLeadToFiles() throws IOException {
    assertThat(LINK.matcher(readme()).results().map(link -> link.group(1)).toList())
        .isNotEmpty()
        .allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
  }

  private String run(String program, String... options) throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("Example.java"), program);
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath(), source.toString()));
    Process java = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.to(folder.resolve("errors").toFile())).start();
    String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).as(() -> read(folder.resolve("errors"))).isZero();
    return printed;
  }

  private static String classPath() {
    return Stream.of(Tensor.class, TangentModel.class)
        .map(type -> Path.of(java.net.URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())))
        .map(Path::toString).collect(Collectors.joining(java.io.File.pathSeparator));
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "no " + file;
    }
  }
}
