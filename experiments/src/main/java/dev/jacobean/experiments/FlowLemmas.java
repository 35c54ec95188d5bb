package dev.jacobean.experiments;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.experiments.TanhTask.Start;
import dev.jacobean.nn.Gradients;
import dev.jacobean.nn.Spectrum;
import dev.jacobean.nn.TangentKernel;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Lemmas B.1 and B.2, on flows y′ = −Σ(t)∇R(y) in the space of outputs, along the trajectories of Theorem 2.4's check.
///
/// B.1: if Σ(s) ⪰ λ up to time t, then ‖y(t) − y*‖ ≤ √κ‖y(0) − y*‖e^(−mλt). B.2: if Σ(0) ⪰ λ and ‖(Σ(s) −
/// Σ(0))∇R(y(s))‖ ≤ K up to time t, then ‖y(t) − ȳ(t)‖ ≤ K‖Σ(0)‖^(1/2)/(λ^(3/2)m). Both are asserted at every step,
/// with the best λ and K up to then. Neither asks for a large scale.
final class FlowLemmas implements Theorem {
  private static final int SAMPLES = 100;

  static Descent.Sizes settings(Preset preset) {
    return switch (preset) {
      case QUICK -> new Descent.Sizes(8, 5, 100, 6, List.of(0, 5, 10), 1);
      case MEDIUM -> new Descent.Sizes(8, 5, 100, 12, List.of(0, 3, 6, 10), 3);
      case PAPER -> new Descent.Sizes(8, 5, 100, 12, List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 1);
    };
  }

  /// Runs both flows for one loss and scale.
  record Flows(long seed, int repeat, Objective objective, int log2, Descent.Sizes sizes) implements Job {
    @Override
    public long work() {
      return 1;
    }

    @Override
    public Result run(Progress progress) {
      Descent descent = Descent.of(seed, repeat, Start.CENTRED, objective, log2, sizes);
      Check check = new Check(descent);
      descent.run(sizes, check::see);
      progress.advance(1);
      return check.result();
    }
  }

  /// Both inequalities at every step.
  private static final class Check {
    private final Descent descent;
    private final Tensor start;
    private final Course path = new Course("time", "residual", "decay", "gap", "apart");
    private double least = Double.POSITIVE_INFINITY;
    private double drift;
    private double first;
    private double second;

    Check(Descent descent) {
      this.descent = descent;
      this.start = TangentKernel.matrix(Autodiff.linearize(descent.task()::outputs, descent.task().start()));
    }

    void see(GradientFlow.Moment<TanhNet> moment) {
      Objective objective = descent.objective();
      Tensor target = descent.task().target();
      Tensor kernel = TangentKernel.matrix(moment.map());
      double[] eigenvalues = Spectrum.values(kernel);
      least = Math.min(least, eigenvalues[eigenvalues.length - 1]);
      Tensor gradient = Autodiff.gradient(y -> objective.of(y, target), moment.y());
      drift = Math.max(drift, Gradients.norm(kernel.minus(start).matmul(gradient.insertAxis(1))).item());
      double residual = Gradients.norm(moment.y().minus(target)).item();
      double decay = Math.sqrt(objective.condition()) * descent.initialResidual()
          * Math.exp(-objective.convexity() * least * moment.time());
      double apart = drift * descent.constants().most() / (Math.pow(descent.unit(), 1.5) * objective.convexity());
      first = Math.max(first, residual / decay);
      double gap = moment.outputGap();
      if (gap > 1e-12 * descent.initialResidual()) { // below are rounding errors of the two outputs
        second = Math.max(second, gap / apart);
      }
      path.note(moment.time() * descent.unit(), residual, decay, gap, apart);
    }

    Result result() {
      return path.thinned(SAMPLES, Result.empty().with("first", first).with("second", second));
    }
  }

  @Override
  public String id() {
    return "lemmas";
  }

  @Override
  public String title() {
    return "Lemmas B.1 and B.2: flows of outputs under a moving kernel";
  }

  @Override
  public String shows() {
    return "The residual falls as fast as the kernel's least eigenvalue says, and the tangent flow stays near.";
  }

  @Override
  public String cost(Preset preset) {
    return switch (preset) {
      case QUICK -> "5 s";
      case MEDIUM -> "40 s";
      case PAPER -> "40 s";
    };
  }

  @Override
  public Study study(Request request) {
    Descent.Sizes sizes = settings(request.preset());
    List<Job> jobs = new ArrayList<>();
    for (Objective objective : Objective.values()) {
      for (int repeat = 0; repeat < sizes.repeats(); repeat++) {
        for (int log2 : sizes.log2()) {
          jobs.add(new Flows(request.seed(), repeat, objective, log2, sizes));
        }
      }
    }
    return new Conclusions(sizes, jobs);
  }

  private record Conclusions(Descent.Sizes settings, List<Job> jobs) implements Study {
    @Override
    public Findings conclude(List<Result> results) {
      Table table = new Table("objective", "repeat", "alpha", "residual_over_bound", "gap_over_bound");
      for (int i = 0; i < results.size(); i++) {
        Flows f = (Flows) jobs.get(i);
        table.row(f.objective.toString(), f.repeat, Math.pow(2, f.log2), results.get(i).value("first"),
            results.get(i).value("second"));
      }
      double first = results.stream().mapToDouble(r -> r.value("first")).max().orElseThrow();
      double second = results.stream().mapToDouble(r -> r.value("second")).max().orElseThrow();
      return new Findings(table, List.of(
          // At t = 0 and κ = 1 both sides are equal, give or take a rounding.
          Claim.atMost("b1", "‖αh(w) − y*‖ over the bound of Lemma B.1, at every step of every run", 1 + 1e-9, first),
          Claim.atMost("b2", "‖αh(w) − αh̄(w̄)‖ over the bound of Lemma B.2, at every step of every run", 1, second)),
          figure(results));
    }

    private Figure figure(List<Result> results) {
      Figure figure = new Figure("Lemmas B.1 and B.2: measured (solid) and bounds (dashed), square loss",
          "time, in units of 1/σ_min²", "distance").logY().legendBelowLeft();
      for (int i : new int[] {0, settings.log2().size() - 1}) {
        Result r = results.get(i);
        String alpha = ", α = " + Claim.number(Math.pow(2, settings.log2().get(i)));
        Color residual = i == 0 ? Figure.RED : Figure.BLUE;
        Color gap = i == 0 ? Figure.ORANGE : Figure.GREEN;
        figure.line("‖αh(w) − y*‖" + alpha, r.series("time"), r.series("residual"), residual, Figure.Stroke.SOLID);
        figure.line("", few(r.series("time")), few(r.series("decay")), residual, Figure.Stroke.DASHED);
        figure.line("‖αh(w) − αh̄(w̄)‖" + alpha, tail(r.series("time")), tail(r.series("gap")), gap,
            Figure.Stroke.SOLID);
        figure.line("", few(tail(r.series("time"))), few(tail(r.series("apart"))), gap, Figure.Stroke.DASHED);
      }
      return figure;
    }

    /// Every eighth point: dashes need room.
    private static double[] few(double[] series) {
      return IntStream.range(0, series.length).filter(i -> i % 8 == 0).mapToDouble(i -> series[i]).toArray();
    }

    /// Without the start, where both flows are at the same point and a logarithm has no place for it.
    private static double[] tail(double[] series) {
      return Arrays.copyOfRange(series, 1, series.length);
    }
  }
}
