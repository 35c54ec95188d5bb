package dev.jacobean.nn;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// How training went up to a step. The same seed gives the same bits.
///
/// @param step how many steps are done
/// @param training over the batches since the metrics before these, each with the parameters it met
/// @param heldOut over held-out examples with the parameters after the step, where they were evaluated
public record Metrics(long step, Score training, Optional<Score> heldOut) {
  static String text(List<Metrics> history) {
    return history.stream().map(metrics -> metrics.step + " " + metrics.training.text()
        + metrics.heldOut.map(score -> " " + score.text()).orElse("")).collect(Collectors.joining("\n"));
  }

  static List<Metrics> parse(String text) {
    return text.lines().map(line -> line.split(" ")).map(parts -> new Metrics(Long.parseLong(parts[0]),
        Score.parse(parts[1]), parts.length > 2 ? Optional.of(Score.parse(parts[2])) : Optional.empty())).toList();
  }
}
