package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.DType;

/// What is done to a gradient before it is followed. Trees of parameters are all on one backend.
public final class Gradients {
  private Gradients() {}

  /// {@return the Euclidean norm of all numbers together, a number of shape `[]`}
  /// @param gradient a tree, all tensors on one backend
  public static Tensor norm(Object gradient) {
    return Tree.dot(gradient, gradient).sqrt();
  }

  /// {@return the gradient, made shorter if its norm is above `longest` (Pascanu, Mikolov & Bengio 2013)} If it is not,
  /// no bit changes.
  ///
  /// @param <P> the tree of parameters
  /// @param gradient a tree like the parameters
  /// @param longest the norm that it may have; infinite for any
  /// @throws IllegalArgumentException unless `longest` is positive
  public static <P> P clipped(P gradient, double longest) {
    requirePositive(longest);
    Tensor norm = norm(Tree.stopGradient(gradient));
    if (Double.isInfinite(norm.dtype().round(longest))) {
      return gradient;
    }
    // If the squares overflow, those of numbers so much smaller are added, which cannot. A power of 2 rounds nothing.
    double small = norm.dtype() == DType.F32 ? 0x1p-96 : 0x1p-768;
    Tensor ones = norm.zeros().plus(1);
    Tensor shrink = norm.less(Double.POSITIVE_INFINITY).select(ones, ones.times(small));
    Tensor length = norm(Tree.map(g -> g.times(shrink), gradient));
    Tensor most = shrink.times(longest);
    Tensor factor = length.greater(most).select(length.max(most).reciprocal().times(most), ones);
    return Tree.map(g -> g.times(factor), gradient);
  }

  static void requirePositive(double longest) {
    Check.that(longest > 0, "clipped: longest norm is %s; must be positive", longest);
  }

  /// {@return gradient + decay·parameters: the gradient with ½·decay·‖parameters‖² added to the loss}
  /// @param <P> the tree of parameters
  /// @param gradient a tree like the parameters
  /// @param parameters where the gradient was taken
  /// @param decay how strongly parameters are drawn to 0
  public static <P> P decayed(P gradient, P parameters, double decay) {
    return Tree.plusTimes(gradient, decay, parameters);
  }
}
