package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.ValueAndGradient;
import dev.jacobean.nn.LazinessReport.Trial;
import dev.jacobean.nn.LazinessReport.Verdict;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Makes a [LazinessReport].
///
/// @param steps of training in each trial
/// @param generator where searches for norms begin
record LazinessStudy<P>(Scaled<P> model, P at, Tensor x, UnaryOperator<Tensor> loss, int steps, RandomGenerator generator) {
  /// κ up to which training counts as lazy, and from which as not.
  private static final double LAZY = 0.1;
  private static final double RICH = 1;

  /// The same for the gap between outputs of the model and of its tangent model in a trial.
  private static final double SMALL_GAP = 0.1;
  private static final double LARGE_GAP = 0.5;

  /// Examples on which kernels are compared.
  private static final int KERNEL = 8;

  /// How far weights must move, in units of their rounding, for a small gap to tell something: with 30 units, what
  /// rounding makes of the outputs' gap was measured as 1 %.
  private static final double RESOLVED = 10;

  /// How far away another regime is looked for, in powers of ten, and with how many trials.
  private static final int MOST = 12;
  private static final int TRIALS = 4;

  /// How many steps are tried, each so much shorter than the one before.
  private static final int RATES = 7;
  private static final double SHORTER = 0.25;

  LazinessReport report() {
    Check.examples("laziness", x);
    Linearization<P, Tensor> map = Autodiff.linearize(w -> model.model().apply(w, x), at);
    Check.finite("laziness: the model's outputs", map.value());
    Laziness.Norm first = Laziness.derivative(model.model(), at, x);
    Check.that(first.value() > 0, "laziness: the derivative of the model on x %s is 0; must not be", x.shape());
    Laziness.Norm second = Laziness.secondDerivative(model.model(), at, x, 2, 0.01, generator);
    double bend = second.value() / first.value();
    double kappa = bend * length(map, model.alpha());
    Trial trial = trial(model, map);
    Check.that(trial.motion() >= RESOLVED * Precision.of(at).rounding(), "laziness: in %s steps at alpha = %s the weights"
        + " move by %s of their length, which is lost in rounding; a smaller alpha moves them more, and so does a target"
        + " farther from the start", steps, model.alpha(), trial.motion());
    Verdict verdict = verdict(trial, kappa);
    return new LazinessReport(model.alpha(), model.origin().isPresent(), x.shape().size(0), map.value().shape().size(),
        Tree.size(at), first, second, kappa, trial, verdict, other(map, bend, verdict));
  }

  /// F/‖∇F‖ at a scale α: how far, as straight ahead as the gradient points, the objective is from 0.
  private double length(Linearization<P, Tensor> map, double alpha) {
    Tensor output = model.origin().isPresent() ? map.value().zeros() : map.value().times(alpha);
    ValueAndGradient<Tensor> at = Autodiff.valueAndGradient(loss, output);
    return at.value().item() / (alpha * Laziness.length(map.pullback(at.gradient())));
  }

  private static Verdict verdict(Trial trial, double kappa) {
    if (trial.outputGap() <= SMALL_GAP) {
      return Verdict.LAZY;
    }
    return trial.outputGap() >= LARGE_GAP || kappa >= RICH ? Verdict.RICH : Verdict.BETWEEN;
  }

  /// A trial at a scale where the verdict is another: κ says where to begin, and a few steps of ten say where it is so.
  /// Empty if none of them is.
  private Optional<Trial> other(Linearization<P, Tensor> map, double bend, Verdict verdict) {
    boolean up = verdict != Verdict.LAZY;
    OptionalDouble start = IntStream.rangeClosed(5, 10 * MOST)
        .mapToDouble(tenth -> model.alpha() * Math.pow(10, (up ? tenth : -tenth) / 10.0))
        .filter(alpha -> up ? bend * length(map, alpha) <= LAZY : bend * length(map, alpha) >= RICH).findFirst();
    if (start.isEmpty()) {
      return Optional.empty();
    }
    for (int i = 0; i < TRIALS; i++) {
      double alpha = start.getAsDouble() * Math.pow(10, up ? i : -i);
      Trial there = trial(new Scaled<>(model.model(), alpha, model.origin()), map);
      if (there.outputGap() <= SMALL_GAP == up) {
        return Optional.of(there);
      }
    }
    return Optional.empty();
  }

  /// Trains the model and its tangent model by equal steps of gradient descent from equal starts. The step is one over
  /// the largest curvature that the objective has at the start, or a part of it if that makes the model's loss rise: away
  /// from its start the model may bend more.
  private Trial trial(Scaled<P> scaled, Linearization<P, Tensor> map) {
    Tensor start = scaled.start(x);
    Curvature<P> curvature = Curvature.gaussNewton(
        w -> scaled.apply(w, x, start), y -> loss.apply(y).times(1 / (scaled.alpha() * scaled.alpha())), at);
    double longest = 1 / curvature.largest(1, generator).getFirst().value();
    for (int i = 0; i < RATES; i++) {
      Optional<Trial> found = trial(scaled, map, start, longest * Math.pow(SHORTER, i));
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new IllegalArgumentException("laziness: gradient descent at alpha = %s raises the loss even with steps of %s;"
        .formatted(scaled.alpha(), longest * Math.pow(SHORTER, RATES - 1)) + " it must be possible to lower it");
  }

  /// As above with a given step; empty if the loss is higher at the end.
  private Optional<Trial> trial(Scaled<P> scaled, Linearization<P, Tensor> map, Tensor start, double rate) {
    TangentModel<P> tangent = scaled.tangent(at);
    Tensor first = scaled.apply(at, x, start);
    double startLoss = loss.apply(first).item();
    Check.that(Double.isFinite(startLoss), "laziness: the loss at the start is %s; must be finite", startLoss);
    P w = at;
    P u = tangent.zero();
    Gaps gaps = new Gaps();
    for (int step = 0; step < steps; step++) {
      w = Tree.minus(w, Tree.times(rate, scaled.valueAndGradient(loss, w, x, start).gradient()));
      u = Tree.minus(u, Tree.times(rate, tangent.valueAndGradient(loss, u, map).gradient()));
      gaps.note(w, tangent.parameters(u, scaled.alpha()), scaled.apply(w, x, start), tangent.apply(u, map), first);
    }
    double end = loss.apply(scaled.apply(w, x, start)).item();
    if (!(end <= startLoss)) {
      return Optional.empty();
    }
    double tangentEnd = loss.apply(tangent.apply(u, map)).item();
    Tensor some = x.slice(0, 0, Math.min(KERNEL, x.shape().size(0)));
    Tensor before = kernel(at, some);
    Tensor after = kernel(w, some);
    return Optional.of(new Trial(scaled.alpha(), steps, rate, startLoss, end, tangentEnd, Laziness.motion(at, w),
        gaps.parameters / gaps.motion, gaps.outputs / gaps.change, Laziness.drift(before, after),
        Laziness.alignment(before, after), Laziness.explained(model.model(), at, w, x), stability(at, w)));
  }

  private Tensor kernel(P w, Tensor some) {
    return (w instanceof Layer layer ? TangentKernel.of(layer) : TangentKernel.of(model.model(), w)).matrix(some);
  }

  /// Where the parameters are a network with ReLU layers that it lets one look into.
  private OptionalDouble stability(P before, P after) {
    if (before instanceof Layer left && after instanceof Layer right && ActivationPattern.of(left, x).hasUnits()) {
      return OptionalDouble.of(ActivationPattern.stability(left, right, x));
    }
    return OptionalDouble.empty();
  }

  /// The largest distances along the way.
  private final class Gaps {
    private double parameters;
    private double motion;
    private double outputs;
    private double change;

    void note(P w, P tangent, Tensor output, Tensor tangentOutput, Tensor first) {
      parameters = Math.max(parameters, Laziness.length(Tree.minus(w, tangent)));
      motion = Math.max(motion, Laziness.length(Tree.minus(tangent, at)));
      outputs = Math.max(outputs, Laziness.length(output.minus(tangentOutput)));
      change = Math.max(change, Laziness.length(tangentOutput.minus(first)));
    }
  }
}
