package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;

/// Each vector of features shifted and scaled to mean 0 and variance 1, then by learned numbers (Ba, Kiros & Hinton
/// 2016).
///
/// @param scale `[features]`
/// @param shift `[features]`
/// @param epsilon added to the variance
public record LayerNorm(Tensor scale, Tensor shift, double epsilon) implements Layer {
  /// {@return a fresh one: scale 1, shift 0, epsilon 1e-5}
  /// @param backend where the parameters are kept
  /// @param features the size of the last axis of inputs
  public static LayerNorm of(Backend backend, int features) {
    return new LayerNorm(Tensor.ones(backend, features), Tensor.zeros(backend, features), 1e-5);
  }

  /// `x: […, features]`, result: the same shape.
  @Override
  public Tensor apply(Tensor x) {
    Check.last("layer norm", x, "scale", scale, scale.shape().size(0));
    return standardised(x, epsilon, -1).times(scale).plus(shift);
  }

  /// Mean 0 and variance 1 over these axes, up to epsilon.
  static Tensor standardised(Tensor x, double epsilon, int... axes) {
    Tensor centred = x.minus(x.meanKeep(axes));
    return centred.dividedBy(centred.square().meanKeep(axes).plus(epsilon).sqrt());
  }
}
