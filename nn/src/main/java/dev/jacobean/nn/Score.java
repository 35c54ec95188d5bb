package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;

/// How well a model did on some examples; sums, so that scores of several batches add up.
///
/// @param loss the sum of the examples' losses
/// @param hits how many examples were classified rightly
/// @param examples how many there were
public record Score(double loss, long hits, long examples) {
  /// Of no examples.
  public static final Score NONE = new Score(0, 0, 0);

  /// Of a batch, from its mean loss.
  public static Score of(double meanLoss, long hits, long examples) {
    return new Score(meanLoss * examples, hits, examples);
  }

  /// Of a batch, from its mean loss and the outputs for it.
  ///
  /// @param output `[n, classes]`
  /// @throws IllegalArgumentException unless there is a label for each example
  public static Score of(double meanLoss, Tensor output, int... labels) {
    return of(meanLoss, Math.round(Labels.accuracy(output, labels) * labels.length), labels.length);
  }

  /// Of these examples and others.
  public Score plus(Score other) {
    return new Score(loss + other.loss, hits + other.hits, examples + other.examples);
  }

  /// The mean loss.
  public double meanLoss() {
    return loss / examples;
  }

  /// The part of examples classified rightly, from 0 to 1.
  public double accuracy() {
    return (double) hits / examples;
  }

  /// As text that [#parse] reads without any rounding.
  String text() {
    return loss + "," + hits + "," + examples;
  }

  static Score parse(String text) {
    String[] parts = text.split(",", -1);
    return new Score(Double.parseDouble(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
  }
}
