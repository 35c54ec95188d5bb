package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;

/// Stand-in for the one in nn, until it lands. f(x) = Σⱼ aⱼ max(bⱼ·x, 0); outer: [m], inner: [m, d].
record TwoLayer(Tensor outer, Tensor inner) {
  /// x: [n, d], result: [n].
  Tensor apply(Tensor x) {
    int m = outer.shape().size(0);
    return x.matmul(inner.transpose()).relu().matmul(outer.reshape(m, 1)).reshape(x.shape().size(0));
  }
}
