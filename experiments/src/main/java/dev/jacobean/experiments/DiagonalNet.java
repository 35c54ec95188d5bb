package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;

/// A linear model whose weights are made by a network of two diagonal layers: f(x) = β·x with β = u² − v² (B. Woodworth
/// et al., 2020, "Kernel and rich regimes in overparametrized models", section 4). It can represent every linear
/// function, so whatever it prefers among those that fit the data is the doing of its training.
///
/// @param u `[d]`
/// @param v `[d]`
record DiagonalNet(Tensor u, Tensor v) {
  /// Both layers at α times ones, where f = 0.
  static DiagonalNet at(double alpha, int d) {
    Tensor same = Tensor.full(Backends.f64(), alpha, d);
    return new DiagonalNet(same, same);
  }

  /// β, `[d]`.
  Tensor weights() {
    return u.square().minus(v.square());
  }

  /// `x: [batch, d]`, result: `[batch]`.
  Tensor apply(Tensor x) {
    return x.matmul(weights().insertAxis(1)).dropAxis(1);
  }
}
