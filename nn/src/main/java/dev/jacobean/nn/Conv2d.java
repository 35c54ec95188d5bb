package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;

/// A convolution over images (correlation, as is usual) plus a bias for each channel.
///
/// @param weight the kernel, `[rows, columns, in, out]`
/// @param bias `[out]`
/// @param stride rows and columns between neighbouring windows
/// @param padding zeros around the image on every side
public record Conv2d(Tensor weight, Tensor bias, int stride, int padding) implements Affine {
  @Override
  public Conv2d with(Tensor weight, Tensor bias) {
    return new Conv2d(weight, bias, stride, padding);
  }

  /// `x: [batch, rows, columns, in]`, result: `[batch, rows', columns', out]`, `rows' = (rows + 2·padding − kernel
  /// rows)/stride + 1`.
  @Override
  public Tensor product(Tensor x) {
    return x.conv2d(weight, stride, padding);
  }
}
