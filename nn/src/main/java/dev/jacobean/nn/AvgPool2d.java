package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;

/// The mean of each `size` × `size` window of each channel.
///
/// @param size rows and columns of a window
/// @param stride rows and columns between neighbouring windows
/// @param padding rows and columns around the image, which count as 0
public record AvgPool2d(int size, int stride, int padding) implements Layer {
  /// {@return windows side by side, without padding}
  /// @param size rows and columns of a window, and from one to the next
  public static AvgPool2d of(int size) {
    return new AvgPool2d(size, size, 0);
  }

  /// `x: [batch, rows, columns, channels]`, result: `[batch, rows', columns', channels]`.
  @Override
  public Tensor apply(Tensor x) {
    Check.images("average pool", x);
    return x.avgPool2d(size, stride, padding);
  }
}
