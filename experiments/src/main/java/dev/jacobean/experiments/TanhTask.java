package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;

/// A regression task of the theorem checks: random labels at random points of the unit sphere.
///
/// The space of outputs has the norm of L² of the data: outputs and labels are divided by √n.
///
/// @param start  the initial network
/// @param x      inputs, `[n, d]`
/// @param target labels over √n, `[n]`
record TanhTask(TanhNet start, Tensor x, Tensor target) {
  /// How f(w₀) is made 0.
  enum Start {
    /// The initial function is subtracted.
    CENTRED,
    /// Every neuron has a twin with the opposite output. (Second-order terms cancel, and features are duplicated.)
    DOUBLED
  }

  /// Draws a task.
  ///
  /// @param m neurons, twins included
  static TanhTask draw(long seed, int repeat, Start start, int n, int d, int m) {
    boolean doubled = start == Start.DOUBLED;
    TanhNet net = TanhNet.normal(Seeds.stream(seed, repeat, "network"), doubled ? m / 2 : m, d);
    Tensor x = Teaching.sphere(n, d, Seeds.stream(seed, repeat, "inputs"));
    Tensor labels = Tensor.normal(Backends.f64(), Seeds.stream(seed, repeat, "labels"), n);
    return new TanhTask(doubled ? net.doubled() : net, x, labels.times(1 / Math.sqrt(n)));
  }

  /// h: the outputs of a network less those of the initial one, over √n.
  Tensor outputs(TanhNet w) {
    Tensor zero = start.apply(x);
    return w.apply(x).minus(zero).times(1 / Math.sqrt(x.shape().size(0)));
  }
}
