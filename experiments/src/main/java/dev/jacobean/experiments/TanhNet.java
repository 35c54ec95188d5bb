package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.Layer;
import java.util.random.RandomGenerator;

/// The smooth two-layer network of the theorem checks, f(x) = (1/√m) Σⱼ aⱼ tanh(bⱼ·x), in double precision. (ReLU
/// networks violate the theorems' assumption that the derivative is Lipschitz.)
///
/// @param outer a, `[m]`
/// @param inner one row bⱼ a neuron, `[m, d]`
record TanhNet(Tensor outer, Tensor inner) implements Layer {
  /// Independent N(0, 1) weights.
  static TanhNet normal(RandomGenerator random, int neurons, int inputs) {
    Tensor outer = Tensor.normal(Backends.f64(), random, neurons);
    return new TanhNet(outer, Tensor.normal(Backends.f64(), random, neurons, inputs));
  }

  /// The same neurons followed by copies with opposite outputs, so that f = 0.
  TanhNet doubled() {
    return new TanhNet(Tensor.concatenate(0, outer, outer.negate()), Tensor.concatenate(0, inner, inner));
  }

  /// `x: [batch, d]`, result: `[batch]`.
  @Override
  public Tensor apply(Tensor x) {
    Tensor sum = x.matmul(inner.transpose()).tanh().matmul(outer.insertAxis(1)).dropAxis(1);
    return sum.times(1 / Math.sqrt(outer.shape().size()));
  }

  /// A bound of ‖D²h(w)‖ for all w within `radius` of this network, where h takes w to the outputs on any points of
  /// the unit sphere, divided by the root of their number.
  ///
  /// Neurons do not interact, and with |tanh′| ≤ 1, |tanh″| ≤ 4/(3√3) and ‖x‖ = 1 the second derivative of
  /// a·tanh(b·x) along (p, q) is at most 2|p|‖q‖ + |a|·4/(3√3)·‖q‖², a quadratic form in (|p|, ‖q‖).
  double curvatureBound(double radius) {
    double bend = (outer.abs().max().item() + radius) * 4 / (3 * Math.sqrt(3));
    return (bend + Math.sqrt(bend * bend + 4)) / 2 / Math.sqrt(outer.shape().size());
  }
}
