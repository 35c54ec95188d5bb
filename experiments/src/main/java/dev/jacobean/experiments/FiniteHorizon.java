package dev.jacobean.experiments;

import dev.jacobean.experiments.TanhTask.Start;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Theorem 2.2: up to a fixed time, the flow of the scaled model stays within O(1/α) of its start, and within O(1/α²)
/// of its tangent model's flow; the outputs of the two within O(1/α).
///
/// With a doubled network the outputs come as near as O(1/α²), because the second-order terms of twins cancel; a
/// centred one shows the theorem's own order.
final class FiniteHorizon implements Theorem {
  /// The sizes of a run.
  ///
  /// @param n       data points
  /// @param d       input dimension
  /// @param m       neurons
  /// @param time    the horizon T
  /// @param step    the grid's step
  /// @param log2    the values of log₂ α, rising
  /// @param repeats independent tasks
  record Settings(int n, int d, int m, double time, double step, List<Integer> log2, int repeats) {
    int steps() {
      return (int) Math.round(time / step);
    }
  }

  static Settings settings(Preset preset) {
    return switch (preset) {
      case QUICK -> new Settings(10, 5, 20, 5, 0.05, List.of(0, 2, 4, 6, 8, 10), 1);
      case MEDIUM -> new Settings(10, 5, 20, 5, 0.05, IntStream.rangeClosed(0, 10).boxed().toList(), 10);
      case PAPER -> new Settings(10, 5, 20, 5, 0.05, IntStream.rangeClosed(0, 10).boxed().toList(), 1);
    };
  }

  /// Runs both flows for one α.
  record Flows(long seed, int repeat, Start start, int log2, Settings sizes) implements Job {
    @Override
    public long work() {
      return sizes.steps();
    }

    @Override
    public Result run(Progress progress) {
      TanhTask task = TanhTask.draw(seed, repeat, start, sizes.n, sizes.d, sizes.m);
      double alpha = Math.pow(2, log2);
      GradientFlow<TanhNet> flow =
          new GradientFlow<>(task::outputs, y -> Objective.SQUARE.of(y, task.target()), task.start(), alpha);
      Excursion<TanhNet> excursion = new Excursion<>();
      double initial = Objective.SQUARE.of(task.target().zeros(), task.target()).item();
      double[] worst = {0};
      flow.run(sizes.step, sizes.steps(), moment -> {
        excursion.accept(moment);
        if (moment.time() > 0) {
          double bound = Math.sqrt(moment.time() * initial) / alpha;
          worst[0] = Math.max(worst[0], moment.distance() / bound);
        }
      });
      progress.advance(work());
      return excursion.result().with("energy_ratio", worst[0]);
    }
  }

  @Override
  public String id() {
    return "thm22";
  }

  @Override
  public String title() {
    return "Theorem 2.2: up to a fixed time, large scales follow the tangent model";
  }

  @Override
  public String shows() {
    return "The distance to the start falls like 1/α, that to the tangent model's path like 1/α².";
  }

  @Override
  public List<String> notes() {
    return List.of(
        "With a doubled network the second-order terms of twins cancel, and outputs come as near as"
            + " O(1/α²), nearer than the theorem says; a centred one shows the theorem's own order. Both are run.");
  }

  @Override
  public String cost(Preset preset) {
    return preset == Preset.MEDIUM ? "20 s" : "3 s";
  }

  @Override
  public Study study(Request request) {
    Settings sizes = settings(request.preset());
    List<Job> jobs = new ArrayList<>();
    for (Start start : Start.values()) {
      for (int repeat = 0; repeat < sizes.repeats; repeat++) {
        for (int log2 : sizes.log2) {
          jobs.add(new Flows(request.seed(), repeat, start, log2, sizes));
        }
      }
    }
    return new Conclusions(sizes, jobs, request.preset());
  }

  private record Conclusions(Settings settings, List<Job> jobs, Preset preset) implements Study {
    private static final List<String> MEASURES = List.of("distance", "gap", "output_gap");

    @Override
    public Findings conclude(List<Result> results) {
      Table table = new Table("start", "repeat", "alpha", "distance", "gap", "output_gap", "energy_ratio");
      for (int i = 0; i < results.size(); i++) {
        Flows flows = (Flows) jobs.get(i);
        Result r = results.get(i);
        table.row(flows.start.toString(), flows.repeat, Math.pow(2, flows.log2), r.value("distance"),
            r.value("gap"), r.value("output_gap"), r.value("energy_ratio"));
      }
      return new Findings(table, claims(results), figure(results));
    }

    private double[] alphas() {
      return settings.log2.stream().mapToDouble(log2 -> Math.pow(2, log2)).toArray();
    }

    private double[] measured(List<Result> results, Start start, int repeat, String measure) {
      int from = (start.ordinal() * settings.repeats + repeat) * settings.log2.size();
      return results.subList(from, from + settings.log2.size()).stream().mapToDouble(r -> r.value(measure)).toArray();
    }

    /// Of all repeats, the local slope for α ≥ `from` that is farthest from the expected one.
    private double slope(List<Result> results, Start start, String measure, double from, double expected) {
      return Statistic.farthest(expected, IntStream.range(0, settings.repeats).mapToDouble(repeat ->
          Fit.farthest(alphas(), measured(results, start, repeat, measure), from, expected)).toArray());
    }

    private List<Claim> claims(List<Result> results) {
      List<Claim> claims = new ArrayList<>();
      double[] expected = {-1, -2, -1};
      for (int k = 0; k < 3; k++) {
        double slope = slope(results, Start.CENTRED, MEASURES.get(k), 8, expected[k]);
        claims.add(band("slope_" + MEASURES.get(k), words(k) + ", centred: every slope in α between neighbours, α ≥ 8",
            expected[k], width(k), slope));
      }
      for (int k = 0; k < 3; k++) {
        double slope = slope(results, Start.DOUBLED, MEASURES.get(k), 16, k == 0 ? -1 : -2);
        claims.add(band("doubled_" + MEASURES.get(k),
            words(k) + ", doubled: every slope in α between neighbours, α ≥ 16", k == 0 ? -1 : -2, 0.05, slope));
      }
      double worst = results.stream().mapToDouble(r -> r.value("energy_ratio")).max().orElseThrow();
      claims.add(Claim.atMost("energy_bound", "‖w(t) − w₀‖ over its bound √(t·R(0))/α, at every step", 1, worst));
      return claims;
    }

    /// How far a slope of the centred network may be from the theorem's.
    ///
    /// The paper preset: ±0.02. The others: seeds 100–109 gave −1.003…−0.998, −2.002…−1.990 and, for the outputs,
    /// −1.016…−0.969 (quick, 10 tasks) and −1.03…−0.92 (medium, the worst of 10 tasks each). The next order in 1/α of
    /// the outputs' gap depends on the task, and is still seen at α = 8.
    private double width(int measure) {
      return preset == Preset.PAPER || measure < 2 ? 0.02 : preset == Preset.QUICK ? 0.1 : 0.2;
    }

    private static Claim band(String id, String statement, double expected, double width, double measured) {
      return Claim.within(id, statement, expected - width, expected + width, measured);
    }

    private static String words(int measure) {
      return List.of("sup ‖w − w₀‖", "sup ‖w − w̄‖", "sup ‖αh(w) − αh̄(w̄)‖").get(measure);
    }

    private Figure figure(List<Result> results) {
      Figure figure = new Figure("Theorem 2.2: distances up to time " + Claim.number(settings.time), "scale α",
          "largest distance over time").logX().logY().legendBelowLeft();
      double[] alphas = alphas();
      for (int k = 0; k < 3; k++) {
        Color colour = List.of(Figure.BLUE, Figure.GREEN, Figure.ORANGE).get(k);
        for (Start start : Start.values()) {
          boolean centred = start == Start.CENTRED;
          double[] y = measured(results, start, 0, MEASURES.get(k));
          figure.line(words(k) + (centred ? ", centred" : ", doubled"), alphas, y, colour,
              centred ? Figure.Stroke.SOLID : Figure.Stroke.DASHED);
        }
        double[] y = measured(results, Start.CENTRED, 0, MEASURES.get(k));
        double power = k == 1 ? -2 : -1;
        double last = y[y.length - 1] / Math.pow(alphas[alphas.length - 1], power) * 1.6;
        figure.line(k == 0 ? "guides: 1/α and 1/α²" : "", alphas,
            Arrays.stream(alphas).map(a -> last * Math.pow(a, power)).toArray(), Figure.GREY,
            Figure.Stroke.THIN_DOTTED);
      }
      return figure;
    }
  }
}
