package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import java.util.random.RandomGenerator;

/// Makes fresh layers: what all layers of a network have in common. Layers draw from the generator in the order in
/// which they are made.
///
/// @param backend where parameters are kept
/// @param generator draws the weights
/// @param initializer decides their law; biases are 0
public record Builder(Backend backend, RandomGenerator generator, Initializer initializer) {
  /// An affine map.
  public Linear linear(int in, int out) {
    return new Linear(initializer.make(backend, generator, in, out), Tensor.zeros(backend, out));
  }

  /// A convolution with a `size` × `size` kernel.
  public Conv2d conv(int size, int in, int out, int stride, int padding) {
    return new Conv2d(
        initializer.make(backend, generator, size, size, in, out), Tensor.zeros(backend, out), stride, padding);
  }

  /// A table of vectors, each number standard normal whatever the initialiser.
  public Embedding embedding(int words, int features) {
    return new Embedding(Tensor.normal(backend, generator, words, features));
  }

  /// Self-attention.
  public Attention attention(int features, int heads, boolean causal) {
    return new Attention(linear(features, features), linear(features, features), linear(features, features),
        linear(features, features), heads, causal);
  }
}
