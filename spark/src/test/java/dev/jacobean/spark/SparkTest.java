package dev.jacobean.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.experiments.Lazy;
import dev.jacobean.experiments.Order;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sweeps on Spark find what a sweep in one process finds, bit by bit.
class SparkTest {
  /// Some short jobs, and some that take a second or more each.
  private static final List<String> SHORT = List.of("fig4", "lemmas");
  private static final List<String> LONG = List.of("fig1a");

  @TempDir static Path once;
  private static Map<String, String> ofShort = Map.of();
  private static Map<String, String> ofLong = Map.of();

  @TempDir Path place;

  private record Said(int status, String out, String err) {}

  @BeforeAll
  static void runWithoutSpark() throws IOException {
    for (List<String> experiments : List.of(SHORT, LONG)) {
      StringWriter err = new StringWriter();
      int status = Lazy.run((orders, delivered) -> orders.stream().map(Order::perform).forEach(delivered),
          new PrintWriter(new StringWriter()), new PrintWriter(err), command(experiments, once).toArray(String[]::new));
      assertThat(status).as(err.toString()).isZero();
    }
    ofShort = findings(SHORT, once);
    ofLong = findings(LONG, once);
  }

  private static List<String> command(List<String> experiments, Path out, String... more) {
    List<String> command = new ArrayList<>(List.of("run"));
    command.addAll(experiments);
    command.addAll(List.of("--quiet", "--out", out.toString()));
    command.addAll(List.of(more));
    return command;
  }

  private static Map<String, String> findings(List<String> experiments, Path out) throws IOException {
    Map<String, String> findings = new TreeMap<>();
    for (String id : experiments) {
      for (String file : List.of("metrics.csv", "claims.json")) {
        findings.put(id + "/" + file, Files.readString(out.resolve(id).resolve("quick").resolve(file)));
      }
    }
    return findings;
  }

  private Said said(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = SparkLazy.run(new PrintWriter(out), new PrintWriter(err), args);
    return new Said(status, out.toString(), err.toString());
  }

  @Test
  void twoThreadsOfSparkFindTheSame() throws IOException {
    Said said = said(command(SHORT, place, "--master", "local[2]").toArray(String[]::new));
    assertThat(said.status).as(said.err).isZero();
    assertThat(findings(SHORT, place)).isEqualTo(ofShort);
  }

  @Test
  void aClusterFindsTheSameEvenIfAWorkerIsKilled() throws IOException, InterruptedException {
    Path out = place.resolve("out");
    try (Cluster cluster = new Cluster(place, 2)) {
      Process driver = Cluster.lazy(place, "driver", cluster.address(), command(LONG, out));
      while (driver.isAlive() && !(cluster.isBusy(0) && cluster.isBusy(1))) {
        Thread.sleep(10);
      }
      cluster.kill(0);
      int status = driver.waitFor();
      String text = Files.readString(place.resolve("driver"));
      assertThat(status).as(text).isZero();
      assertThat(text).contains("Lost executor");
      int jobs = Files.readAllLines(out.resolve("fig1a/quick/jobs.jsonl")).size();
      assertThat(cluster.begun(0) + cluster.begun(1)).as("jobs begun, one of them in vain").isGreaterThan(jobs);
    }
    assertThat(findings(LONG, out)).isEqualTo(ofLong);
  }

  @Test
  void partsOnSparkAreParts() throws IOException {
    for (int i = 1; i <= 2; i++) {
      Said said = said(command(SHORT, place, "--shard", i + "/2", "--master", "local[2]").toArray(String[]::new));
      assertThat(said.status).as(said.err).isZero();
    }
    assertThat(said("merge", place.toString(), "--out", place.toString(), "--master", "local").status).isZero();
    assertThat(findings(SHORT, place)).isEqualTo(ofShort);
  }

  @Test
  void aMasterMustBeNamed() throws IOException {
    for (String[] args : List.of(new String[] {"run", "fig4"}, new String[] {"run", "fig4", "--master"})) {
      assertThat(said(args)).as(Arrays.toString(args)).isEqualTo(new Said(2, "", "lazy: --master is missing or has no"
          + " address; it must be a Spark master as spark://HOST:7077 or local[2]" + System.lineSeparator()));
    }
    try (Stream<Path> files = Files.list(place)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void badUsageStartsNoSpark() {
    Said said = said("run", "nothing", "--master", "spark://127.0.0.1:1");
    assertThat(said.status).isEqualTo(2);
    assertThat(said.err).contains("there is no experiment \"nothing\"");
  }
}
