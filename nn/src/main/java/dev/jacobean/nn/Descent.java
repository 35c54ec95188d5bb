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
    if (friction == 0) {
      return state.then(moved(state.parameters(), gradient, rate), List.of());
    }
    P velocity = Tree.plusTimes(gradient, friction, state.memory().getFirst());
    P direction = ahead ? Tree.plusTimes(gradient, friction, velocity) : velocity;
    return state.then(moved(state.parameters(), direction, rate), List.of(velocity));
  }

  private static <P> P moved(P parameters, P direction, double rate) {
    return Tree.plusTimes(parameters, -rate, direction);
  }
}
