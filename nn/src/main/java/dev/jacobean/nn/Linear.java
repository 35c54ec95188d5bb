package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import java.util.random.RandomGenerator;

/// An affine map, x·weight + bias.
///
/// @param weight `[in, out]`
/// @param bias `[out]`
public record Linear(Tensor weight, Tensor bias) implements Affine {
  /// {@return a layer with independent normal weights of variance 2·gain²/(in + out) (Glorot & Bengio 2010, equation
  /// 12)} Biases are 0.
  ///
  /// @param backend where the parameters are kept
  /// @param generator draws the weights
  /// @param in the size of the input's last axis
  /// @param out the size of the output's last axis
  /// @param gain 1 keeps the size of signals on the way in and back, on average, if layers are linear
  public static Linear xavier(Backend backend, RandomGenerator generator, int in, int out, double gain) {
    return new Builder(backend, generator, Initializer.xavierNormal(gain)).linear(in, out);
  }

  @Override
  public Linear with(Tensor weight, Tensor bias) {
    return new Linear(weight, bias);
  }

  /// `x: […, in]`, result: `[…, out]`.
  @Override
  public Tensor product(Tensor x) {
    Check.last("linear", x, "weight", weight, weight.shape().size(0));
    return x.matmul(weight);
  }
}
