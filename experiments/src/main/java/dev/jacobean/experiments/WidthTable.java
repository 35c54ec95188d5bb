package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.DType;
import dev.jacobean.nn.data.DataFolder;
import java.util.ArrayList;
import java.util.List;

/// Figure 3(b), which is a table: wide networks, trained as usual (α = 1) and linearised (their tangent model, the limit
/// of large α), by cross-entropy/α².
///
/// Where the paper leaves something open, or its text and its code disagree, is in [#notes()].
final class WidthTable implements Experiment {
  /// A row of the table, by one network and one way of learning.
  ///
  /// @param recipe     how it learns
  /// @param linearised whether it is the tangent model that does
  record Row(Recipe recipe, boolean linearised) {
    /// What is compared: both rows of a network.
    boolean pairs(Row other) {
      return linearised != other.linearised && recipe.net() == other.recipe.net()
          && recipe.width() == other.recipe.width() && recipe.pictures().equals(other.recipe.pictures());
    }
  }

  /// Everything that is decided.
  ///
  /// @param rows   of the table, from the narrowest network of a kind to the widest
  /// @param looked how many test images activations are compared on
  record Settings(List<Row> rows, int looked) {}

  static Settings settings(Preset preset) {
    List<Row> rows = new ArrayList<>();
    switch (preset) {
      case QUICK -> {
        Pictures small = new Pictures(true, SmallImages.TRAIN, SmallImages.TEST, false);
        for (int width : new int[] {8, 16, 32}) {
          // 0.05 is too much for the network itself: some starts never recover from the first steps.
          both(rows, new Recipe(Net.SMALL_VGG, width, 1, small, Recipe.Aim.CROSS_ENTROPY, 32, 6, 0.02), 0.05);
        }
        both(rows, new Recipe(Net.RESNET18, 8, 1, small, Recipe.Aim.CROSS_ENTROPY, 32, 4, 0.02), 0.02);
      }
      case MEDIUM -> {
        Pictures part = new Pictures(false, 8192, 10_000, true);
        for (int width : new int[] {16, 32}) {
          both(rows, new Recipe(Net.VGG11, width, 1, part, Recipe.Aim.CROSS_ENTROPY, 64, 10, 0.05), 0.05);
        }
        both(rows, new Recipe(Net.RESNET18, 8, 1, part, Recipe.Aim.CROSS_ENTROPY, 64, 10, 0.02), 0.02);
      }
      case PAPER -> {
        for (boolean moved : new boolean[] {true, false}) {
          Pictures all = new Pictures(false, 50_000, 10_000, moved);
          both(rows, new Recipe(Net.VGG11, 512, 1.3, all, Recipe.Aim.CROSS_ENTROPY, 8, 70, 0.01), 1);
          both(rows, new Recipe(Net.RESNET18, 448, 1.2, all, Recipe.Aim.CROSS_ENTROPY, 8, 70, 0.01), 1);
        }
      }
    }
    return new Settings(List.copyOf(rows), preset == Preset.PAPER ? 10_000 : 1000);
  }

  /// A network trained as usual, and linearised with another rate.
  private static void both(List<Row> rows, Recipe recipe, double linearisedRate) {
    rows.add(new Row(recipe, false));
    rows.add(new Row(recipe.with(linearisedRate), true));
  }

  @Override
  public String id() {
    return "table";
  }

  @Override
  public String group() {
    return "fig3";
  }

  @Override
  public String title() {
    return "Figure 3(b): wide networks, trained as usual and linearised";
  }

  @Override
  public String shows() {
    return "Wider networks are not lazy by themselves: linearised, they stay far behind, and gain little from width.";
  }

  @Override
  public List<String> notes() {
    return List.of(
        "The paper trains the network itself at α = 10⁷ in F64 and calls that linearised; here it is the"
            + " tangent model in F32, which fig3a compares with that.",
        "The paper does not say for how many epochs; here as many as for Figure 3(a).",
        "The paper does not say whether images were moved at random. The code's help calls the schedule"
            + " without motion the one for wide models, while published training accuracies below test accuracies"
            + " speak for motion: preset paper does both, and its claims are about moved images.",
        "The rows with features (scattering, random features) are quoted there from others; there is"
            + " nothing to run.");
  }

  @Override
  public String cost(Preset preset) {
    return switch (preset) {
      case QUICK -> "3 min";
      case MEDIUM -> "10 min";
      case PAPER -> "3 years";
    };
  }

  @Override
  public Study study(Request request) {
    Settings settings = settings(request.preset());
    DataFolder folder = AlphaSweep.folder(request);
    settings.rows.forEach(row -> row.recipe.pictures().require(folder));
    List<Job> jobs = settings.rows.stream().<Job>map(row -> new ImageTraining(request.seed(), row.recipe,
        row.linearised ? Double.POSITIVE_INFINITY : 1, DType.F32, settings.looked, request.preset() == Preset.PAPER,
        folder)).toList();
    return new TableStudy(request.preset(), settings, jobs);
  }
}
