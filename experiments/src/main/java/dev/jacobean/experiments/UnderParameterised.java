package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.Gradients;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Theorem 2.5: with fewer parameters than outputs a scaled model still converges at a geometric rate that hardly
/// depends on the scale, but to a local minimum: the best that its tangent model can do.
///
/// The model is a curved surface in space, h(w) = (w₁, w₂, ½(w₁² + 0.6w₂²)), whose derivative has rank 2 everywhere.
/// Its tangent plane at w₀ = 0 is horizontal, σ_min = 1, and the point of it nearest to y* = (1, −½, 2) leaves the loss
/// ½·2². Nothing here is random.
final class UnderParameterised implements Theorem {
  private static final Tensor TARGET = Tensor.of(1, -0.5, 2);

  /// The sizes of a run.
  ///
  /// @param time the horizon
  /// @param step the grid's step
  /// @param log2 the values of log₂ α, rising
  record Settings(double time, double step, List<Integer> log2) {
    int steps() {
      return (int) Math.round(time / step);
    }
  }

  static Settings settings(Preset preset) {
    return switch (preset) {
      case QUICK -> new Settings(20, 0.02, List.of(0, 2, 4, 6, 8, 10));
      case MEDIUM, PAPER -> new Settings(20, 0.01, IntStream.rangeClosed(0, 10).boxed().toList());
    };
  }

  /// Runs the flow for one scale.
  record Flow(int log2, Settings sizes) implements Job {
    @Override
    public long work() {
      return sizes.steps();
    }

    private static Tensor surface(Tensor w) {
      Tensor height = w.square().dot(Tensor.of(0.5, 0.3));
      return Tensor.concatenate(0, w, height.reshape(1));
    }

    @Override
    public Result run(Progress progress) {
      double alpha = Math.pow(2, log2);
      GradientFlow<Tensor> flow = new GradientFlow<>(Flow::surface, y -> Objective.SQUARE.of(y, TARGET),
          Tensor.zeros(Backends.f64(), 2), alpha);
      List<double[]> path = new ArrayList<>();
      double[] end = new double[4];
      flow.run(sizes.step, sizes.steps(), moment -> {
        path.add(new double[] {moment.time(), Objective.SQUARE.of(moment.y(), TARGET).item()});
        end[0] = Gradients.norm(moment.moved().times(alpha).minus(TARGET.slice(0, 0, 2))).item();
        end[1] = Gradients.norm(moment.map().pullback(moment.y().minus(TARGET))).item();
      });
      progress.advance(work());
      double[] time = path.stream().mapToDouble(p -> p[0]).toArray();
      double[] loss = path.stream().mapToDouble(p -> p[1]).toArray();
      double last = loss[loss.length - 1];
      double[] excess = Arrays.stream(loss).map(l -> l - last).toArray();
      double worst = IntStream.range(0, time.length).filter(i -> time[i] <= 12)
          .mapToDouble(i -> excess[i] / (excess[0] * Math.exp(-time[i]))).max().orElseThrow();
      // From t = 2 the fastest directions are gone; beyond 12 the excess is near the rounding of the loss.
      return Result.empty().with("loss", last).with("rate", Fit.rate(time, excess, 2, 12) / 2)
          .with("geometric_ratio", worst).with("distance", end[0]).with("gradient", end[1])
          .with("time", time).with("excess", excess);
    }
  }

  @Override
  public String id() {
    return "thm25";
  }

  @Override
  public String title() {
    return "Theorem 2.5: under-parameterised models converge to a local minimum";
  }

  @Override
  public String shows() {
    return "Large scales converge as fast as the tangent model, and to what it can reach, not to the best.";
  }

  @Override
  public List<String> notes() {
    return List.of(
        "A doubled network has no derivative of locally constant rank, which the theorem asks for: its"
            + " features are there twice. So the model here is a curved surface, which has.");
  }

  @Override
  public String cost(Preset preset) {
    return preset == Preset.QUICK ? "2 s" : "5 s";
  }

  @Override
  public Study study(Request request) {
    Settings sizes = settings(request.preset());
    return new Conclusions(sizes, sizes.log2.stream().<Job>map(log2 -> new Flow(log2, sizes)).toList());
  }

  private record Conclusions(Settings settings, List<Job> jobs) implements Study {
    @Override
    public Findings conclude(List<Result> results) {
      Table table = new Table("alpha", "loss_at_end", "rate", "geometric_ratio", "distance_to_linear_optimum",
          "gradient_at_end");
      double[] alphas = settings.log2.stream().mapToDouble(log2 -> Math.pow(2, log2)).toArray();
      for (int i = 0; i < alphas.length; i++) {
        Result r = results.get(i);
        table.row(alphas[i], r.value("loss"), r.value("rate"), r.value("geometric_ratio"), r.value("distance"),
            r.value("gradient"));
      }
      return new Findings(table, claims(alphas, results), figure(alphas, results));
    }

    /// The bands are ours, set before anything was measured: the theorem states limits only, and what is left of them
    /// at α = 1024 is of order 1/α.
    private static List<Claim> claims(double[] alphas, List<Result> results) {
      Result last = results.getLast();
      double[] distances = results.stream().mapToDouble(r -> r.value("distance")).toArray();
      double gradient = results.stream().mapToDouble(r -> r.value("gradient")).max().orElseThrow();
      double geometric = IntStream.range(0, alphas.length).filter(i -> alphas[i] >= 16)
          .mapToDouble(i -> results.get(i).value("geometric_ratio")).max().orElseThrow();
      return List.of(
          Claim.within("rate", "half of the rate at which the loss falls to its limit, α = 1024, fitted for t from 2"
              + " to 12", 0.99, 1.01, last.value("rate")),
          Claim.atMost("geometric", "excess loss over e^−t times its start, at every step to t = 12, for α ≥ 16", 1,
              geometric),
          Claim.within("loss", "loss at the end, α = 1024; the tangent model's is 2", 1.99, 2.01, last.value("loss")),
          Claim.within("optimum", "exponent of α in the distance of αw from the tangent model's optimum, fitted for α"
              + " ≥ 16", -1.05, -0.95, Fit.exponent(alphas, distances, 16, 1024)),
          Claim.atMost("stationary", "‖gradient‖ at the end, any α", 1e-6, gradient));
    }

    private Figure figure(double[] alphas, List<Result> results) {
      Figure figure = new Figure("Theorem 2.5: excess of the loss over its limit", "time", "loss less its limit").logY()
          .legendBelowLeft().spanX(0, 12);
      List<Color> colours = List.of(Figure.RED, Figure.ORANGE, Figure.GREEN, Figure.BLUE);
      List<Double> shown = List.of(1.0, 4.0, 16.0, 1024.0);
      double[] time = results.getFirst().series("time");
      int points = (int) IntStream.range(0, time.length).filter(i -> time[i] <= 12).count();
      double[] shortTime = Arrays.copyOf(time, points);
      for (int i = 0; i < alphas.length; i++) {
        int k = shown.indexOf(alphas[i]);
        if (k >= 0) {
          Result r = results.get(i);
          figure.line("α = " + Claim.number(alphas[i]) + ", limit " + Claim.number(r.value("loss")), shortTime,
              Arrays.copyOf(r.series("excess"), points), colours.get(k), Figure.Stroke.SOLID);
        }
      }
      figure.line("the tangent model's rate, e^(−2t)", shortTime,
          Arrays.stream(shortTime).map(t -> Math.exp(-2 * t) / 4).toArray(), Figure.GREY,
          Figure.Stroke.THIN_DOTTED); // only its slope matters
      return figure;
    }
  }
}
