package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Jvp;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.ValueAndGradient;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// The linearisation of a model around its initial parameters, h̄(w₀ + u) = h(w₀) + Dh(w₀)u, as a model with parameters u.
///
/// It is what lazy training converges to (Chizat, Oyallon & Bach 2019, section 1). Affine in u, not in the input. With a scale α
/// and h(w₀) = 0, the variable u stands for α(w − w₀), and the model does not depend on α.
///
/// @param model what the parameters make of an input: `Net::apply`
/// @param origin the initial parameters w₀
public record TangentModel<P>(BiFunction<P, Tensor, Tensor> model, P origin) {
  /// The parameters to start from: no shift.
  public P zero() {
    return Tree.zerosLike(origin);
  }

  /// The output for a shift u and an input, in one streaming forward sweep.
  public Tensor apply(P shift, Tensor x) {
    Jvp<Tensor> moved = Autodiff.jvp(w -> model.apply(w, x), origin, shift);
    return moved.value().plus(moved.tangent());
  }

  /// The model's linearisation on one input, for many steps on the same data.
  public Linearization<P, Tensor> on(Tensor x) {
    return Autodiff.linearize(w -> model.apply(w, x), origin);
  }

  /// A loss of the output and its gradient in u, from one evaluation of the model.
  public ValueAndGradient<P> valueAndGradient(UnaryOperator<Tensor> loss, P shift, Tensor x) {
    return valueAndGradient(loss, shift, on(x));
  }

  /// As above on an input that was linearised before.
  public ValueAndGradient<P> valueAndGradient(UnaryOperator<Tensor> loss, P shift, Linearization<P, Tensor> map) {
    Tensor output = map.value().plus(map.pushforward(shift));
    ValueAndGradient<Tensor> atOutput = Autodiff.valueAndGradient(loss, output);
    return new ValueAndGradient<>(atOutput.value(), map.pullback(atOutput.gradient()));
  }
}
