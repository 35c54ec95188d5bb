package dev.jacobean.experiments;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.nn.Gradients;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The gradient flow of a scaled objective, w ↦ R(αh(w))/α², and that of its tangent model, w ↦ R(αh̄(w))/α², from the
/// same point w₀ (Chizat, Oyallon and Bach, 2019, section 2):
/// w′ = −Dh(w)ᵀ∇R(αh(w))/α and w̄′ = −Dh(w₀)ᵀ∇R(αh̄(w̄))/α.
///
/// Both run on the same grid by the same method, the classical one of order four (W. Kutta, 1901), so that what lies
/// between them is the difference of the models and not of two integrators.
///
/// @param model  h, from parameters to a vector of outputs
/// @param loss   R, from outputs to a number of shape `[]`
/// @param origin w₀
/// @param alpha  the scale α
record GradientFlow<P>(Function<P, Tensor> model, UnaryOperator<Tensor> loss, P origin, double alpha) {
  /// Both flows at one time.
  ///
  /// @param time     the time t
  /// @param moved    w(t) − w₀
  /// @param drawn    w̄(t) − w₀
  /// @param map      h at w(t): its value and its derivative there
  /// @param y        αh(w(t))
  /// @param tangentY αh̄(w̄(t))
  record Moment<P>(double time, P moved, P drawn, Linearization<P, Tensor> map, Tensor y, Tensor tangentY) {
    /// ‖w(t) − w₀‖.
    double distance() {
      return Gradients.norm(moved).item();
    }

    /// ‖w(t) − w̄(t)‖.
    double gap() {
      return Gradients.norm(Tree.minus(moved, drawn)).item();
    }

    /// ‖αh(w(t)) − αh̄(w̄(t))‖.
    double outputGap() {
      return Gradients.norm(y.minus(tangentY)).item();
    }
  }

  /// Runs both flows for `steps` steps of length `step`, and shows every point of the grid, first and last included.
  void run(double step, int steps, Consumer<Moment<P>> witness) {
    Linearization<P, Tensor> start = Autodiff.linearize(model, origin);
    P moved = Tree.zerosLike(origin);
    P drawn = moved;
    for (int i = 0; i <= steps; i++) {
      Linearization<P, Tensor> map = linearize(moved);
      witness.accept(new Moment<>(i * step, moved, drawn, map, map.value().times(alpha), tangent(start, drawn)));
      if (i < steps) {
        moved = kutta(step, moved, velocity(map, map.value().times(alpha)), at -> {
          Linearization<P, Tensor> there = linearize(at);
          return velocity(there, there.value().times(alpha));
        });
        drawn = kutta(step, drawn, velocity(start, tangent(start, drawn)), at -> velocity(start, tangent(start, at)));
      }
    }
  }

  private Linearization<P, Tensor> linearize(P moved) {
    return Autodiff.linearize(model, Tree.plus(origin, moved));
  }

  private Tensor tangent(Linearization<P, Tensor> start, P drawn) {
    return start.value().plus(start.pushforward(drawn)).times(alpha);
  }

  /// −Dhᵀ∇R(y)/α.
  private P velocity(Linearization<P, Tensor> map, Tensor y) {
    return map.pullback(Autodiff.gradient(loss, y).times(-1 / alpha));
  }

  private static <P> P kutta(double step, P at, P first, UnaryOperator<P> velocity) {
    P second = velocity.apply(Tree.plus(at, Tree.times(step / 2, first)));
    P third = velocity.apply(Tree.plus(at, Tree.times(step / 2, second)));
    P fourth = velocity.apply(Tree.plus(at, Tree.times(step, third)));
    P middle = Tree.times(2, Tree.plus(second, third));
    return Tree.plus(at, Tree.times(step / 6, Tree.plus(Tree.plus(first, fourth), middle)));
  }
}
