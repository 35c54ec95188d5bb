package dev.jacobean.experiments;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs `lazy` in this process and keeps what it says.
record Shell(int status, String out, String err) {
  /// A command that writes to two writers and has a status.
  interface Command {
    int run(PrintWriter out, PrintWriter err);
  }

  static Shell lazy(List<? extends Experiment> experiments, Object... args) {
    String[] texts = java.util.Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    return of((out, err) -> Lazy.run(new Catalogue(List.copyOf(experiments)), out, err, texts));
  }

  static Shell of(Command command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = command.run(new PrintWriter(out), new PrintWriter(err));
    return new Shell(status, out.toString(), err.toString());
  }

  /// A program, to be started in a process of its own.
  static ProcessBuilder process(Class<?> program, String... args) {
    String tests = Path.of("target", "test-classes").toAbsolutePath().toString();
    String classes = Stream.of(System.getProperty("jdk.module.path", ""), System.getProperty("java.class.path", ""), tests)
        .filter(path -> !path.isEmpty()).collect(Collectors.joining(File.pathSeparator));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
        Stream.concat(Stream.of(java, "-cp", classes, program.getName()), Stream.of(args)).toList());
  }
}
