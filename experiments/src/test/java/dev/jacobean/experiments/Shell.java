package dev.jacobean.experiments;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

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
}
