package dev.jacobean.nn.data;

import dev.jacobean.autodiff.Tensor;

/// Some examples for one step.
///
/// @param inputs `[example, …]`; images are `[example, row, column, channel]`
/// @param labels the class of each; not to be written
public record Batch(Tensor inputs, int[] labels) {
  /// {@return how many examples there are}
  public int size() {
    return labels.length;
  }
}
