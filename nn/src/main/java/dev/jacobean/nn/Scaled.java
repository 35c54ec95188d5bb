package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.ValueAndGradient;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// A model times a number, α·h(w), or centred, α·(h(w) − h(w₀)), and the objective R(α·h(w))/α² (Chizat, Oyallon & Bach
/// 2019, section 1).
///
/// The division by α² does not move minima; it is the time scale at which training has a limit for α → ∞, which is that
/// of the [TangentModel]: one learning rate serves all α. For large α the parameters move by relative 1/α only: F32
/// holds to about α = 10³, F64 to about 10¹⁰.
///
/// @param <P> the tree of parameters
/// @param model what the parameters make of an input: `Net::apply`
/// @param alpha the scale α
/// @param origin the parameters w₀ whose output is subtracted; empty if the model is not centred
public record Scaled<P>(BiFunction<P, Tensor, Tensor> model, double alpha, Optional<P> origin) {
  /// Checks the scale.
  ///
  /// @throws IllegalArgumentException unless α is positive and finite
  public Scaled {
    Check.that(alpha > 0 && alpha < Double.POSITIVE_INFINITY, "scaled: alpha is %s; must be positive and finite",
        alpha);
  }

  /// {@return the model α·h(w)}
  /// @param <P> the tree of parameters
  /// @param model what the parameters make of an input: `Net::apply`
  /// @param alpha the scale α, positive
  public static <P> Scaled<P> of(BiFunction<P, Tensor, Tensor> model, double alpha) {
    return new Scaled<>(model, alpha, Optional.empty());
  }

  /// {@return the model α·(h(w) − h(w₀)), which is 0 at w₀}
  /// @param <P> the tree of parameters
  /// @param model what the parameters make of an input: `Net::apply`
  /// @param alpha the scale α, positive
  /// @param origin the parameters w₀ whose output is subtracted
  public static <P> Scaled<P> centred(BiFunction<P, Tensor, Tensor> model, double alpha, P origin) {
    return new Scaled<>(model, alpha, Optional.of(Tree.stopGradient(origin)));
  }

  /// {@return the scaled output}
  /// @param parameters w, a tree like the origin if there is one
  /// @param x as the model takes it
  public Tensor apply(P parameters, Tensor x) {
    Tensor output = model.apply(parameters, x);
    return (origin.isEmpty() ? output : output.minus(start(x))).times(alpha);
  }

  /// {@return the scaled output for an input whose [#start] is known}
  /// @param parameters w, a tree like the origin if there is one
  /// @param x as the model takes it
  /// @param start what [#start] gives for `x`
  public Tensor apply(P parameters, Tensor x, Tensor start) {
    return model.apply(parameters, x).minus(start).times(alpha);
  }

  /// {@return what is subtracted from the model's output: h(w₀), or 0 of shape `[]`} It depends on the input only, so
  /// that on fixed data it need be computed once.
  ///
  /// @param x as the model takes it
  public Tensor start(Tensor x) {
    return origin.map(w -> model.apply(w, x)).orElseGet(() -> Tensor.zeros(x.backend()));
  }

  /// {@return the objective R(α·h(w))/α² and its gradient in w}
  /// @param loss R, as a function of the scaled output
  /// @param parameters w, a tree like the origin if there is one
  /// @param x as the model takes it
  public ValueAndGradient<P> valueAndGradient(UnaryOperator<Tensor> loss, P parameters, Tensor x) {
    return valueAndGradient(loss, parameters, x, start(x));
  }

  /// {@return the objective and its gradient for an input whose [#start] is known}
  /// @param loss R, as a function of the scaled output
  /// @param parameters w, a tree like the origin if there is one
  /// @param x as the model takes it
  /// @param start what [#start] gives for `x`
  public ValueAndGradient<P> valueAndGradient(UnaryOperator<Tensor> loss, P parameters, Tensor x, Tensor start) {
    double share = 1 / (alpha * alpha);
    return Autodiff.valueAndGradient(w -> loss.apply(apply(w, x, start)).times(share), parameters);
  }

  /// {@return what this becomes for α → ∞ around some parameters, in the variable u = α(w − w₀)} That is α·h(w₀) +
  /// Dh(w₀)u, or Dh(w₀)u if centred.
  ///
  /// @param at w₀; for a centred model its origin
  public TangentModel<P> tangent(P at) {
    return new TangentModel<>(model, at, origin.isPresent() ? 0 : alpha);
  }
}
