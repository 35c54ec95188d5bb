package dev.jacobean.nn;

import dev.jacobean.autodiff.Tree;
import java.util.List;

/// Gradient descent, plain or with momentum. Without friction there is nothing to remember.
record Descent(double friction, boolean ahead) implements Optimizer {
  Descent {
    Check.that(friction >= 0 && friction < 1, "momentum: is %s; must be at least 0 and less than 1", friction);
  }

  @Override
  public <P> State<P> start(P parameters) {
    return State.fresh(parameters, friction == 0 ? 0 : 1);
  }

  @Override
  public <P> State<P> next(State<P> state, P gradient, double rate) {
    Check.memory(friction == 0 ? "descent" : "momentum", friction == 0 ? 0 : 1, state);
    if (friction == 0) {
      return state.then(Tree.plusTimes(state.parameters(), -rate, gradient), List.of());
    }
    P before = state.memory().getFirst();
    P velocity = ahead ? Tree.plusTimes(gradient, friction, before) : before;
    Tree.Sums<P> moved = Tree.plusTimesTwice(gradient, friction, velocity, -rate, state.parameters());
    return state.then(moved.outer(), List.of(ahead ? velocity : moved.inner()));
  }
}
