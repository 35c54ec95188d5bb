package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.experiments.TanhTask.Start;
import dev.jacobean.nn.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Theorem 2.4: an over-parameterised model under a strongly convex loss reaches the minimum at a linear rate once its
/// scale is large enough, and then stays near its tangent model's flow for all times.
///
/// Two losses: the square loss, and one of condition number 11. The bounds ask for α > ‖y*‖/C₀; runs below that
/// are shown, and not held to it. That takes scales beyond the paper's 2¹⁰ (C₀ is a cautious constant), up to 2²⁴.
final class OverParameterised implements Theorem {
  private static final int SAMPLES = 120;

  static Descent.Sizes settings(Preset preset) {
    return switch (preset) {
      case QUICK -> sizes(1, 0, 4, 7, 10, 24);
      case MEDIUM -> sizes(3, 0, 2, 4, 6, 8, 10, 16, 24);
      case PAPER -> sizes(1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 20, 24);
    };
  }

  /// The last scales, beyond the paper's, are those for which the theorem's hypothesis holds.
  private static Descent.Sizes sizes(int repeats, Integer... log2) {
    return new Descent.Sizes(8, 5, 100, 12, List.of(log2), repeats);
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
      Excursion<TanhNet> excursion = new Excursion<>();
      Consumer<GradientFlow.Moment<TanhNet>> both = check::see;
      descent.run(sizes, both.andThen(excursion));
      progress.advance(1);
      return check.result(excursion);
    }
  }

  /// The bounds of the theorem at every step, and the rates at which the residuals fall.
  private static final class Check {
    private final Descent descent;
    private final Course residuals = new Course("time", "residual", "tangent_residual");
    private double decay;
    private double radius;
    private double distance;

    Check(Descent descent) {
      this.descent = descent;
    }

    void see(GradientFlow.Moment<TanhNet> moment) {
      Tensor target = descent.task().target();
      double residual = Gradients.norm(moment.y().minus(target)).item();
      double drawn = Gradients.norm(moment.tangentY().minus(target)).item();
      residuals.note(moment.time() * descent.unit(), residual, drawn);
      Objective objective = descent.objective();
      double kappa = objective.condition();
      double initial = descent.initialResidual();
      decay = Math.max(decay, residual / (Math.sqrt(kappa) * initial
          * Math.exp(-objective.convexity() * descent.unit() * moment.time() / 4)));
      radius = Math.max(radius, moment.distance() / descent.constants().radius());
      distance = Math.max(distance, moment.distance() * descent.alpha() * descent.unit()
          / (8 * Math.pow(kappa, 1.5) * descent.constants().most() * initial));
    }

    Result result(Excursion<TanhNet> excursion) {
      double[] times = residuals.column(0);
      double span = times[times.length - 1];
      double threshold = descent.constants().threshold(descent.objective(), descent.initialResidual());
      return residuals.thinned(SAMPLES, excursion.result().with("decay_ratio", decay).with("radius_ratio", radius)
          .with("distance_ratio", distance).with("alpha_over_threshold", descent.alpha() / threshold)
          .with("condition", Math.pow(descent.constants().most() / descent.constants().least(), 2))
          .with("rate", Fit.rate(times, residuals.column(1), span / 2, span))
          .with("tangent_rate", Fit.rate(times, residuals.column(2), span / 2, span)));
    }
  }

  @Override
  public String id() {
    return "thm24";
  }

  @Override
  public String title() {
    return "Theorem 2.4: over-parameterised models converge at a linear rate";
  }

  @Override
  public String shows() {
    return "The loss falls exponentially, and the network stays with its tangent model for all times.";
  }

  @Override
  public String cost(Preset preset) {
    return switch (preset) {
      case QUICK -> "5 s";
      case MEDIUM -> "30 s";
      case PAPER -> "20 s";
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
    return new OverStudy(sizes, jobs, request.preset());
  }
}
