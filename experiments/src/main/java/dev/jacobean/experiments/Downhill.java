package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.ValueAndGradient;
import dev.jacobean.autodiff.Workspace;
import java.util.function.Function;

/// Gradient descent that chooses its own step: a tenth longer after each step that lowers the loss, and half as long
/// where one would not, which is then not made. The curvature on the way may so change by any factor, as it does where
/// a network of small scale has to grow.
final class Downhill<P> {
  private static final double LONGER = 1.1;

  /// Where the descent is.
  record State<P>(P at, Tensor value, P gradient) {}

  private final Function<P, ValueAndGradient<P>> loss;
  private final Workspace memory = new Workspace();
  private State<P> state;
  private double rate;

  /// From a point, with a first rate.
  Downhill(Function<P, ValueAndGradient<P>> loss, P start, double rate) {
    this.loss = loss;
    this.state = state(start);
    this.rate = rate;
  }

  private State<P> state(P at) {
    ValueAndGradient<P> there = loss.apply(at);
    return new State<>(at, there.value(), there.gradient());
  }

  P at() {
    return state.at;
  }

  double value() {
    return state.value.item();
  }

  /// Tries a step.
  void step() {
    state = memory.next(state, here -> {
      State<P> there = state(Tree.plusTimes(here.at, -rate, here.gradient));
      // Written so that NaN is no gain.
      boolean lower = there.value.item() < here.value.item();
      rate *= lower ? LONGER : 0.5;
      return lower ? there : here;
    });
  }
}
