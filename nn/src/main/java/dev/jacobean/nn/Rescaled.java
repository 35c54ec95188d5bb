package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import java.util.random.RandomGenerator;

/// A layer whose parameters are multiplied by fixed numbers before use: another parameterisation of the same functions,
/// with other gradients.
///
/// A gradient step of size η on a parameter multiplied by s moves the function as one of size s²η on the plain
/// parameter would.
///
/// @param layer with the parameters as they are learned
/// @param weightFactor what its weight is multiplied by
/// @param biasFactor what its bias is multiplied by
public record Rescaled(Affine layer, double weightFactor, double biasFactor) implements Layer {
  /// {@return a layer in the neural-tangent parameterisation: gain·x·W/√in + β·b with standard normal W and b (Jacot,
  /// Gabriel & Hongler 2018, section 2)}
  ///
  /// @param backend where the parameters are kept
  /// @param generator draws the weights
  /// @param in the size of the input's last axis
  /// @param out the size of the output's last axis
  /// @param gain multiplies the weight's factor
  /// @param beta β: how much biases count
  public static Rescaled ntk(Backend backend, RandomGenerator generator, int in, int out, double gain, double beta) {
    Linear layer = new Linear(Tensor.normal(backend, generator, in, out), Tensor.normal(backend, generator, out));
    return new Rescaled(layer, gain / Math.sqrt(in), beta);
  }

  /// {@return an output layer in the mean-field parameterisation: the mean over neurons, gain·x·W/in + b, with standard
  /// normal W and b = 0} The step must be multiplied by `in` for motion that does not vanish with it (Mei, Montanari &
  /// Nguyen 2018; Chizat & Bach 2018).
  ///
  /// @param backend where the parameters are kept
  /// @param generator draws the weights
  /// @param in the size of the input's last axis
  /// @param out the size of the output's last axis
  /// @param gain multiplies the weight's factor
  public static Rescaled meanField(Backend backend, RandomGenerator generator, int in, int out, double gain) {
    Linear layer = new Linear(Tensor.normal(backend, generator, in, out), Tensor.zeros(backend, out));
    return new Rescaled(layer, gain / in, 1);
  }

  @Override
  public Tensor apply(Tensor x) {
    return layer.with(layer.weight().times(weightFactor), layer.bias().times(biasFactor)).apply(x);
  }
}
