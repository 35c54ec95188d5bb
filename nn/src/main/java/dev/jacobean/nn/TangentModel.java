package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Jvp;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.ValueAndGradient;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// The linearisation of a model around its initial parameters, h̄(w₀ + u) = h(w₀) + Dh(w₀)u, as a model with parameters
/// u.
///
/// It is what lazy training converges to (Chizat, Oyallon & Bach 2019, section 1). Affine in u, not in the input. With
/// a scale α and h(w₀) = 0, the variable u stands for α(w − w₀), and the model does not depend on α; F32 is enough.
///
/// What the model function computes is what is linearised: `Net::apply` is a network as it answers once trained, with
/// running statistics held and nothing dropped; a function with a fixed [Key] is one training step of it.
///
/// {@snippet file="dev/jacobean/nn/LazySnippetsTest.java" region="model"}
/// {@snippet file="dev/jacobean/nn/LazySnippetsTest.java" region="tangent"}
///
/// @param <P> the tree of parameters
/// @param model what the parameters make of an input: `Net::apply`
/// @param origin the initial parameters w₀
/// @param startFactor what h(w₀) is multiplied by in the output: 1, or 0 for a centred model, see [Scaled#tangent]
public record TangentModel<P>(BiFunction<P, Tensor, Tensor> model, P origin, double startFactor) {
  /// The plain tangent model, h(w₀) + Dh(w₀)u.
  ///
  /// @param model what the parameters make of an input: `Net::apply`
  /// @param origin the initial parameters w₀
  public TangentModel(BiFunction<P, Tensor, Tensor> model, P origin) {
    this(model, origin, 1);
  }

  /// {@return the tangent model of h(w) − h(w₀), which is Dh(w₀)u: linear in u}
  /// @param <P> the tree of parameters
  /// @param model what the parameters make of an input: `Net::apply`
  /// @param origin the initial parameters w₀
  public static <P> TangentModel<P> centred(BiFunction<P, Tensor, Tensor> model, P origin) {
    return new TangentModel<>(model, origin, 0);
  }

  /// {@return the parameters to start from: no shift}
  public P zero() {
    return Tree.zerosLike(origin);
  }

  /// {@return the output for a shift u and an input, in one streaming forward sweep that keeps nothing: for evaluation}
  /// @param shift u, a tree like the origin
  /// @param x as the model takes it
  public Tensor apply(P shift, Tensor x) {
    Jvp<Tensor> moved = Autodiff.jvp(w -> model.apply(w, x), origin, shift);
    return sum(moved.value(), moved.tangent());
  }

  /// {@return the model's linearisation on one input, for many steps on the same data}
  /// @param x as the model takes it
  public Linearization<P, Tensor> on(Tensor x) {
    return Autodiff.linearize(w -> model.apply(w, x), origin);
  }

  /// {@return the output for a shift u on an input that was linearised before}
  /// @param shift u, a tree like the origin
  /// @param map what [#on] gives for the input
  public Tensor apply(P shift, Linearization<P, Tensor> map) {
    return sum(map.value(), map.pushforward(shift));
  }

  /// {@return a loss of the output and its gradient in u, from one evaluation of the model}
  /// @param loss to a single number
  /// @param shift u, a tree like the origin
  /// @param x as the model takes it
  public ValueAndGradient<P> valueAndGradient(UnaryOperator<Tensor> loss, P shift, Tensor x) {
    return valueAndGradient(loss, shift, on(x));
  }

  /// {@return a loss and its gradient in u on an input that was linearised before}
  /// @param loss to a single number
  /// @param shift u, a tree like the origin
  /// @param map what [#on] gives for the input
  public ValueAndGradient<P> valueAndGradient(UnaryOperator<Tensor> loss, P shift, Linearization<P, Tensor> map) {
    ValueAndGradient<Tensor> atOutput = Autodiff.valueAndGradient(loss, apply(shift, map));
    return new ValueAndGradient<>(atOutput.value(), map.pullback(atOutput.gradient()));
  }

  /// {@return the parameters of the model itself that a shift stands for at a scale, w₀ + u/α}
  /// @param shift u, a tree like the origin
  /// @param alpha the scale α
  public P parameters(P shift, double alpha) {
    return Tree.plusTimes(origin, 1 / alpha, shift);
  }

  private Tensor sum(Tensor start, Tensor tangent) {
    if (startFactor == 0) {
      return tangent;
    }
    return (startFactor == 1 ? start : start.times(startFactor)).plus(tangent);
  }
}
