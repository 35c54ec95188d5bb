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

  /// {@return the score of a batch, from its mean loss}
  /// @param meanLoss the mean of the examples' losses
  /// @param hits how many examples were classified rightly
  /// @param examples how many there are
  public static Score of(double meanLoss, long hits, long examples) {
    return new Score(meanLoss * examples, hits, examples);
  }

  /// {@return the score of a batch, from its mean loss and the outputs for it}
  /// @param meanLoss the mean of the examples' losses
  /// @param output `[n, classes]`
  /// @param labels the class of each example
  /// @throws IllegalArgumentException unless there is a label for each example
  public static Score of(double meanLoss, Tensor output, int... labels) {
    return of(meanLoss, Math.round(Labels.accuracy(output, labels) * labels.length), labels.length);
  }

  /// {@return the score of these examples and others}
  /// @param other of other examples
  public Score plus(Score other) {
    return new Score(loss + other.loss, hits + other.hits, examples + other.examples);
  }

  /// {@return the mean loss}
  public double meanLoss() {
    return loss / examples;
  }

  /// {@return the part of examples classified rightly, from 0 to 1}
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
