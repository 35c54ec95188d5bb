package dev.jacobean.nn;

/// Elementwise non-linearities.
public enum Activation {
  /// max(x, 0).
  RELU
}
