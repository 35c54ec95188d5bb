package dev.jacobean.experiments;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.experiments.TanhTask.Start;
import dev.jacobean.nn.Gradients;
import dev.jacobean.nn.TangentModel;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Proposition A.1: at the end of training, network and tangent model agree on points that neither has seen, too.
///
/// The bound is the proposition's in its later form: sup |αf(w) − αf̄(w̄)| ≤ α(M₁‖w − w̄‖ + ½M₂‖w − w₀‖²), M₁ the
/// largest ‖D_w f(w₀, x)‖ and M₂ a Lipschitz constant of D_w f(·, x). (The proof of 2019 has ‖w − w̄‖² in the second
/// term, where ‖w − w₀‖² is needed.) A doubled network gains one order in 1/α, as in Theorem 2.2.
final class FreshPoints implements Theorem {
  /// The sizes of a run.
  ///
  /// @param training of the trajectories
  /// @param points   fresh points of the unit sphere
  record Settings(Descent.Sizes training, int points) {}

  static Settings settings(Preset preset) {
    return switch (preset) {
      case QUICK -> new Settings(new Descent.Sizes(8, 5, 100, 6, List.of(4, 7, 10), 1), 200);
      case MEDIUM -> new Settings(new Descent.Sizes(8, 5, 100, 12, List.of(0, 2, 4, 6, 8, 10), 3), 1000);
      case PAPER -> new Settings(new Descent.Sizes(8, 5, 100, 12, List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 1), 1000);
    };
  }

  /// Trains with one scale, then looks at the fresh points.
  record Evaluation(long seed, int repeat, Start start, int log2, Settings sizes) implements Job {
    @Override
    public long work() {
      return 1;
    }

    @Override
    public Result run(Progress progress) {
      Descent descent = Descent.of(seed, repeat, start, Objective.SQUARE, log2, sizes.training);
      List<GradientFlow.Moment<TanhNet>> last = new ArrayList<>(1);
      descent.run(sizes.training, moment -> {
        last.clear();
        last.add(moment);
      });
      progress.advance(1);
      return compare(descent, last.getFirst());
    }

    private Result compare(Descent descent, GradientFlow.Moment<TanhNet> end) {
      TanhNet origin = descent.task().start();
      Tensor x = Teaching.sphere(sizes.points, sizes.training.d(), Seeds.stream(seed, repeat, "fresh points"));
      Tensor network = Tree.plus(origin, end.moved()).apply(x);
      Tensor tangent = new TangentModel<>(TanhNet::apply, origin).apply(end.drawn(), x);
      double apart = descent.alpha() * network.minus(tangent).abs().max().item();
      double steepest = 0; // M₁
      for (int i = 0; i < sizes.points; i++) {
        Tensor point = x.slice(0, i, i + 1);
        steepest = Math.max(steepest, Gradients.norm(Autodiff.gradient(w -> w.apply(point).sum(), origin)).item());
      }
      double bound = descent.alpha() * (steepest * end.gap()
          + origin.curvatureBound(end.distance()) / 2 * Math.pow(end.distance(), 2));
      return Result.empty().with("apart", apart).with("bound", bound);
    }
  }

  @Override
  public String id() {
    return "propA1";
  }

  @Override
  public String title() {
    return "Proposition A.1: network and tangent model generalise alike";
  }

  @Override
  public String shows() {
    return "On fresh points, too, the trained network and the trained tangent model differ by O(1/α).";
  }

  @Override
  public List<String> notes() {
    return List.of(
        "The proof of 2019 has ‖w − w̄‖² in the bound's second term, where ‖w − w₀‖² is needed, as in later"
            + " forms of the proposition; here it is the later form.");
  }

  @Override
  public String cost(Preset preset) {
    return switch (preset) {
      case QUICK -> "2 s";
      case MEDIUM -> "20 s";
      case PAPER -> "10 s";
    };
  }

  @Override
  public Study study(Request request) {
    Settings sizes = settings(request.preset());
    List<Job> jobs = new ArrayList<>();
    for (Start start : Start.values()) {
      for (int repeat = 0; repeat < sizes.training.repeats(); repeat++) {
        for (int log2 : sizes.training.log2()) {
          jobs.add(new Evaluation(request.seed(), repeat, start, log2, sizes));
        }
      }
    }
    return new Conclusions(sizes, jobs);
  }

  private record Conclusions(Settings settings, List<Job> jobs) implements Study {
    @Override
    public Findings conclude(List<Result> results) {
      Table table = new Table("start", "repeat", "alpha", "largest_difference", "bound");
      for (int i = 0; i < results.size(); i++) {
        Evaluation e = (Evaluation) jobs.get(i);
        table.row(e.start.toString(), e.repeat, Math.pow(2, e.log2), results.get(i).value("apart"),
            results.get(i).value("bound"));
      }
      double worst = results.stream().mapToDouble(r -> r.value("apart") / r.value("bound")).max().orElseThrow();
      String window = ", fitted for α from 16 to 1024; of all tasks the farthest from that";
      return new Findings(table, List.of(
          Claim.within("centred", "exponent of α in the largest difference, centred" + window, -1.05, -0.95,
              slope(results, Start.CENTRED, -1)),
          Claim.within("doubled", "exponent of α in the largest difference, doubled" + window, -2.05, -1.95,
              slope(results, Start.DOUBLED, -2)),
          Claim.atMost("bound", "largest difference over the proposition's bound, any α", 1, worst)), figure(results));
    }

    private double[] alphas() {
      return settings.training.log2().stream().mapToDouble(log2 -> Math.pow(2, log2)).toArray();
    }

    private double[] curve(List<Result> results, Start start, int repeat, String name) {
      int count = settings.training.log2().size();
      int from = (start.ordinal() * settings.training.repeats() + repeat) * count;
      return results.subList(from, from + count).stream().mapToDouble(r -> r.value(name)).toArray();
    }

    private double slope(List<Result> results, Start start, double expected) {
      return Statistic.farthest(expected, IntStream.range(0, settings.training.repeats()).mapToDouble(repeat ->
          Fit.exponent(alphas(), curve(results, start, repeat, "apart"), 16, 1024)).toArray());
    }

    private Figure figure(List<Result> results) {
      Figure figure = new Figure("Proposition A.1: network against tangent model on fresh points", "scale α",
          "largest difference of outputs").logX().logY().legendBelowLeft();
      double[] alphas = alphas();
      for (Start start : Start.values()) {
        Color colour = start == Start.CENTRED ? Figure.BLUE : Figure.GREEN;
        String name = start == Start.CENTRED ? "centred" : "doubled";
        figure.line(name, alphas, curve(results, start, 0, "apart"), colour, Figure.Stroke.SOLID);
        figure.line(name + ", bound", alphas, curve(results, start, 0, "bound"), colour, Figure.Stroke.DASHED);
        double[] y = curve(results, start, 0, "apart");
        double power = start == Start.CENTRED ? -1 : -2;
        double scale = y[y.length - 1] / Math.pow(alphas[alphas.length - 1], power) / 1.6;
        figure.line(start == Start.CENTRED ? "guides: 1/α and 1/α²" : "", alphas,
            Arrays.stream(alphas).map(a -> scale * Math.pow(a, power)).toArray(), Figure.GREY,
            Figure.Stroke.THIN_DOTTED);
      }
      return figure;
    }
  }
}
