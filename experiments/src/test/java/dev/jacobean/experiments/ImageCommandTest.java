package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program with a Java of its own. Runs after packaging, since only jars can be packed.
@Tag("packed")
class ImageCommandTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path folder;

  /// An ended process: its status, and what it said on both streams.
  private record Ended(int status, String said) {}

  private Ended run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
    Path said = folder.resolve("said.txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
        .redirectOutput(said.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("JA") || name.startsWith("JDK"));
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    return new Ended(status, Files.readString(said));
  }

  /// Runs the program from the jars of this build.
  private Ended lazy(String... args) throws IOException, InterruptedException {
    List<String> path = new ArrayList<>(List.of(Path.of("target/lib").toAbsolutePath().toString()));
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      files.filter(file -> file.getFileName().toString().matches("jacobean-experiments-[0-9.]+(-SNAPSHOT)?\\.jar"))
          .map(file -> file.toAbsolutePath().toString()).forEach(path::add);
    }
    assertThat(path).as("the library's jars and one of the program; an older version's is removed by mvn clean").hasSize(2);
    List<String> command = new ArrayList<>(List.of(JAVA.toString(), "--module-path", String.join(File.pathSeparator, path),
        "--module", "dev.jacobean.experiments/dev.jacobean.experiments.Lazy"));
    command.addAll(List.of(args));
    return run(Map.of(), command);
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static boolean hasStrip() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(part -> Files.isExecutable(Path.of(part, "strip")));
  }

  @Test
  void theImageIsSmallAndRunsFigure1WithoutAnythingElse() throws IOException, InterruptedException {
    Path image = folder.resolve("image");
    Ended packed = lazy("image", image.toString());
    assertThat(packed.status()).as(packed.said()).isZero();
    // The names of inner functions are 6 MB; binutils' strip takes them out where it is installed.
    assertThat(bytes(image)).isLessThanOrEqualTo(hasStrip() ? 60_000_000 : 66_000_000);

    // A proxy where nobody listens: what asks the network fails.
    Ended figure = run(Map.of("JDK_JAVA_OPTIONS", "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=9 -Dhttps.proxyHost=127.0.0.1"
        + " -Dhttps.proxyPort=9"), List.of(image.resolve("bin/lazy").toString(), "run", "fig1", "--preset", "quick"));
    assertThat(figure.status()).as(figure.said()).isZero();
    assertThat(figure.said()).contains("fig1a (quick", "fig1b (quick", "fig1c (quick").doesNotContain("FAILS", "rror");
    for (String id : List.of("fig1a", "fig1b", "fig1c")) {
      assertThat(folder.resolve("results/" + id + "/quick/figure.png")).isNotEmptyFile();
      assertThat(folder.resolve("results/" + id + "/quick/figure.svg")).content().contains("<svg");
    }
  }

  @Test
  void aFolderThatExistsIsRefused() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("mine.txt"), "mine");
    Ended ended = lazy("image", folder.toString());
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.said()).contains("lazy: " + folder + " exists; name a folder that does not (lazy image --help");
    assertThat(folder.resolve("mine.txt")).hasContent("mine");
  }
}
