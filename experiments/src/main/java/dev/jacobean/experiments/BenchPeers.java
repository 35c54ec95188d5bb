package dev.jacobean.experiments;

import dev.jacobean.experiments.bench.BenchCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What other libraries were measured to do: JSON lines with the fields that `lazy bench --json` prints.
record BenchPeers(List<Line> lines) {
  /// A name is a library's, then that of the case; either part of the latter may say which variant it was:
  /// `jax.vgg11-nhwc.sgd_step`, `jax.two_layer.gd_step_scan`.
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+\\.([a-z0-9_]+?)(?:-\\w+)?((?:\\.\\w+)?)");

  /// One measurement.
  ///
  /// @param name   library, case, and variant
  /// @param plain  the case without variant
  /// @param layout of a product; else empty
  /// @param median milliseconds a call
  record Line(String name, String plain, List<Integer> shape, String layout, int threads, double median) {}

  /// Reads the lines of all files.
  ///
  /// @throws Refusal if a file cannot be read, or holds something else
  static BenchPeers read(List<Path> files) {
    List<Line> lines = new ArrayList<>();
    for (Path file : files) {
      List<String> texts;
      try {
        texts = Files.readAllLines(file);
      } catch (IOException e) {
        throw Refusal.usage("--beside is " + file + "; it must be a file of JSON lines that can be read");
      }
      for (int i = 0; i < texts.size(); i++) {
        if (!texts.get(i).isBlank()) {
          lines.add(line(file, i + 1, texts.get(i)));
        }
      }
    }
    return new BenchPeers(List.copyOf(lines));
  }

  private static Line line(Path file, int number, String text) {
    try {
      JsonNode node = Json.parse(text);
      Matcher name = NAME.matcher(node.path("name").asString());
      if (name.matches() && node.path("median_ms").isNumber()) {
        List<Integer> shape = StreamSupport.stream(node.path("shape").spliterator(), false).map(JsonNode::asInt).toList();
        return new Line(node.path("name").asString(), name.group(1) + name.group(2), shape,
            node.path("layout").asString(""), node.path("threads").asInt(), node.path("median_ms").asDouble());
      }
    } catch (JacksonException e) {
      // said below
    }
    throw Refusal.usage("--beside is " + file + "; its line " + number
        + " must be a JSON object with name, shape, threads and median_ms");
  }

  /// The measurements of a case on so many threads, whatever the variant.
  List<Line> of(BenchCase one, int threads) {
    return lines.stream().filter(line -> line.threads == threads && line.layout.equals(one.layout())
        && line.shape.equals(one.shape()) && (line.plain.equals(one.name()) || line.plain.startsWith(one.name() + "_"))).toList();
  }
}
