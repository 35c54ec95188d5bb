package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.nn.TangentModel;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A Java program in one file, run by the `java` of this process beside the libraries.
final class Source {
  static final List<String> SIMD = List.of("--add-modules", "jdk.incubator.vector");

  private Source() {}

  /// What a program prints.
  ///
  /// @param folder for its file
  /// @param options of `java`
  static String run(Path folder, String program, List<String> options) throws IOException, InterruptedException {
    return run(Files.writeString(folder.resolve("Example.java"), program), folder, options);
  }

  /// What the program in a file prints, started in the repository.
  static String run(Path source, Path folder, List<String> options) throws IOException, InterruptedException {
    Path errors = folder.resolve("errors.txt");
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), source.toString()));
    Process java = new ProcessBuilder(command).directory(Page.ROOT.toFile()).redirectError(errors.toFile()).start();
    String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = java.waitFor();
    assertThat(status).as(Files.readString(errors) + "\nof\n" + Files.readString(source)).isZero();
    return printed;
  }

  private static String classPath() {
    return Stream.of(Tensor.class, TangentModel.class, tools.jackson.core.JacksonException.class)
        .map(type -> Repository.place(type).toString()).collect(Collectors.joining(File.pathSeparator));
  }
}
