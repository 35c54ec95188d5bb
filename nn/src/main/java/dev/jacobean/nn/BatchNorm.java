package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import java.util.List;
import java.util.stream.IntStream;

/// Each feature shifted and scaled to mean 0 and variance 1, then by learned numbers (Ioffe & Szegedy 2015).
///
/// A training step uses the batch's own mean and variance and leaves a layer whose running ones have moved towards
/// them; [#apply] uses the running ones. Both are state: they come in with the layer and go out with [Trained#layer].
///
/// @param scale `[features]`
/// @param shift `[features]`
/// @param mean the running mean, `[features]`
/// @param variance the running variance, `[features]`; moves towards the unbiased estimate (divided by the count less
///     one)
/// @param momentum the part of the batch in the new running numbers
/// @param epsilon added to the variance
public record BatchNorm(Tensor scale, Tensor shift, Held mean, Held variance, double momentum, double epsilon)
    implements Layer {
  /// {@return a fresh one: scale 1, shift 0, running mean 0, running variance 1, momentum 0.1, epsilon 1e-5}
  /// @param backend where the parameters are kept
  /// @param features the size of the last axis of inputs
  public static BatchNorm of(Backend backend, int features) {
    Tensor ones = Tensor.ones(backend, features);
    Tensor zeros = Tensor.zeros(backend, features);
    return new BatchNorm(ones, zeros, Held.of(zeros), Held.of(ones), 0.1, 1e-5);
  }

  /// `x: […, features]`, result: the same shape.
  @Override
  public Tensor apply(Tensor x) {
    Check.last("batch norm", x, "scale", scale, scale.shape().size(0));
    Tensor spread = variance.value().plus(epsilon).sqrt();
    return x.minus(mean.value()).dividedBy(spread).times(scale).plus(shift);
  }

  /// As [#apply] with the batch's own mean and variance.
  ///
  /// @throws IllegalArgumentException if there are fewer than two numbers a feature
  @Override
  public Trained<BatchNorm> train(Tensor x, Key key) {
    Check.last("batch norm", x, "scale", scale, scale.shape().size(0));
    int features = x.shape().size(-1);
    int count = x.shape().size() / Math.max(features, 1);
    Check.that(count >= 2, "batch norm: x is %s; training needs at least two numbers a feature", x.shape());
    int[] axes = IntStream.range(0, x.shape().rank() - 1).toArray();
    Tensor average = x.mean(axes);
    Tensor centred = x.minus(average);
    Tensor deviation = centred.square().mean(axes);
    Tensor y = centred.dividedBy(deviation.plus(epsilon).sqrt()).times(scale).plus(shift);
    Held nextMean = moved(mean, average);
    Held nextVariance = moved(variance, deviation.times((double) count / (count - 1)));
    return new Trained<>(y, new BatchNorm(scale, shift, nextMean, nextVariance, momentum, epsilon));
  }

  private Held moved(Held running, Tensor batch) {
    return Held.of(running.value().times(1 - momentum).plus(batch.stopGradient().times(momentum)));
  }

  /// The running mean and the running variance.
  @Override
  public List<Tensor> state() {
    return List.of(mean.value(), variance.value());
  }

  @Override
  public BatchNorm withState(List<Tensor> state) {
    Check.count(this, 2, state);
    return new BatchNorm(scale, shift, Held.of(state.get(0)), Held.of(state.get(1)), momentum, epsilon);
  }
}
