package dev.jacobean.experiments;

import java.util.Arrays;
import java.util.List;

/// What Figure 1(c) concludes from its networks and tangent models.
record ScaleStudy(Preset preset, ScaleSweep.Settings settings, List<Job> jobs) implements Study {
  /// The published curves, read off the vector graphics of the paper's figure: log₁₀ τ, and 1000 times the mean test
  /// loss at the last step and at the best step.
  private static final double[] PUBLISHED_LOG_TAU =
      {-2.2, -2, -1.8, -1.6, -1.4, -1.2, -1, -0.8, -0.6, -0.4, -0.2, 0, 0.5, 1};
  private static final double[] PUBLISHED_END =
      {0.040, 0.075, 0.151, 0.335, 0.715, 1.206, 1.751, 2.236, 2.635, 2.899, 3.020, 3.070, 3.096, 3.100};
  private static final double[] PUBLISHED_BEST =
      {0.040, 0.075, 0.151, 0.335, 0.708, 1.151, 1.548, 1.774, 1.889, 1.939, 1.954, 1.961, 1.964, 1.964};

  @Override
  public Findings conclude(List<Result> results) {
    int taus = settings.tenths().size();
    Result[][] network = new Result[taus][settings.repeats()];
    Result[] tangent = new Result[settings.repeats()];
    for (int repeat = 0; repeat < tangent.length; repeat++) {
      int first = repeat * (taus + 1);
      for (int i = 0; i < taus; i++) {
        network[i][repeat] = results.get(first + i);
      }
      tangent[repeat] = results.get(first + taus);
    }
    List<Claim> claims = ScaleClaims.of(preset, settings.tenths(), network, tangent);
    return new Findings(table(network, tangent), claims, figure(network, tangent));
  }

  private Table table(Result[][] network, Result[] tangent) {
    Table table = new Table("model", "tau", "repeat", "end_test_loss", "best_test_loss", "best_step", "train_loss");
    for (int i = 0; i < network.length; i++) {
      for (int repeat = 0; repeat < tangent.length; repeat++) {
        row(table, "network", ScaleSweep.tau(settings.tenths().get(i)), repeat, network[i][repeat]);
      }
    }
    for (int repeat = 0; repeat < tangent.length; repeat++) {
      row(table, "tangent", Double.POSITIVE_INFINITY, repeat, tangent[repeat]);
    }
    return table;
  }

  private static void row(Table table, String model, double tau, int repeat, Result result) {
    table.row(model, tau, repeat, result.value("end"), result.value("best"), (long) result.value("bestStep"),
        result.value("train"));
  }

  private Figure figure(Result[][] network, Result[] tangent) {
    double[] taus = settings.tenths().stream().mapToDouble(ScaleSweep::tau).toArray();
    Statistic end = Statistic.of(network, result -> 1000 * result.value("end"));
    Statistic best = Statistic.of(network, result -> 1000 * result.value("best"));
    Figure figure = new Figure("Figure 1(c): test loss against the scale of the initial weights",
        "scale τ of the initial weights", "1000 × test loss").logX();
    figure.band("", taus, end.low(), end.high(), Figure.BLUE);
    figure.band("", taus, best.low(), best.high(), Figure.ORANGE);
    double plateau = Arrays.stream(tangent).mapToDouble(result -> 1000 * result.value("end")).average().orElseThrow();
    double[] ends = {taus[0], taus[taus.length - 1]};
    figure.line("tangent model, at the end", ends, new double[] {plateau, plateau}, Figure.GREEN,
        Figure.Stroke.DASHED);
    figure.line("network, at the end (± std)", taus, end.mean(), Figure.BLUE, Figure.Stroke.SOLID);
    figure.line("network, at its best (± std)", taus, best.mean(), Figure.ORANGE,
        Figure.Stroke.SOLID);
    double[] published = Arrays.stream(PUBLISHED_LOG_TAU).map(log -> Math.pow(10, log)).toArray();
    figure.line(preset == Preset.QUICK ? "published, of a larger problem" : "published", published, PUBLISHED_END, Figure.BLACK, Figure.Stroke.DOTTED);
    figure.line("", published, PUBLISHED_BEST, Figure.BLACK, Figure.Stroke.DOTTED);
    return figure;
  }
}
