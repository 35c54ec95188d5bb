package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;

/// Each image's channels in groups of neighbours, each group shifted and scaled to mean 0 and variance 1 over the
/// image, then each channel by learned numbers (Wu & He 2018).
///
/// @param scale `[channels]`
/// @param shift `[channels]`
/// @param groups divides the number of channels
/// @param epsilon added to the variance
public record GroupNorm(Tensor scale, Tensor shift, int groups, double epsilon) implements Layer {
  /// Checks the number of groups.
  public GroupNorm {
    Check.that(groups > 0, "group norm: groups is %s; must be positive", groups);
  }

  /// {@return a fresh one: scale 1, shift 0, epsilon 1e-5}
  /// @param backend where the parameters are kept
  /// @param channels the size of the last axis of inputs
  /// @param groups divides the channels
  public static GroupNorm of(Backend backend, int channels, int groups) {
    return new GroupNorm(Tensor.ones(backend, channels), Tensor.zeros(backend, channels), groups, 1e-5);
  }

  /// `x: [batch, rows, columns, channels]`, result: the same shape.
  @Override
  public Tensor apply(Tensor x) {
    Check.images("group norm", x);
    Check.last("group norm", x, "scale", scale, scale.shape().size(0));
    Shape from = x.shape();
    int channels = from.size(3);
    Check.that(channels % groups == 0, "group norm: %s channels, %s groups; groups must divide channels",
        channels, groups);
    Tensor grouped = x.reshape(from.size(0), from.size(1) * from.size(2), groups, channels / groups);
    return LayerNorm.standardised(grouped, epsilon, 1, 3).reshape(from).times(scale).plus(shift);
  }
}
