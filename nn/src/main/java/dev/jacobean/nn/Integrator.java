package dev.jacobean.nn;

import dev.jacobean.autodiff.Tree;
import java.util.function.UnaryOperator;

/// Ways to follow a flow, such as the gradient flow w' = −∇F(w), from one time to a later one. Points are trees.
public enum Integrator {
  /// w + time·velocity(w): for a gradient flow, gradient descent with the time as the rate. Error per step of order
  /// time².
  EULER {
    @Override
    public <P> P step(UnaryOperator<P> velocity, P at, double time) {
      return Tree.plusTimes(at, time, velocity.apply(at));
    }
  },
  /// The classical method of Runge and Kutta with four velocities (Hairer, Nørsett & Wanner 1993, section II.1). Error
  /// per step of order time⁵.
  RK4 {
    @Override
    public <P> P step(UnaryOperator<P> velocity, P at, double time) {
      P first = velocity.apply(at);
      P second = velocity.apply(Tree.plusTimes(at, time / 2, first));
      P third = velocity.apply(Tree.plusTimes(at, time / 2, second));
      P fourth = velocity.apply(Tree.plusTimes(at, time, third));
      P outer = Tree.plus(first, fourth);
      P middle = Tree.plus(second, third);
      return Tree.plus(at, Tree.zip((o, m) -> o.plus(m.times(2)).times(time / 6), outer, middle));
    }
  };

  /// {@return where the flow leads from a point in a time}
  /// @param <P> the tree of points
  /// @param velocity the flow's velocity at a point, a tree like it
  /// @param at where it starts
  /// @param time how long to follow the flow, in one step
  public abstract <P> P step(UnaryOperator<P> velocity, P at, double time);
}
