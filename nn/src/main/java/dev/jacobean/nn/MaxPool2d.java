package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;

/// The largest of each `size` × `size` window of each channel.
///
/// @param size rows and columns of a window
/// @param stride rows and columns between neighbouring windows
/// @param padding rows and columns around the image, which never win
public record MaxPool2d(int size, int stride, int padding) implements Layer {
  /// {@return windows side by side, without padding}
  /// @param size rows and columns of a window, and from one to the next
  public static MaxPool2d of(int size) {
    return new MaxPool2d(size, size, 0);
  }

  /// `x: [batch, rows, columns, channels]`, result: `[batch, rows', columns', channels]`.
  @Override
  public Tensor apply(Tensor x) {
    Check.images("max pool", x);
    return x.maxPool2d(size, stride, padding);
  }
}
