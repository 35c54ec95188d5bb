package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import java.util.random.RandomGenerator;

/// An affine map, x·weight + bias.
///
/// @param weight `[in, out]`
/// @param bias `[out]`
public record Linear(Tensor weight, Tensor bias) implements Layer {
  /// Independent normal weights of variance 2·gain²/(in + out) (Glorot & Bengio 2010, equation 16), biases 0.
  public static Linear xavier(Backend backend, RandomGenerator generator, int in, int out, double gain) {
    Tensor weight = Tensor.normal(backend, generator, in, out).times(gain * Math.sqrt(2.0 / (in + out)));
    return new Linear(weight, Tensor.zeros(backend, out));
  }

  /// `x: [batch, in]`, result: `[batch, out]`.
  @Override
  public Tensor apply(Tensor x) {
    return x.matmul(weight).plus(bias);
  }
}
