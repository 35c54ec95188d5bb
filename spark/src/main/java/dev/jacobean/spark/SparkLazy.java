package dev.jacobean.spark;

import dev.jacobean.experiments.Lazy;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `lazy`, but the jobs of `run` are done by the executors of a Spark master: its arguments and `--master URL`.
///
/// What Spark should know besides, as the executors' memory, are system properties: `-Dspark.executor.memory=8g`.
public final class SparkLazy {
  private static final String OPTION = "--master";
  private static final String LOGGING = "log4j2.configurationFile";
  private static final int USAGE = 2;

  private SparkLazy() {}

  /// Runs a command and ends the process with its status.
  public static void main(String[] args) {
    if (System.getProperty(LOGGING) == null) { // Spark tells much
      System.setProperty(LOGGING, "classpath:dev/jacobean/spark/log4j2.properties");
    }
    PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /// Runs a command.
  ///
  /// @return the exit status
  static int run(PrintWriter out, PrintWriter err, String... args) {
    List<String> rest = new ArrayList<>(List.of(args));
    Optional<String> master = Optional.ofNullable(System.getProperty("spark.master"));
    int at = rest.indexOf(OPTION);
    if (at >= 0 && at + 1 < rest.size()) {
      master = Optional.of(rest.remove(at + 1));
      rest.remove(at);
    }
    if (master.isEmpty() || rest.contains(OPTION)) {
      err.println("lazy: " + OPTION + " is missing or has no address; it must be a Spark master as spark://HOST:7077"
          + " or local[2]");
      return USAGE;
    }
    return Lazy.run(new SparkExecutor(master.get()), out, err, rest.toArray(String[]::new));
  }
}
