package dev.jacobean.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A standalone Spark cluster of processes on this machine, as its scripts would start it, from nothing but Spark's jars.
final class Cluster implements AutoCloseable {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path DISTRIBUTION = TARGET.resolve("distribution");
  private static final Pattern ADDRESS = Pattern.compile("spark://127\\.0\\.0\\.1:\\d+");

  private final Path folder;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();
  private final String address;

  /// A master and that many workers of one core each.
  Cluster(Path folder, int workers) throws IOException, InterruptedException {
    this.folder = folder;
    master = start("master", spark("org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0",
        "--webui-port", "0"));
    address = said("master", ADDRESS);
    for (int i = 0; i < workers; i++) {
      this.workers.add(start("worker" + i, spark("org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1",
          "--webui-port", "0", "--cores", "1", "--memory", "1g", "--work-dir", folder.resolve("work" + i).toString(),
          address)));
      said("worker" + i, Pattern.compile("Successfully registered with master"));
    }
  }

  /// Where drivers find it.
  String address() {
    return address;
  }

  /// Whether an executor of that worker is in the middle of a job.
  boolean isBusy(int worker) throws IOException {
    return times(worker, "Running task") > times(worker, "Finished task");
  }

  /// How many jobs its executors have begun.
  int begun(int worker) throws IOException {
    return times(worker, "Running task");
  }

  private int times(int worker, String words) throws IOException {
    int times = 0;
    try (Stream<Path> files = Files.walk(folder.resolve("work" + worker))) {
      for (Path file : files.filter(file -> file.endsWith("stderr")).toList()) {
        times += Files.readString(file).split(words, -1).length - 1;
      }
    }
    return times;
  }

  /// Kills a worker and its executors, as a machine that breaks.
  void kill(int worker) {
    Process process = workers.get(worker);
    List<ProcessHandle> executors = process.descendants().toList();
    process.destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  /// Starts the command line with that master in a process of its own, whose output goes to `folder`/name.
  static Process lazy(Path folder, String name, String master, List<String> args) throws IOException {
    String jars = String.join(File.pathSeparator, TARGET + "/*", TARGET + "/lib/*", DISTRIBUTION + "/jars/*");
    List<String> command = new ArrayList<>(List.of("--add-modules", "jdk.incubator.vector", "-Djava.awt.headless=true",
        "-Dspark.driver.host=127.0.0.1", "-Dspark.driver.bindAddress=127.0.0.1", "-cp", jars,
        "dev.jacobean.spark.SparkLazy"));
    command.addAll(args);
    command.addAll(List.of("--master", master));
    return start(folder, name, command);
  }

  private static List<String> spark(String program, String... args) {
    return Stream.concat(Stream.of("-cp", DISTRIBUTION + "/jars/*", program), Stream.of(args)).toList();
  }

  private Process start(String name, List<String> command) throws IOException {
    return start(folder, name, command);
  }

  private static Process start(Path folder, String name, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(JAVA.toString()), command.stream()).toList())
        .redirectErrorStream(true).redirectOutput(folder.resolve(name).toFile());
    builder.environment().put("SPARK_HOME", DISTRIBUTION.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  /// Waits until the process of that name has said something.
  private String said(String name, Pattern what) throws IOException, InterruptedException {
    while (true) {
      String text = Files.readString(folder.resolve(name));
      Matcher found = what.matcher(text);
      if (found.find()) {
        return found.group();
      }
      if (!master.isAlive() || workers.stream().anyMatch(worker -> !worker.isAlive())) {
        throw new IllegalStateException(name + " ended: " + text);
      }
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < workers.size(); i++) {
      kill(i);
    }
    master.destroyForcibly();
  }
}
