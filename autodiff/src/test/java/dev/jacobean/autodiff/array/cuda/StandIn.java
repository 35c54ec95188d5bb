package dev.jacobean.autodiff.array.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A driver, an NVRTC and a cuBLAS that need no device, compiled from `standin.cpp` when they are first asked for.
///
/// Tests tagged `gpu` run on it, in a process of their own; with `-Dgpu=true` they run on the device of this machine.
public final class StandIn {
  private static final boolean DEVICE = Boolean.getBoolean("gpu");

  private StandIn() {}

  /// The compiled library, or why there is none.
  private static final class Compiled {
    static final Path FOLDER = folder();
    static final String FAILURE = compile();
  }

  private static Path folder() {
    try {
      Path folder = Path.of("target", "stand-in").toAbsolutePath();
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Points the backend of this process to the stand-in, or to the device; skips the test where there is neither.
  public static void use() {
    if (!DEVICE) {
      settings().forEach(setting -> System.setProperty(setting.substring(2, setting.indexOf('=')),
          setting.substring(setting.indexOf('=') + 1)));
    }
    assertThat(Cuda.availability().usable()).as(Cuda.availability().sentence()).isTrue();
  }

  /// The options of Java with which a process uses the stand-in; skips the test where it cannot be compiled.
  static List<String> settings() {
    Assumptions.assumeTrue(Compiled.FAILURE.isEmpty(), Compiled.FAILURE);
    List<String> settings = new ArrayList<>(List.of("-Djacobean.cuda.cache=" + cache()));
    for (String library : List.of("driver", "cublas", "nvrtc")) {
      settings.add("-Djacobean.cuda.%s=%s".formatted(library, library()));
    }
    return settings;
  }

  /// Compiled kernels, by what they were compiled with.
  private static Path cache() {
    try {
      String compiler = Files.readString(Compiled.FOLDER.resolve("device.h")) + Files.readString(Compiled.FOLDER.resolve("standin.cpp"));
      return Compiled.FOLDER.resolve("cubin-" + compiler.hashCode());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path library() {
    return Compiled.FOLDER.resolve("libstandin.so");
  }

  /// Compiles another variant, as a file.
  static Path variant(Path library, String... options) {
    Assumptions.assumeTrue(Compiled.FAILURE.isEmpty(), Compiled.FAILURE);
    assertThat(compiler(library, options)).isEmpty();
    return library;
  }

  private static String compile() {
    copy("device.h");
    copy("standin.cpp");
    copy("watch.h");
    Path built = library();
    try {
      return isNewer(built, "standin.cpp") && isNewer(built, "watch.h") ? "" : compiler(built).orElse("");
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean isNewer(Path built, String source) throws IOException {
    return Files.exists(built)
        && Files.getLastModifiedTime(built).compareTo(Files.getLastModifiedTime(Compiled.FOLDER.resolve(source))) > 0;
  }

  /// Leaves a file that says the same as it is, and so its time.
  private static void copy(String name) {
    try (InputStream stream = StandIn.class.getResourceAsStream(name)) {
      byte[] text = Optional.ofNullable(stream).orElseThrow().readAllBytes();
      Path file = Compiled.FOLDER.resolve(name);
      if (!Files.exists(file) || !new String(text, StandardCharsets.UTF_8).equals(Files.readString(file))) {
        Files.write(file, text);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<String> compiler(Path library, String... options) {
    Path fresh = library.resolveSibling(library.getFileName() + "." + ProcessHandle.current().pid());
    List<String> command = new ArrayList<>(List.of("g++", "-std=c++17", "-O2", "-Wall", "-Wextra", "-fPIC", "-shared"));
    command.addAll(List.of(options));
    command.add("-DHEADER=\"" + Compiled.FOLDER.resolve("device.h") + "\"");
    command.addAll(List.of("-o", fresh.toString(), Compiled.FOLDER.resolve("standin.cpp").toString(), "-ldl"));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said); // a defect of the stand-in, not a missing tool
      }
      Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("no g++ here, so nothing plays the device: " + e.getMessage());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What another process said and how it ended.
  record Ended(int status, String said) {}

  /// Runs the `main` of a class in another process, with options of Java and variables of the environment
  /// (`NAME=value`).
  static Ended run(Class<?> main, List<String> options, List<String> variables, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Java says on the standard error that it read one of these.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
    builder.environment().keySet().removeIf(name -> name.startsWith("STANDIN_"));
    variables.forEach(variable -> builder.environment()
        .put(variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1)));
    try {
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
      return new Ended(process.exitValue(), said.strip());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The two folders of classes, or what `-Dprobe.classes` says: the other process needs no more.
  private static String classPath() {
    return System.getProperty("probe.classes", "target/classes" + File.pathSeparator + "target/test-classes");
  }
}
