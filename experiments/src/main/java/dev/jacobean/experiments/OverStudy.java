package dev.jacobean.experiments;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// What the check of Theorem 2.4 concludes.
record OverStudy(Descent.Sizes settings, List<Job> jobs, Preset preset) implements Study {
  /// The window of slopes.
  private static final double FROM = 16;
  private static final double TO = 1024;

  private OverParameterised.Flows flows(int job) {
    return (OverParameterised.Flows) jobs.get(job);
  }

  @Override
  public Findings conclude(List<Result> results) {
    Table table = new Table("objective", "repeat", "alpha", "alpha_over_threshold", "condition", "distance", "gap",
        "output_gap", "decay_ratio", "radius_ratio", "distance_ratio", "rate", "tangent_rate");
    for (int i = 0; i < results.size(); i++) {
      Result r = results.get(i);
      table.row(flows(i).objective().toString(), flows(i).repeat(), alpha(i), r.value("alpha_over_threshold"),
          r.value("condition"), r.value("distance"), r.value("gap"), r.value("output_gap"), r.value("decay_ratio"),
          r.value("radius_ratio"), r.value("distance_ratio"), r.value("rate"), r.value("tangent_rate"));
    }
    return new Findings(table, claims(results), figure(results));
  }

  private double alpha(int job) {
    return Math.pow(2, flows(job).log2());
  }

  private List<Claim> claims(List<Result> results) {
    List<Claim> claims = new ArrayList<>();
    for (Objective objective : Objective.values()) {
      String of = objective == Objective.SQUARE ? "square loss" : "loss of condition number 11";
      String id = objective == Objective.SQUARE ? "square_" : "cosh_";
      bounds(claims, id, of, objective, results);
      slopes(claims, id, of, objective, results);
      rates(claims, id, of, objective, results);
    }
    return claims;
  }

  /// Held against the theorem are the runs for which it speaks.
  private void bounds(List<Claim> claims, String id, String of, Objective objective, List<Result> results) {
    int[] held = jobs(f -> f.objective() == objective)
        .filter(i -> results.get(i).value("alpha_over_threshold") > 1).toArray();
    claims.add(Claim.atLeast(id + "covered", of + ": runs with α > ‖y*‖/C₀", settings.repeats(), held.length));
    claims.add(Claim.atMost(id + "decay", of
        + ": ‖αh(w) − y*‖ over √κ‖y*‖exp(−mσ²t/4), at every step where α > ‖y*‖/C₀", 1 + 1e-12, most(held, "decay_ratio", results))); // at t = 0 and κ = 1 it is 1, give or take a rounding
    claims.add(Claim.atMost(id + "radius", of + ": ‖w − w₀‖ over σ/(2 Lip(Dh)), likewise", 1,
        most(held, "radius_ratio", results)));
    claims.add(Claim.atMost(id + "distance", of + ": ‖w − w₀‖ over 8κ^(3/2)‖Dh(w₀)‖‖y*‖/(ασ²), likewise", 1,
        most(held, "distance_ratio", results)));
  }

  private static double most(int[] held, String name, List<Result> results) {
    return Arrays.stream(held).mapToDouble(i -> results.get(i).value(name)).max().orElse(Double.NaN);
  }

  private void slopes(List<Claim> claims, String id, String of, Objective objective, List<Result> results) {
    String window = ", fitted for α from 16 to 1024; of all runs the farthest from the theorem's";
    claims.add(Claim.within(id + "slope_distance", of + ": exponent of α in sup ‖w − w₀‖" + window, -1.05, -0.95,
        slope(objective, "distance", -1, results)));
    claims.add(Claim.within(id + "slope_output_gap", of + ": exponent of α in sup ‖αh(w) − αh̄(w̄)‖" + window, -1.05,
        -0.95, slope(objective, "output_gap", -1, results)));
    claims.add(Claim.within(id + "slope_gap", of + ": exponent of α in sup ‖w − w̄‖" + window, -2.1, -1.85,
        slope(objective, "gap", -2, results)));
  }

  private double slope(Objective objective, String measure, double expected, List<Result> results) {
    return Statistic.farthest(expected, IntStream.range(0, settings.repeats()).mapToDouble(repeat -> {
      int[] runs = of(objective, repeat);
      return Fit.exponent(Arrays.stream(runs).mapToDouble(this::alpha).toArray(),
          Arrays.stream(runs).mapToDouble(i -> results.get(i).value(measure)).toArray(), FROM, TO);
    }).toArray());
  }

  private void rates(List<Claim> claims, String id, String of, Objective objective, List<Result> results) {
    double slowest = jobs(f -> f.objective() == objective && f.log2() >= 4)
        .mapToDouble(i -> results.get(i).value("rate")).min().orElseThrow();
    claims.add(Claim.atLeast(id + "rate", of
        + ": rate of ‖αh(w) − y*‖ over σ², fitted on the later half, least for α ≥ 16", objective.convexity() / 4, slowest));
    double farthest = Statistic.farthest(1, jobs(f -> f.objective() == objective && f.log2() == 10)
        .mapToDouble(i -> results.get(i).value("rate") / results.get(i).value("tangent_rate")).toArray());
    claims.add(Claim.within(id + "linear_rate", of + ": that rate over the tangent model's at α = 1024", 0.98, 1.02,
        farthest));
    if (objective == Objective.SQUARE) {
      double rate = Statistic.farthest(1, jobs(f -> f.objective() == objective && f.log2() == 10)
          .mapToDouble(i -> results.get(i).value("rate")).toArray());
      claims.add(Claim.within(id + "unit_rate", of + ": that rate over σ² at α = 1024", 0.95, 1.05, rate));
    }
  }

  private IntStream jobs(Predicate<OverParameterised.Flows> which) {
    return IntStream.range(0, jobs.size()).filter(i -> which.test(flows(i)));
  }

  private int[] of(Objective objective, int repeat) {
    return jobs(f -> f.objective() == objective && f.repeat() == repeat).toArray();
  }

  private Figure figure(List<Result> results) {
    Figure figure = new Figure("Theorem 2.4: residual of the square loss over time", "time, in units of 1/σ_min²",
        "‖αh(w) − y*‖ / ‖y*‖").logY().legendBelowLeft();
    int[] runs = of(Objective.SQUARE, 0);
    List<Color> colours = List.of(Figure.RED, Figure.ORANGE, Figure.GREEN, Figure.BLUE);
    List<Integer> shown = List.of(0, 4, 7, 10);
    for (int i : runs) {
      int k = shown.indexOf(flows(i).log2());
      if (k >= 0) {
        figure.line("α = " + Claim.number(alpha(i)), results.get(i).series("time"),
            relative(results.get(i).series("residual")), colours.get(k), Figure.Stroke.SOLID);
      }
    }
    Result last = results.get(runs[runs.length - 1]);
    double[] time = last.series("time");
    figure.line("tangent model", time, relative(last.series("tangent_residual")), Figure.BLACK, Figure.Stroke.DASHED);
    figure.line("the theorem's bound", time, Arrays.stream(time).map(t -> Math.exp(-t / 4)).toArray(), Figure.GREY,
        Figure.Stroke.THIN_DOTTED);
    return figure;
  }

  private static double[] relative(double[] residual) {
    return Arrays.stream(residual).map(r -> r / residual[0]).toArray();
  }
}
