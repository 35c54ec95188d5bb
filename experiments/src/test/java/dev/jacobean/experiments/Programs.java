package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// Programs of one file each, compiled at once and run one after another in one Java machine, of which a test then needs
/// one or two and not forty.
final class Programs {
  private static final String DRIVER = """
      class Driver {
        public static void main(String[] programs) throws Exception {
          for (String program : programs) {
            var path = java.nio.file.Path.of(program);
            var loader = new java.net.URLClassLoader(new java.net.URL[] {path.getParent().toUri().toURL()});
            var type = loader.loadClass(path.getFileName().toString());
            var main = java.util.Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals("main")).findFirst().orElseThrow();
            var start = type.getDeclaredConstructor();
            main.setAccessible(true);
            start.setAccessible(true);
            main.invoke(start.newInstance(), main.getParameterCount() == 0 ? new Object[0] : new Object[] {new String[0]});
            System.out.print("\\f");
          }
        }
      }
      """;

  private final Path folder;
  private final Path driver;

  /// @param folder where classes may be put
  Programs(Path folder) throws IOException {
    this.folder = folder;
    this.driver = Files.createDirectory(folder.resolve("driver"));
    Files.writeString(driver.resolve("Driver.java"), DRIVER);
    compile(driver, driver);
  }

  /// What each program prints, which is started in the repository.
  ///
  /// @param options of `java`
  /// @param classes where their classes are, without the ending
  List<String> printed(List<String> options, List<Path> classes) throws IOException, InterruptedException {
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    Process java = LearnCommand.command(options, List.of(driver, jackson()), "Driver", classes.stream().map(Path::toString).toList())
        .directory(Page.ROOT.toFile()).redirectError(errors.toFile()).start();
    String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).as(Files.readString(errors)).isZero();
    return List.of(printed.split("\f"));
  }

  /// Compiles the sources of a folder.
  static void compile(Path sources, Path classes) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-cp", LearnCommand.classPath(List.of())));
    try (Stream<Path> files = Files.list(sources)) {
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
    }
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    int status = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, arguments.toArray(String[]::new));
    assertThat(status).as(said.toString()).isZero();
  }

  /// What the readers of safetensors files need.
  private static Path jackson() {
    return Repository.place(tools.jackson.core.JacksonException.class);
  }
}
