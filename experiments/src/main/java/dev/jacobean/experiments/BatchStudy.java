package dev.jacobean.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What Figure 2(b) concludes.
///
/// The bands are the paper's, around the published curve; for the text's settings they stand where the same training
/// has its τ there, and nothing is claimed of the zone that has not converged. Three of `quick` are wider: its problem
/// is smaller, and its fewer samples leave a noise of about 1% in a tenth of the steps. One of `quick` with the text's
/// settings is elsewhere: with one step for both layers half of the loss is reached at about 0.7 of that τ.
/// Seeds 100 to 109, run before seeds 0 to 4, gave there
///
/// | `quick`, seeds 100–109 | range | band | text's range | its band |
/// |---|---|---|---|---|
/// | small | 0.0017 to 0.0106 | at most 0.03 | 0.0001 to 0.0002 | the same |
/// | large | 0.958 to 0.984 | the paper's, at least 0.8 | 1 | the same |
/// | half | 0.221 to 0.274 | the paper's, 0.2 to 0.4 | 0.556 to 0.721 | 0.45 to 0.85 |
/// | ratio | 94 to 678 | at least 40 | 4513 to 9172 | the same |
/// | falling | 0.009 to 0.051 | at least 0 | | |
record BatchStudy(FreshBatches.Settings settings, List<Job> jobs, Preset preset, boolean text, String title)
    implements Study {
  /// Read off the vector graphics of the figure of 2019.
  static final double[] PUBLISHED_TAU =
      {.01, .02, .04, .1, .126, .158, .2, .251, .316, .398, .501, .631, .794, 1, 2, 4, 8};
  static final double[] PUBLISHED_LOSS = {.0004, .0008, .0011, .0003, .0016, .042, .562, 1.192, 2.095, 2.617,
      3.041, 3.045, 3.125, 3.202, 3.306, 3.216, 3.132};

  @Override
  public Findings conclude(List<Result> results) {
    Table table = new Table("tau", "repeat", "last_tenth", "tenth_before", "population", "null_loss");
    for (int i = 0; i < results.size(); i++) {
      FreshBatches.Training t = (FreshBatches.Training) jobs.get(i);
      Result r = results.get(i);
      table.row(t.tau(), t.repeat(), r.value("last"), r.value("before"), r.value("population"), r.value("null"));
    }
    return new Findings(table, claims(results), figure(results));
  }

  private Statistic statistic(List<Result> results, String name) {
    Result[][] places = IntStream.range(0, settings.taus().size()).mapToObj(i -> results
        .subList(i * settings.repeats(), (i + 1) * settings.repeats()).toArray(Result[]::new)).toArray(Result[][]::new);
    return Statistic.of(places, r -> r.value(name));
  }

  private double[] taus() {
    return settings.taus().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// The mean losses over the largest of them.
  private double[] curve(List<Result> results) {
    double[] mean = statistic(results, text ? "population" : "last").mean();
    double most = Arrays.stream(mean).max().orElseThrow();
    return Arrays.stream(mean).map(x -> x / most).toArray();
  }

  private IntStream places(double from, double to) {
    return IntStream.range(0, settings.taus().size())
        .filter(i -> settings.taus().get(i) >= from && settings.taus().get(i) <= to);
  }

  private List<Claim> claims(List<Result> results) {
    double[] loss = curve(results);
    double small = places(0, 0.1).mapToDouble(i -> loss[i]).max().orElseThrow();
    double large = places(0.63 * axis(), 1e9).mapToDouble(i -> loss[i]).min().orElseThrow();
    List<Claim> claims = new ArrayList<>();
    claims.add(Claim.atMost("small", "mean loss over its maximum, most for τ ≤ 0.1",
        preset == Preset.QUICK ? 0.03 : 0.01, small));
    claims.add(Claim.atLeast("large", "mean loss over its maximum, least for τ ≥ " + Claim.number(0.63 * axis()), 0.8,
        large));
    boolean own = text && preset == Preset.QUICK;
    claims.add(Claim.within("half", "the τ at which it crosses ½", own ? 0.45 : 0.2 * axis(),
        own ? 0.85 : 0.4 * axis(), crossing(loss)));
    claims.add(Claim.atLeast("ratio", "mean loss at τ = 2 over that at 0.1", preset == Preset.QUICK ? 40 : 100,
        loss[settings.taus().indexOf(2.0)] / loss[settings.taus().indexOf(0.1)]));
    if (!text) {
      double[] last = statistic(results, "last").mean();
      double[] before = statistic(results, "before").mean();
      double falling = places(0.16, 0.35).mapToDouble(i -> 1 - last[i] / before[i]).min().orElseThrow();
      claims.add(Claim.atLeast("falling", "relative fall of the mean loss from the last but one tenth of the steps to"
          + " the last, least for τ from 0.16 to 0.35 (not converged)", preset == Preset.QUICK ? 0 : 0.01, falling));
    }
    return claims;
  }

  /// How much larger the text's τ is than the code's for the same training, apart from the hidden weights' step.
  private double axis() {
    return text ? Math.sqrt(200.0 / settings.m()) : 1;
  }

  /// Between two places of the curve, along a straight line in log τ.
  private double crossing(double[] loss) {
    for (int i = 1; i < loss.length; i++) {
      if (loss[i - 1] < 0.5 && loss[i] >= 0.5) {
        double share = (0.5 - loss[i - 1]) / (loss[i] - loss[i - 1]);
        return Math.exp(Math.log(taus()[i - 1]) * (1 - share) + Math.log(taus()[i]) * share);
      }
    }
    return Double.NaN;
  }

  private Figure figure(List<Result> results) {
    Figure figure = new Figure(title, "scale τ of the initial weights", "population loss over its maximum").logX();
    Statistic statistic = statistic(results, text ? "population" : "last");
    double most = Arrays.stream(statistic.mean()).max().orElseThrow();
    figure.band("", taus(), over(statistic.low(), most), over(statistic.high(), most), Figure.BLUE);
    figure.line("networks (mean, ± 1 std)", taus(), curve(results), Figure.BLUE, Figure.Stroke.SOLID);
    double publishedMost = Arrays.stream(PUBLISHED_LOSS).max().orElseThrow();
    figure.line(preset == Preset.QUICK ? "published, of a larger problem" : "published",
        over(PUBLISHED_TAU, 1 / axis()), over(PUBLISHED_LOSS, publishedMost), Figure.BLACK, Figure.Stroke.DOTTED);
    return figure;
  }

  private static double[] over(double[] values, double by) {
    return Arrays.stream(values).map(x -> x / by).toArray();
  }
}
