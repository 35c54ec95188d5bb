package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;

/// What is done to a gradient before it is followed. Trees of parameters are all on one backend.
public final class Gradients {
  private Gradients() {}

  /// {@return the Euclidean norm of all numbers together, a number of shape `[]`}
  /// @param gradient a tree, all tensors on one backend
  public static Tensor norm(Object gradient) {
    return Tree.dot(gradient, gradient).sqrt();
  }

  /// {@return the gradient, made shorter if its norm is above `longest` (Pascanu, Mikolov & Bengio 2013)} A zero
  /// gradient stays zero.
  ///
  /// @param <P> the tree of parameters
  /// @param gradient a tree like the parameters
  /// @param longest the norm that it may have
  /// @throws IllegalArgumentException unless `longest` is positive
  public static <P> P clipped(P gradient, double longest) {
    Check.that(longest > 0, "clipped: longest norm is %s; must be positive", longest);
    Tensor factor = norm(gradient).atLeast(longest).reciprocal().times(longest);
    return Tree.map(g -> g.times(factor), gradient);
  }

  /// {@return gradient + decay·parameters: the gradient with ½·decay·‖parameters‖² added to the loss}
  /// @param <P> the tree of parameters
  /// @param gradient a tree like the parameters
  /// @param parameters where the gradient was taken
  /// @param decay how strongly parameters are drawn to 0
  public static <P> P decayed(P gradient, P parameters, double decay) {
    return Tree.zip((g, w) -> g.plus(w.times(decay)), gradient, parameters);
  }
}
