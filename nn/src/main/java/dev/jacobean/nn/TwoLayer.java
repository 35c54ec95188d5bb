package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/// The two-layer ReLU network of the paper, f(x) = Σⱼ aⱼ max(bⱼ·x, 0), without biases.
///
/// @param outer the output weights a, `[m]`
/// @param inner the hidden weights, one row bⱼ a neuron, `[m, d]`
public record TwoLayer(Tensor outer, Tensor inner) implements Layer {
  /// {@return a network with independent N(0, scale²) weights in both layers}
  /// @param backend where the parameters are kept
  /// @param generator draws the weights
  /// @param neurons m, the rows of the hidden weights
  /// @param inputs d, the numbers in an example
  /// @param scale the standard deviation of every weight
  public static TwoLayer normal(Backend backend, RandomGenerator generator, int neurons, int inputs, double scale) {
    Tensor outer = Tensor.normal(backend, generator, neurons).times(scale);
    return new TwoLayer(outer, Tensor.normal(backend, generator, neurons, inputs).times(scale));
  }

  /// {@return the same neurons with outputs |a| followed by copies with outputs −|a|, so that f = 0 at the start}
  public TwoLayer symmetrised() {
    Tensor positive = outer.abs();
    return new TwoLayer(
        Tensor.concatenate(0, positive, positive.negate()), Tensor.concatenate(0, inner, inner));
  }

  /// `x: [batch, d]`, result: `[batch]`.
  @Override
  public Tensor apply(Tensor x) {
    return through(x, Layer::apply);
  }

  /// The one layer inside is the ReLU.
  @Override
  public Tensor through(Tensor x, BiFunction<Layer, Tensor, Tensor> each) {
    Check.rank("two-layer", x, 2, "[batch, " + inner.shape().size(-1) + "]");
    Tensor hidden = each.apply(Activation.RELU, x.matmul(inner.transpose()));
    return hidden.matmul(outer.insertAxis(1)).dropAxis(1);
  }
}
