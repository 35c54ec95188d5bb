package dev.jacobean.nn;

/// A rule that is given gradients of bounded norm.
record Clipped(Optimizer rule, double longest) implements Optimizer {
  Clipped {
    Gradients.requirePositive(longest);
  }

  @Override
  public <P> State<P> start(P parameters) {
    return rule.start(parameters);
  }

  @Override
  public <P> State<P> next(State<P> state, P gradient, double rate) {
    return rule.next(state, Gradients.clipped(gradient, longest), rate);
  }
}
