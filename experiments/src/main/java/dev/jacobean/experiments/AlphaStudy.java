package dev.jacobean.experiments;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What Figures 3(a) and 7(a) conclude from their runs.
record AlphaStudy(boolean losses, Preset preset, AlphaSweep.Settings settings, List<Job> jobs) implements Study {
  /// The published curves, read off the vector graphics of the paper's figures: α, training and test accuracy and
  /// stability of activations in percent, and training and test loss.
  private static final double[] PUBLISHED_ALPHA = {1, 10, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};
  private static final double[] PUBLISHED_TRAIN = {99.01, 71.87, 53.27, 52.78, 52.78, 52.74, 52.74, 52.74};
  private static final double[] PUBLISHED_TEST = {88.21, 72.16, 54.89, 54.67, 54.72, 54.69, 54.63, 54.65};
  private static final double[] PUBLISHED_STABILITY = {54.75, 77.85, 99.22, 99.93, 99.99, 100, 100, 100};
  private static final double[] PUBLISHED_TRAIN_LOSS =
      {.0019, .0430, .0670, .0674, .0674, .0674, .0674, .0674};
  private static final double[] PUBLISHED_TEST_LOSS = {.0184, .0423, .0649, .0654, .0654, .0654, .0654, .0654};

  /// The runs by scale, the tangent model's, and the comparison of both, if it was made.
  record Runs(List<Double> alphas, List<Result> networks, Result tangent, List<Double> near, List<Result> agreement) {
    Result at(double alpha) {
      return networks.get(alphas.indexOf(alpha));
    }

    double[] each(Function<Result, Double> value) {
      return networks.stream().mapToDouble(value::apply).toArray();
    }

    double[] scales() {
      return alphas.stream().mapToDouble(alpha -> alpha).toArray();
    }
  }

  private Runs runs(List<Result> results) {
    List<Result> networks = new ArrayList<>();
    List<Result> agreement = new ArrayList<>();
    for (double alpha : settings.alphas()) {
      networks.add(results.get(trainingAt(alpha)));
    }
    Result tangent = results.get(trainingAt(Double.POSITIVE_INFINITY));
    for (int i = 0; i < jobs.size(); i++) {
      if (jobs.get(i) instanceof Agreement) {
        agreement.add(results.get(i));
      }
    }
    return new Runs(settings.alphas(), networks, tangent, settings.near(), agreement);
  }

  private int trainingAt(double alpha) {
    for (int i = 0; i < jobs.size(); i++) {
      if (jobs.get(i) instanceof ImageTraining training && training.alpha() == alpha) {
        return i;
      }
    }
    throw new IllegalStateException("no job trains at the scale " + alpha);
  }

  @Override
  public Findings conclude(List<Result> results) {
    Runs runs = runs(results);
    return losses ? new Findings(table(runs), AlphaClaims.ofLosses(preset, runs), lossFigure(runs))
        : new Findings(table(runs), AlphaClaims.ofAccuracies(preset, runs), figure(runs));
  }

  /// The training accuracy, or loss, that the claims are about: the running one in the paper and in preset `paper`.
  static double train(Preset preset, Result run, String clean, String running) {
    double[] epochs = run.series(running);
    return preset == Preset.PAPER ? epochs[epochs.length - 1] : run.value(clean);
  }

  static double trainAccuracy(Preset preset, Result run) {
    return train(preset, run, "train", "epochAccuracy");
  }

  static double trainLoss(Preset preset, Result run) {
    return train(preset, run, "trainLoss", "epochLoss");
  }

  private Table table(Runs runs) {
    Table table = new Table("model", "alpha", "train_accuracy", "test_accuracy", "train_loss", "test_loss", "stability",
        "last_epoch_accuracy", "last_epoch_loss", "relative_difference", "same_class");
    for (int i = 0; i < runs.alphas.size(); i++) {
      row(table, "network", runs.alphas.get(i), runs.networks.get(i));
    }
    row(table, "tangent", Double.POSITIVE_INFINITY, runs.tangent);
    for (Result agreement : runs.agreement) {
      for (int i = 0; i < runs.near.size(); i++) {
        table.row("after " + settings.steps() + " steps", runs.near.get(i), "", "", "", "", "", "", "",
            agreement.series("difference")[i], agreement.series("sameClass")[i]);
      }
    }
    return table;
  }

  private static void row(Table table, String model, double alpha, Result run) {
    double[] accuracy = run.series("epochAccuracy");
    double[] loss = run.series("epochLoss");
    table.row(model, alpha, run.value("train"), run.value("test"), run.value("trainLoss"), run.value("testLoss"),
        run.value("stability"), accuracy[accuracy.length - 1], loss[loss.length - 1], "", "");
  }

  private Figure figure(Runs runs) {
    Figure figure = new Figure("Figure 3(a): accuracy and stability against the scale of the model", "scale α",
        "percent").logX().spanY(0, 105);
    double[] alphas = runs.scales();
    figure.line("stability of activations", alphas, runs.each(run -> run.value("stability")), Figure.GREEN,
        Figure.Stroke.SOLID);
    figure.line("training accuracy", alphas, runs.each(run -> trainAccuracy(preset, run)), Figure.ORANGE,
        Figure.Stroke.SOLID);
    figure.line("test accuracy", alphas, runs.each(run -> run.value("test")), Figure.BLUE, Figure.Stroke.SOLID);
    level(figure, "", alphas, trainAccuracy(preset, runs.tangent), Figure.ORANGE);
    level(figure, "tangent model", alphas, runs.tangent.value("test"), Figure.BLUE);
    published(figure, PUBLISHED_STABILITY, Figure.GREEN);
    published(figure, PUBLISHED_TRAIN, Figure.ORANGE);
    published(figure, PUBLISHED_TEST, Figure.BLUE);
    return figure.legendBelow();
  }

  private Figure lossFigure(Runs runs) {
    Figure figure = new Figure("Figure 7(a): losses against the scale of the model", "scale α",
        "mean square error").logX().spanY(0, 0.1);
    double[] alphas = runs.scales();
    figure.line("training loss", alphas, runs.each(run -> trainLoss(preset, run)), Figure.ORANGE,
        Figure.Stroke.SOLID);
    figure.line("test loss", alphas, runs.each(run -> run.value("testLoss")), Figure.BLUE, Figure.Stroke.SOLID);
    level(figure, "", alphas, trainLoss(preset, runs.tangent), Figure.ORANGE);
    level(figure, "tangent model", alphas, runs.tangent.value("testLoss"), Figure.BLUE);
    published(figure, PUBLISHED_TRAIN_LOSS, Figure.ORANGE);
    published(figure, PUBLISHED_TEST_LOSS, Figure.BLUE);
    return figure.legendBelow();
  }

  private static void level(Figure figure, String name, double[] alphas, double value, Color colour) {
    double[] ends = {alphas[0], Math.max(alphas[alphas.length - 1], 1e4)};
    figure.line(name, ends, new double[] {value, value}, colour, Figure.Stroke.DASHED);
  }

  /// The published curve, in the colour of ours.
  private void published(Figure figure, double[] values, Color colour) {
    String name = preset == Preset.PAPER ? "published" : "published, larger network";
    figure.line(colour.equals(Figure.BLUE) ? name : "", PUBLISHED_ALPHA, values, colour, Figure.Stroke.DOTTED);
  }
}
