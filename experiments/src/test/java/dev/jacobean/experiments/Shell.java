package dev.jacobean.experiments;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// Runs `lazy` in this process and keeps what it says.
record Shell(int status, String out, String err) {
  static Shell lazy(List<? extends Experiment> experiments, Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = java.util.Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    int status = Lazy.run(new Catalogue(List.copyOf(experiments)), new PrintWriter(out), new PrintWriter(err), texts);
    return new Shell(status, out.toString(), err.toString());
  }
}
