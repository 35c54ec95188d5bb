package dev.jacobean.nn;

import dev.jacobean.autodiff.Tree;
import java.util.List;

/// Adam and AdamW: the mean of gradients over the root of the mean of their squares, both with exponential forgetting.
record Adam(double first, double second, double epsilon, double decay) implements Optimizer {
  @Override
  public <P> State<P> start(P parameters) {
    return State.fresh(parameters, 2);
  }

  @Override
  public <P> State<P> next(State<P> state, P gradient, double rate) {
    Check.memory("adam", 2, state);
    P mean = Tree.zip((m, g) -> m.times(first).plus(g.times(1 - first)), state.memory().get(0), gradient);
    P square = Tree.zip((v, g) -> v.times(second).plus(g.square().times(1 - second)), state.memory().get(1), gradient);
    double step = state.count() + 1.0;
    double meanFactor = 1 / (1 - Math.pow(first, step)); // both means start at 0 and are too small at first
    double squareFactor = 1 / (1 - Math.pow(second, step));
    P direction = Tree.zip(
        (m, v) -> m.times(meanFactor).dividedBy(v.times(squareFactor).sqrt().plus(epsilon)), mean, square);
    P next = Tree.zip(
        (w, d) -> (decay == 0 ? w : w.times(1 - rate * decay)).minus(d.times(rate)), state.parameters(), direction);
    return state.then(next, List.of(mean, square));
  }
}
