package dev.jacobean.nn;

import dev.jacobean.autodiff.array.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Networks of affine layers with an activation between each two: `[batch, widths[0]]` → `[batch, last width]`.
public final class Mlp {
  /// Makes the layer between two widths, the last one or an earlier one.
  @FunctionalInterface
  private interface Link {
    Layer make(int in, int out, boolean last);
  }

  private Mlp() {}

  /// {@return a network whose weights the builder's initialiser makes, with biases 0}
  /// @param builder makes the affine layers, first to last
  /// @param activation stands between each two affine layers
  /// @param widths features of the input, of each hidden layer, of the output: at least two
  public static Sequential of(Builder builder, Layer activation, int... widths) {
    return chain(activation, (in, out, last) -> builder.linear(in, out), widths);
  }

  /// {@return a network in the neural-tangent parameterisation, see [Rescaled#ntk]}
  /// @param backend where the parameters are kept
  /// @param generator draws the weights
  /// @param gain multiplies every weight
  /// @param beta β: how much biases count
  /// @param activation stands between each two affine layers
  /// @param widths features of the input, of each hidden layer, of the output: at least two
  public static Sequential ntk(
      Backend backend, RandomGenerator generator, double gain, double beta, Layer activation, int... widths) {
    return chain(activation, (in, out, last) -> Rescaled.ntk(backend, generator, in, out, gain, beta), widths);
  }

  /// {@return the neural-tangent parameterisation without biases' randomness (β = 0), but for the last layer, which is
  /// the mean over neurons, see [Rescaled#meanField]} With one hidden layer, the paper's scaling α(m) = 1/m.
  ///
  /// @param backend where the parameters are kept
  /// @param generator draws the weights
  /// @param gain multiplies every weight
  /// @param activation stands between each two affine layers
  /// @param widths features of the input, of each hidden layer, of the output: at least two
  public static Sequential meanField(
      Backend backend, RandomGenerator generator, double gain, Layer activation, int... widths) {
    return chain(activation, (in, out, last) -> last
        ? Rescaled.meanField(backend, generator, in, out, gain)
        : Rescaled.ntk(backend, generator, in, out, gain, 0), widths);
  }

  private static Sequential chain(Layer activation, Link link, int... widths) {
    Check.that(widths.length >= 2, "mlp: %s widths given; must be at least two, of the input and of the output",
        widths.length);
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < widths.length; i++) {
      layers.add(link.make(widths[i - 1], widths[i], i == widths.length - 1));
      if (i < widths.length - 1) {
        layers.add(activation);
      }
    }
    return new Sequential(List.copyOf(layers));
  }
}
