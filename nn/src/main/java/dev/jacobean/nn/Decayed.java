package dev.jacobean.nn;

/// A rule that is given gradients with weight decay.
record Decayed(Optimizer rule, double decay) implements Optimizer {
  @Override
  public <P> State<P> start(P parameters) {
    return rule.start(parameters);
  }

  @Override
  public <P> State<P> next(State<P> state, P gradient, double rate) {
    return rule.next(state, Gradients.decayed(gradient, state.parameters(), decay), rate);
  }
}
