package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import java.util.Comparator;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// Whether a model trains like its linearisation, measured (Chizat, Oyallon & Bach 2019, section 1): before training, by
/// the inverse relative scale κ; after it, by how far weights, outputs, kernel and gates have gone.
///
/// Outputs on n examples are functions with the inner product (1/n)·Σᵢ uᵢ·vᵢ, and norms of derivatives are operator norms
/// between that space and the parameters. κ is the same with the plain inner product.
///
/// {@snippet file="dev/jacobean/nn/LazySnippetsTest.java" region="report"}
public final class Laziness {
  private Laziness() {}

  /// A norm found by iteration.
  ///
  /// @param value the norm
  /// @param residual how far, relative to the norm, the last direction was from a stationary one
  public record Norm(double value, double residual) {}

  /// {@return ‖Dh(w₀)‖, the largest singular value of a model's derivative on some examples, by Lanczos on pushforwards
  /// and pullbacks}
  ///
  /// @param <P> the tree of parameters
  /// @param model what the parameters make of an input: `Net::apply`
  /// @param at the initial parameters w₀
  /// @param x `[n, …]`
  /// @throws IllegalArgumentException without examples, or with outputs that are not finite
  public static <P> Norm derivative(BiFunction<P, Tensor, Tensor> model, P at, Tensor x) {
    Eigenpair<Tensor> top = TangentKernel.of(model, at).largest(x, 1).getFirst();
    double value = Math.sqrt(Math.max(0, top.value()) / x.shape().size(0));
    return new Norm(value, top.value() == 0 ? 0 : top.residual() / top.value());
  }

  /// {@return ‖D²h(w₀)‖, the largest ‖D²h(w₀)[u, u]‖ over directions u of length 1, or a lower bound of it}
  ///
  /// For a fixed direction r of outputs the best u is an eigenvector of the Hessian of ⟨r, h⟩, for a fixed u the best r
  /// is D²h(w₀)[u, u]; in turns, neither step descends. Several starts, because that may end on a lower hill.
  ///
  /// Where h is only piecewise differentiable, as with ReLU, kinks are not seen.
  ///
  /// @param <P> the tree of parameters
  /// @param model what the parameters make of an input: `Net::apply`
  /// @param at the initial parameters w₀
  /// @param x `[n, …]`
  /// @param starts random ones, of which the best counts
  /// @param tolerance relative gain at which an ascent ends
  /// @param generator draws the directions to start from
  public static <P> Norm secondDerivative(
      BiFunction<P, Tensor, Tensor> model, P at, Tensor x, int starts, double tolerance, RandomGenerator generator) {
    Check.examples("laziness", x);
    Check.that(starts > 0 && tolerance > 0, "second derivative: %s starts, tolerance %s; must be positive", starts,
        tolerance);
    Norm best = new Norm(0, 0);
    for (int start = 0; start < starts; start++) {
      P random = Tree.map(w -> Tensor.normal(w.backend(), generator, w.shape().sizes()), at);
      Norm found = ascent(model, at, x, scaled(random), tolerance);
      best = found.value > best.value ? found : best;
    }
    return new Norm(best.value / Math.sqrt(x.shape().size(0)), best.residual);
  }

  private static <P> Norm ascent(BiFunction<P, Tensor, Tensor> model, P at, Tensor x, P from, double tolerance) {
    int turns = 40;
    int products = 6;
    TaylorModel<P> quadratic = new TaylorModel<>(model, at, 2);
    Comparator<Double> largest = Comparator.comparingDouble(value -> -Math.abs(value));
    P u = from;
    double reached = 0;
    double residual = Double.NaN;
    for (int turn = 0; turn < turns; turn++) {
      Tensor bend = quadratic.terms(u, x).get(2).times(2);
      double size = length(bend);
      Check.that(!Double.isNaN(size), "laziness: the model's second derivative on x %s is not finite", x.shape());
      if (size == 0) {
        return new Norm(0, 0);
      }
      Tensor r = bend.times(1 / size);
      P along = u;
      Eigenpair<P> next = Lanczos.find(
          v -> Autodiff.hvp((P w) -> model.apply(w, x).dot(r), at, v),
          () -> along, 1, largest, tolerance / 10, products).getFirst();
      u = next.vector();
      double now = Math.max(size, Math.abs(next.value()));
      residual = next.residual() / now;
      if (now <= reached * (1 + tolerance)) {
        return new Norm(Math.max(now, reached), residual);
      }
      reached = now;
    }
    return new Norm(reached, residual);
  }

  /// {@return κ of the scaled model, (1/α)·‖αh(w₀) − y*‖·‖D²h(w₀)‖/‖Dh(w₀)‖²} It says how much the derivative changes,
  /// relatively, while the square loss falls by as much as itself. Training is lazy where it is far below 1.
  ///
  /// @param alpha the scale α
  /// @param output αh(w₀)
  /// @param target y*, of the same shape
  /// @param derivative ‖Dh(w₀)‖, from [#derivative]
  /// @param second ‖D²h(w₀)‖, from [#secondDerivative]
  public static double kappa(double alpha, Tensor output, Tensor target, Norm derivative, Norm second) {
    Check.equal("kappa", output, "target", target);
    double distance = length(output.minus(target)) / Math.sqrt(output.shape().size(0));
    return distance * second.value / (alpha * derivative.value * derivative.value);
  }

  /// {@return how far parameters have moved, relative to what they were: ‖w − w₀‖/‖w₀‖}
  /// @param <P> the tree of parameters
  /// @param origin the initial parameters w₀
  /// @param moved the parameters w after training, a tree like them
  public static <P> double motion(P origin, P moved) {
    return length(Tree.minus(moved, origin)) / length(origin);
  }

  /// {@return the part of a model's change of outputs that its tangent at w₀ explains: 1 − ‖h(w) − h̄(w)‖²/‖h(w) −
  /// h(w₀)‖²} It is 1 if the model is its tangent model, below 0 if nothing changed would be the better guess.
  ///
  /// @param <P> the tree of parameters
  /// @param model what the parameters make of an input: `Net::apply`
  /// @param origin the initial parameters w₀
  /// @param moved the parameters w after training, a tree like them
  /// @param x `[n, …]`
  public static <P> double explained(BiFunction<P, Tensor, Tensor> model, P origin, P moved, Tensor x) {
    Linearization<P, Tensor> map = Autodiff.linearize(w -> model.apply(w, x), origin);
    Tensor change = model.apply(moved, x).minus(map.value());
    Tensor rest = change.minus(map.pushforward(Tree.minus(moved, origin)));
    return 1 - square(rest) / square(change);
  }

  /// {@return how far a kernel is from another one, relatively: ‖Θ − Θ₀‖/‖Θ₀‖, by Frobenius norms}
  /// @param before Θ₀, `[n·k, n·k]`
  /// @param after Θ, of the same shape
  public static double drift(Tensor before, Tensor after) {
    return length(after.minus(before)) / length(before);
  }

  /// {@return the cosine of the angle between two kernels, ⟨Θ, Θ₀⟩/(‖Θ‖‖Θ₀‖), whatever their sizes (Cristianini et al.
  /// 2001)}
  ///
  /// @param before Θ₀, `[n·k, n·k]`
  /// @param after Θ, of the same shape
  public static double alignment(Tensor before, Tensor after) {
    return before.dot(after).item() / (length(before) * length(after));
  }

  /// {@return everything about a model under the square loss, [Loss#halfSquared], from about 50 steps of training}
  /// @param <P> the tree of parameters
  /// @param model with its scale α
  /// @param at the initial parameters w₀
  /// @param x the examples, `[n, …]`; some ten tell enough
  /// @param target what the scaled outputs should be
  /// @throws IllegalArgumentException without examples, or with outputs that are not finite
  public static <P> LazinessReport report(Scaled<P> model, P at, Tensor x, Tensor target) {
    return report(model, at, x, y -> Loss.halfSquared(y, target));
  }

  /// {@return everything about a model under any loss of the scaled outputs} There κ is (‖D²h‖/‖Dh‖)·F/‖∇F‖, with the
  /// objective `F = R(αh)/α²`.
  ///
  /// @param <P> the tree of parameters
  /// @param model with its scale α
  /// @param at the initial parameters w₀
  /// @param x the examples, `[n, …]`
  /// @param loss R, a mean over the examples
  public static <P> LazinessReport report(Scaled<P> model, P at, Tensor x, UnaryOperator<Tensor> loss) {
    return new LazinessStudy<>(model, at, x, loss, 50, new Random(1)).report();
  }

  static <P> P scaled(P tree) {
    return Tree.times(1 / length(tree), tree);
  }

  static double length(Object tree) {
    return Math.sqrt(square(tree));
  }

  static double square(Object tree) {
    return Tree.dot(tree, tree).item();
  }
}
