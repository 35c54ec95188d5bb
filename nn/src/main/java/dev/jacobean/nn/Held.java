package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;

/// A tensor that a layer remembers and does not learn. Trees see no tensor here, so that it is no parameter: it is not
/// counted, not differentiated, not decayed.
public final class Held {
  private final Tensor value;

  private Held(Tensor value) {
    this.value = value;
  }

  /// {@return the numbers of a tensor, whatever differentiation watches it}
  /// @param value of any shape
  public static Held of(Tensor value) {
    return new Held(value.stopGradient());
  }

  /// {@return what is remembered: numbers that no differentiation watches}
  public Tensor value() {
    return value;
  }

  @Override
  public String toString() {
    return "held " + value;
  }
}
