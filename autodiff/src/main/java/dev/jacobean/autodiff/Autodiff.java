package dev.jacobean.autodiff;

import java.util.function.Function;
import java.util.function.Supplier;

/// The questions one may ask of a function's derivative.
///
/// Arguments and results are trees ([Tree]): tensors, or records, lists, maps and arrays of them. Functions must be
/// pure, and do what they do on the thread that they are called on: an operation on another one throws
/// [IllegalStateException]. Different threads may differentiate at once. Every question may be asked inside a function
/// that is itself being differentiated, to any depth.
///
/// {@snippet file="dev/jacobean/autodiff/snippets/DerivativesTest.java" region="questions"}
public final class Autodiff {
  private Autodiff() {}

  /// {@return the derivative as a linear map, from one evaluation of `f`}
  /// @param <P> the tree of arguments
  /// @param <Q> the tree of results
  /// @param f a pure function
  /// @param at where the derivative is taken
  public static <P, Q> Linearization<P, Q> linearize(Function<P, Q> f, P at) {
    return Linearization.record(f, at, new Tape());
  }

  /// {@return the same as [#linearize]: a vector–Jacobian product is `vjp(f, at).pullback(cotangent)`}
  /// @param <P> the tree of arguments
  /// @param <Q> the tree of results
  /// @param f a pure function
  /// @param at where the derivative is taken
  public static <P, Q> Linearization<P, Q> vjp(Function<P, Q> f, P at) {
    return linearize(f, at);
  }

  /// {@return the value and the derivative in a direction, computed together in one forward sweep that keeps nothing}
  /// @param <P> the tree of arguments
  /// @param <Q> the tree of results
  /// @param f a pure function
  /// @param at where the derivative is taken
  /// @param tangent a tree like `at`: the direction
  /// @throws IllegalArgumentException if `tangent` is not like `at`
  public static <P, Q> Jvp<Q> jvp(Function<P, Q> f, P at, P tangent) {
    Forward trace = new Forward();
    try {
      Q watched = Trace.given(f.apply(Tree.zip("tangent", trace::watch, at, tangent)));
      return new Jvp<>(Tree.map(trace::result, watched), Tree.map(trace::tangent, watched));
    } finally {
      trace.close();
    }
  }

  /// {@return the gradient of a scalar function: the pullback of one}
  /// @param <P> the tree of arguments
  /// @param f a pure function to a single number
  /// @param at where the derivative is taken
  /// @throws IllegalArgumentException unless `f` gives a single number
  public static <P> P gradient(Function<P, Tensor> f, P at) {
    return valueAndGradient(f, at).gradient();
  }

  /// {@return the value of a scalar function and its gradient}
  /// @param <P> the tree of arguments
  /// @param f a pure function to a single number
  /// @param at where the derivative is taken
  /// @throws IllegalArgumentException unless `f` gives a single number
  public static <P> ValueAndGradient<P> valueAndGradient(Function<P, Tensor> f, P at) {
    Linearization<P, Tensor> map = linearize(f, at);
    return new ValueAndGradient<>(map.value(), map.pullback(one(map.value()), true));
  }

  /// {@return the value of a scalar function with what else it returns, and its gradient}
  /// @param <P> the tree of arguments
  /// @param <A> what is returned besides
  /// @param f its value must be a single number
  /// @param at where the derivative is taken
  /// @throws IllegalArgumentException unless the value is a single number
  public static <P, A> WithAuxiliary<ValueAndGradient<P>, A> valueGradientAndAuxiliary(
      Function<P, WithAuxiliary<Tensor, A>> f, P at) {
    Linearization<P, WithAuxiliary<Tensor, A>> map = linearize(f, at);
    Linearization<P, Tensor> first = map.first(map.value().value());
    P gradient = first.pullback(one(first.value()), true);
    return new WithAuxiliary<>(new ValueAndGradient<>(first.value(), gradient), map.value().auxiliary());
  }

  /// {@return the second derivative of a scalar function times a direction, forward over reverse (Pearlmutter 1994)}
  /// @param <P> the tree of arguments
  /// @param f a pure function to a single number
  /// @param at where the derivative is taken
  /// @param direction a tree like `at`
  public static <P> P hvp(Function<P, Tensor> f, P at, P direction) {
    return jvp(w -> gradient(f, w), at, direction).tangent();
  }

  /// {@return all partial derivatives, `[…y, …x]`, by whichever mode takes fewer products} See [Jacobians] for blocks.
  ///
  /// @param f a pure function
  /// @param at where the derivative is taken
  public static Tensor jacobian(Function<Tensor, Tensor> f, Tensor at) {
    return Jacobians.jacobian(f, at);
  }

  /// {@return all second partial derivatives of a scalar function, `[…x, …x]`}
  /// @param f a pure function to a single number
  /// @param at where the derivative is taken
  public static Tensor hessian(Function<Tensor, Tensor> f, Tensor at) {
    return Jacobians.forward(w -> gradient(f, w), at);
  }

  /// {@return the same function, of which a tape keeps the argument only: products evaluate it again (Griewank &
  /// Walther 2000)}
  ///
  /// @param <P> the tree of arguments
  /// @param <Q> the tree of results
  /// @param f a pure function that captures no tensor under differentiation
  public static <P, Q> Function<P, Q> checkpoint(Function<P, Q> f) {
    return at -> Checkpoint.apply(f, at);
  }

  /// Runs a program so that the first operation with a result that is not finite, from arguments that are, throws.
  ///
  /// @param <R> what the program returns
  /// @param program guarded while it runs on this thread
  /// @return what the program returns
  /// @throws ArithmeticException naming the operation, its shapes and the caller's line
  public static <R> R requireFinite(Supplier<R> program) {
    return FiniteGuard.guard(program);
  }

  /// {@return what a tape of `f` would hold: operations, shapes, bytes kept, lines of the program}
  /// @param <P> the tree of arguments
  /// @param <Q> the tree of results
  /// @param f evaluated once
  /// @param at the arguments to record it with
  public static <P, Q> Explanation explain(Function<P, Q> f, P at) {
    return Explanation.of(f, at);
  }

  /// Checks the derivatives of `f` against one another and against finite differences: at each order the streaming
  /// pushforward with the recorded one and with central differences, and the pullback with the pushforward by the law
  /// of the adjoint, in random directions that move each number in proportion to its size.
  ///
  /// @param <P> the tree of arguments
  /// @param <Q> the tree of results
  /// @param f smooth near `at`: finite differences see kinks
  /// @param at where the derivative is taken
  /// @param order up to which derivative, at least 1
  /// @throws AssertionError naming the order, the law and the deviation
  public static <P, Q> void checkGradients(Function<P, Q> f, P at, int order) {
    CheckGradients.of(f, at, order);
  }

  private static Tensor one(Tensor value) {
    if (value.shape().size() != 1) {
      throw new IllegalArgumentException("gradient: the function's value has shape " + value.shape()
          + "; must be a single number (sum it, or ask for vjp or jacobian)");
    }
    return Tensor.full(value.backend(), 1, value.shape());
  }
}
