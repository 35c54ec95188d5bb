package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;

/// A layer that is linear in its input up to a bias: [Linear] or [Conv2d].
public sealed interface Affine extends Layer permits Linear, Conv2d {
  /// What multiplies the input; the last two axes are features in and features out.
  Tensor weight();

  /// What is added, one number a feature out.
  Tensor bias();

  /// The output for an input before the bias is added.
  Tensor product(Tensor x);

  @Override
  default Tensor apply(Tensor x) {
    return product(x).plus(bias());
  }

  /// The same layer with other parameters.
  Affine with(Tensor weight, Tensor bias);
}
