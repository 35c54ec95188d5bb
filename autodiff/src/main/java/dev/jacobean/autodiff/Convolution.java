package dev.jacobean.autodiff;

import static dev.jacobean.autodiff.Primitive.bilinear;

import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.autodiff.array.Window;

/// The rules of convolution: the three contractions of one trilinear form ⟨convolve(x, k), c⟩.
///
/// Leaving out `c` gives the convolution, leaving out `x` its adjoint in the images, leaving out `k` its adjoint in the
/// kernel. The family is closed under differentiation, so derivatives of any order cost these three rows.
///
/// Shapes: images `x: [n, h, w, a]`, kernel `k: [kh, kw, a, b]`, `c: [n, oh, ow, b]`.
final class Convolution {
  private Convolution() {}

  static Tensor conv2d(Tensor x, Tensor k, int stride, int padding) {
    if (x.shape().rank() != 4 || k.shape().rank() != 4 || x.shape().size(3) != k.shape().size(2)) {
      throw new IllegalArgumentException("conv2d: images are " + x.shape() + ", kernel is " + k.shape()
          + "; must be [batch, rows, columns, channels] and [rows, columns, channels, channels out]");
    }
    return convolve(x, k, new Window(k.shape().size(0), k.shape().size(1), stride, padding));
  }

  private static Tensor convolve(Tensor x, Tensor k, Window window) {
    return bilinear("conv2d", (a, b) -> a.convolve(b, window),
        (kernel, c, from) -> images(c, kernel, window, from),
        (image, c, from) -> kernel(image, c, window)).apply(x, k);
  }

  private static Tensor images(Tensor c, Tensor k, Window window, Shape shape) {
    return bilinear("conv2dImages", (a, b) -> a.convolveImages(b, window, shape),
        (kernel, x, from) -> convolve(x, kernel, window),
        (cotangent, x, from) -> kernel(x, cotangent, window)).apply(c, k);
  }

  private static Tensor kernel(Tensor x, Tensor c, Window window) {
    return bilinear("conv2dKernel", (a, b) -> a.convolveKernel(b, window),
        (cotangent, k, from) -> images(cotangent, k, window, from),
        (image, k, from) -> convolve(image, k, window)).apply(x, c);
  }
}
