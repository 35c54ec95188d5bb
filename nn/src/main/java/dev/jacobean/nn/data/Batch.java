package dev.jacobean.nn.data;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Shape;

/// Some examples for one step.
///
/// @param inputs `[example, …]`; images are `[example, row, column, channel]`
/// @param labels the class of each; not to be written
public record Batch(Tensor inputs, int[] labels) {
  /// How many examples there are.
  public int size() {
    return labels.length;
  }

  /// `[example, class]`: 1 at each example's class, else 0.
  ///
  /// @throws IllegalArgumentException if a label is not below `classes`
  public Tensor oneHot(int classes) {
    double[] values = new double[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "oneHot: label is " + labels[i] + ", classes are " + classes + "; must be at least 0 and below");
      }
      values[i * classes + labels[i]] = 1;
    }
    return Tensor.of(inputs.backend(), Shape.of(labels.length, classes), values);
  }

  /// How many outputs `[example, class]` are largest at the example's class (at the first largest, where several are).
  public int hits(Tensor outputs) {
    double[] guesses = outputs.argmax(1).toDoubles();
    int hits = 0;
    for (int i = 0; i < labels.length; i++) {
      hits += (int) guesses[i] == labels[i] ? 1 : 0;
    }
    return hits;
  }
}
