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
  /// {@return a fresh affine map}
  /// @param in the size of the input's last axis
  /// @param out the size of the output's last axis
  public Linear linear(int in, int out) {
    return new Linear(initializer.make(backend, generator, in, out), Tensor.zeros(backend, out));
  }

  /// {@return a convolution with a `size` × `size` kernel}
  /// @param size rows and columns of the kernel
  /// @param in channels of the images
  /// @param out channels of the result
  /// @param stride rows and columns from one window to the next
  /// @param padding rows and columns of zeros on every side
  public Conv2d conv(int size, int in, int out, int stride, int padding) {
    return new Conv2d(
        initializer.make(backend, generator, size, size, in, out), Tensor.zeros(backend, out), stride, padding);
  }

  /// {@return a table of vectors, each number standard normal whatever the initialiser}
  /// @param words how many
  /// @param features numbers a word
  public Embedding embedding(int words, int features) {
    return new Embedding(Tensor.normal(backend, generator, words, features));
  }

  /// {@return self-attention, all four maps of which are made by [#linear]}
  /// @param features numbers a place, in and out
  /// @param heads must divide the features
  /// @param causal whether a place sees only itself and earlier ones
  public Attention attention(int features, int heads, boolean causal) {
    return new Attention(linear(features, features), linear(features, features), linear(features, features),
        linear(features, features), heads, causal);
  }
}
