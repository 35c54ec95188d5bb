package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;

/// The mean of each channel over the whole image.
public record GlobalAvgPool() implements Layer {
  /// `x: [batch, rows, columns, channels]`, result: `[batch, channels]`.
  @Override
  public Tensor apply(Tensor x) {
    Check.images("global average pool", x);
    return x.mean(1, 2);
  }
}
