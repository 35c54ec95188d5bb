package dev.jacobean.experiments;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// What [LinearLimit] concludes.
///
/// The exponents' bands are around the theory's, −½ for input and output weights and −1 for hidden ones, and between
/// both for the kernel, as in the original; between both, too, for the distance to the tangent model, of which the
/// original proves −½ as a bound. Quick has three networks of each width, and those of 32 neurons are not yet wide: the
/// seeds 100 to 109 gave −0.56 to −0.40 (output), −0.60 to −0.54 (input), −1.01 to −0.98, −0.89 to −0.73 (kernel) and
/// −0.80 to −0.66 (distance). The widest network was 0.028 to 0.057 from its tangent model, where labels are ±1, and
/// its loss 0.004 to 0.008; rounding in F32 put the tangent model 6e-7 from its closed form.
record LinearStudy(LinearLimit.Panel panel, String title, Preset preset, LinearLimit.Settings settings, List<Job> jobs)
    implements Study {
  @Override
  public Findings conclude(List<Result> results) {
    return panel == LinearLimit.Panel.CHANGES
        ? new Findings(changes(results), changeClaims(results), changeFigure(results))
        : new Findings(paths(results), pathClaims(results), pathFigure(results));
  }

  private LinearLimit.Training job(int i) {
    return (LinearLimit.Training) jobs.get(i);
  }

  private double[] widths() {
    return settings.widths().stream().mapToDouble(Integer::doubleValue).toArray();
  }

  /// Means over repeats, for each width.
  private double[] means(List<Result> results, String name) {
    int repeats = settings.repeats();
    return IntStream.range(0, settings.widths().size()).mapToDouble(i -> results.subList(i * repeats, (i + 1) * repeats)
        .stream().mapToDouble(r -> last(r, name)).average().orElseThrow()).toArray();
  }

  private static double last(Result result, String name) {
    double[] series = result.series(name);
    return series[series.length - 1];
  }

  private double exponent(List<Result> results, String name) {
    return Fit.exponent(widths(), means(results, name), 1, 1e9);
  }

  private Table changes(List<Result> results) {
    Table table = new Table("width", "repeat", "input_change", "hidden_change", "output_change", "kernel_change",
        "rmse_to_tangent", "rmse_tangent_to_closed_form");
    for (int i = 0; i < results.size(); i++) {
      Result r = results.get(i);
      table.row(job(i).width(), job(i).repeat(), r.value("input"), r.value("hidden"), r.value("output"),
          r.value("kernel"), last(r, "apart"), last(r, "closedApart"));
    }
    return table;
  }

  private List<Claim> changeClaims(List<Result> results) {
    double width = preset == Preset.QUICK ? 0.2 : 0.15;
    String what = "exponent of the width in the mean relative change of ";
    return List.of(
        Claim.within("input", what + "the input weights", -0.5 - width, -0.5 + width, exponent(results, "input")),
        Claim.within("output", what + "the output weights", -0.5 - width, -0.5 + width, exponent(results, "output")),
        Claim.within("hidden", what + "the hidden weights", -1.1, -0.9, exponent(results, "hidden")),
        Claim.within("kernel", what + "the kernel", -1, -0.5, exponent(results, "kernel")),
        Claim.within("apart", "exponent of the width in the mean distance of network and tangent model on test images",
            -1, -0.5, exponent(results, "apart")));
  }

  private Figure changeFigure(List<Result> results) {
    Figure figure = new Figure(title, "width n", "relative change; distance").logX().logY();
    List<String> names = List.of("input", "hidden", "output", "kernel", "apart");
    List<String> words = List.of("input weights", "hidden weights", "output weights", "kernel",
        "network to tangent model");
    List<Color> colours = List.of(Figure.BLUE, Figure.RED, Figure.ORANGE, Figure.GREEN, Figure.BLACK);
    for (int k = 0; k < names.size(); k++) {
      figure.line(words.get(k), widths(), means(results, names.get(k)), colours.get(k), Figure.Stroke.SOLID);
    }
    guide(figure, "guides: 1/√n and 1/n", means(results, "input"), -0.5);
    guide(figure, "", means(results, "hidden"), -1);
    double low = Math.min(means(results, "input")[widths().length - 1], means(results, "hidden")[widths().length - 1]);
    return figure.spanY(low / 2, 30 * means(results, "apart")[0]); // room for the legend
  }

  private Figure guide(Figure figure, String name, double[] from, double power) {
    double[] widths = widths();
    return figure.line(name, widths, Arrays.stream(widths).map(n -> from[0] / 1.3 * Math.pow(n / widths[0], power))
        .toArray(), Figure.GREY, Figure.Stroke.THIN_DOTTED);
  }

  private Table paths(List<Result> results) {
    Table table = new Table("width", "repeat", "step", "loss", "tangent_loss", "closed_form_loss", "rmse_to_tangent",
        "rmse_tangent_to_closed_form");
    for (int i = 0; i < results.size(); i++) {
      Result r = results.get(i);
      for (int k = 0; k < r.series("step").length; k++) {
        table.row(job(i).width(), job(i).repeat(), r.series("step")[k], r.series("loss")[k],
            r.series("tangentLoss")[k], r.series("closedLoss")[k], r.series("apart")[k], r.series("closedApart")[k]);
      }
    }
    return table;
  }

  private List<Result> widest(List<Result> results) {
    return results.subList(results.size() - settings.repeats(), results.size());
  }

  /// The largest difference of two losses, over that at the start, which is ½: outputs are 0 and labels ±1.
  private static double apart(List<Result> runs, String name, String other) {
    return largest(runs, r -> IntStream.range(0, r.series(name).length)
        .mapToDouble(i -> 2 * Math.abs(r.series(name)[i] - r.series(other)[i])));
  }

  private static double largest(List<Result> runs, Function<Result, DoubleStream> numbers) {
    return runs.stream().flatMapToDouble(numbers).max().orElse(Double.NaN);
  }

  private List<Claim> pathClaims(List<Result> results) {
    List<Result> widest = widest(results);
    String all = ", largest of all widths and times";
    return List.of(
        Claim.atMost("closed-loss", "difference between the losses of the tangent model and of its closed form, over that at"
            + " the start" + all, 1e-5, apart(results, "tangentLoss", "closedLoss")),
        Claim.atMost("closed-outputs", "RMSE on test images between the tangent model and its closed form" + all, 1e-5,
            largest(results, r -> Arrays.stream(r.series("closedApart")))),
        Claim.atMost("loss", "difference between the losses of the widest network and its tangent model, over that at"
            + " the start, largest of all times", 0.02, apart(widest, "loss", "tangentLoss")),
        Claim.atMost("outputs", "RMSE on test images between the widest network and its tangent model, largest of all"
            + " times", 0.1, largest(widest, r -> Arrays.stream(r.series("apart")))));
  }

  private Figure pathFigure(List<Result> results) {
    Result wide = widest(results).getFirst();
    Result narrow = results.getFirst();
    double[] steps = wide.series("step");
    Figure figure = new Figure(title, "steps", "loss; output on three test images").logX().spanY(-1.2, 2);
    String width = ", width " + settings.widths().getLast();
    for (int i = 0; i < LinearLimit.Training.SHOWN; i++) {
      figure.line(i == 0 ? "outputs, network" + width : "", steps, wide.series("output" + i), Figure.GREEN,
          Figure.Stroke.SOLID);
      figure.line("", steps, wide.series("tangent" + i), Figure.BLACK, Figure.Stroke.DOTTED);
    }
    figure.line("loss, network" + width, steps, wide.series("loss"), Figure.BLUE, Figure.Stroke.SOLID);
    figure.line("its tangent model", steps, wide.series("tangentLoss"), Figure.BLACK, Figure.Stroke.DOTTED);
    figure.line("loss, network, width " + settings.widths().getFirst(), steps, narrow.series("loss"), Figure.RED,
        Figure.Stroke.SOLID);
    return figure.line("its tangent model", steps, narrow.series("tangentLoss"), Figure.GREY, Figure.Stroke.DASHED);
  }
}
