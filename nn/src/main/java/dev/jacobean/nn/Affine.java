package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;

/// A layer that is linear in its input up to a bias: [Linear] or [Conv2d].
public sealed interface Affine extends Layer permits Linear, Conv2d {
  /// {@return what multiplies the input; the last two axes are features in and features out}
  Tensor weight();

  /// {@return what is added, one number a feature out}
  Tensor bias();

  /// {@return the output for an input before the bias is added}
  /// @param x features last
  Tensor product(Tensor x);

  @Override
  default Tensor apply(Tensor x) {
    return product(x).plus(bias());
  }

  /// {@return the same layer with other parameters}
  /// @param weight of the same shape
  /// @param bias of the same shape
  Affine with(Tensor weight, Tensor bias);
}
