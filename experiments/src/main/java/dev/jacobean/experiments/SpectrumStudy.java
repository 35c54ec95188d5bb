package dev.jacobean.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What Figure 7(b) concludes from its two spectra.
record SpectrumStudy(Preset preset, KernelSpectrum.Settings settings, List<Job> jobs) implements Study {
  /// The published curves, read off the vector graphics of the paper's figure: place from 0, and the eigenvalue over the
  /// largest one.
  private static final double[] PUBLISHED_CIFAR_PLACES =
      {1, 2, 5, 9, 10, 20, 52, 101, 201, 394, 1071, 1617, 3112, 4618, 4918, 4948};
  private static final double[] PUBLISHED_CIFAR = {.92, .84, .73, .543, .063, .033, .0176, .0110, .0065, .0035, .00124,
      7.8e-4, 3.4e-4, 1.6e-4, 8.9e-5, 4.3e-5};
  private static final double[] PUBLISHED_NOISE_PLACES = {1, 4, 9, 10, 20, 49, 99, 204, 542, 1304, 2002, 3985, 4930};
  private static final double[] PUBLISHED_NOISE =
      {.885, .715, .498, .0199, .0147, .0093, .0057, .0030, .0011, 3.8e-4, 2.2e-4, 1.0e-4, 6.8e-5};

  /// Among so many largest eigenvalues the widest gap is looked for.
  private static final int FIRST = 30;

  /// What must hold.
  ///
  /// @param gap    least ratio of the last outlier to the first of the tail
  /// @param flat   largest ratio of the first outlier to the last
  /// @param slopes of the tail, on log-log axes
  /// @param window places from which to which the slope is taken
  private record Bands(double gap, double flat, double[] slopes, int[] window) {}

  /// Published for the authors' sizes; of its own for the smaller ones.
  private Bands bands() {
    int end = Math.min(1000, settings.images() * KernelSpectrum.CLASSES / 2) - 1;
    return switch (preset) {
      case PAPER -> new Bands(5, 3, new double[] {-1.3, -0.7}, new int[] {100, 1000});
      // A hundred images of the whole network: the tail begins flatter. Seeds 100–109 gave slopes of −0.85 to −0.73.
      case MEDIUM -> new Bands(5, 3, new double[] {-0.95, -0.65}, new int[] {20, end});
      case QUICK -> new Bands(2.5, 5, new double[] {-1.45, -0.85}, new int[] {20, end});
    };
  }

  @Override
  public Findings conclude(List<Result> results) {
    double[] cifar = normalised(results.get(0));
    double[] noise = normalised(results.get(1));
    Table table = new Table("images", "place", "eigenvalue", "normalised");
    rows(table, "cifar", results.get(0).series("eigenvalues"));
    rows(table, "noise", results.get(1).series("eigenvalues"));
    List<Claim> claims = new ArrayList<>(claims("cifar", "CIFAR-10", cifar));
    claims.addAll(claims("noise", "noise", noise));
    double factor = IntStream.range(KernelSpectrum.CLASSES + 1, cifar.length)
        .mapToDouble(i -> Math.max(cifar[i] / noise[i], noise[i] / cifar[i])).max().orElse(Double.NaN);
    claims.add(Claim.within("alike", "largest ratio of both tails at a place beyond 10", 1, 5, factor));
    return new Findings(table, List.copyOf(claims), figure(cifar, noise));
  }

  private List<Claim> claims(String id, String images, double[] values) {
    int last = KernelSpectrum.CLASSES - 1;
    Bands bands = bands();
    int widest = IntStream.range(0, Math.min(FIRST, values.length - 1)).boxed()
        .max((i, j) -> Double.compare(values[i] / values[i + 1], values[j] / values[j + 1])).orElse(-1) + 1;
    return List.of(
        Claim.within(id + "-outliers", "eigenvalues before the widest gap among the largest " + FIRST + ", " + images,
            KernelSpectrum.CLASSES, KernelSpectrum.CLASSES, widest),
        Claim.atLeast(id + "-gap", "eigenvalue 9 over eigenvalue 10, " + images, bands.gap,
            values[last] / values[last + 1]),
        Claim.atMost(id + "-flat", "eigenvalue 0 over eigenvalue 9, " + images, bands.flat, values[0] / values[last]),
        Claim.within(id + "-slope", "log-log slope of the tail from place %d to %d, %s".formatted(
            bands.window[0], bands.window[1], images), bands.slopes[0], bands.slopes[1],
            Fit.exponent(places(values), values, bands.window[0], bands.window[1])));
  }

  private static double[] normalised(Result result) {
    double[] values = result.series("eigenvalues");
    return Arrays.stream(values).map(value -> value / values[0]).toArray();
  }

  private static double[] places(double[] values) {
    return IntStream.range(0, values.length).asDoubleStream().toArray();
  }

  private static void rows(Table table, String images, double[] values) {
    for (int i = 0; i < values.length; i++) {
      table.row(images, i, values[i], values[i] / values[0]);
    }
  }

  private Figure figure(double[] cifar, double[] noise) {
    Figure figure = new Figure("Figure 7(b): eigenvalues of the tangent kernel of VGG-11",
        "place, from 1", "eigenvalue over the largest").logX().logY().legendBelowLeft();
    line(figure, "CIFAR-10", cifar, Figure.BLUE);
    line(figure, "noise", noise, Figure.ORANGE);
    String published = preset == Preset.PAPER ? "published" : "published, of a larger problem";
    figure.line(published, shifted(PUBLISHED_CIFAR_PLACES), PUBLISHED_CIFAR, Figure.BLACK, Figure.Stroke.DOTTED);
    figure.line("", shifted(PUBLISHED_NOISE_PLACES), PUBLISHED_NOISE, Figure.BLACK, Figure.Stroke.DOTTED);
    return figure;
  }

  private static void line(Figure figure, String name, double[] values, java.awt.Color colour) {
    double[] positive = Arrays.stream(values).takeWhile(value -> value > 0).toArray();
    figure.line(name, shifted(places(positive)), positive, colour, Figure.Stroke.SOLID);
  }

  /// A logarithmic axis has no 0.
  private static double[] shifted(double[] places) {
    return Arrays.stream(places).map(place -> place + 1).toArray();
  }
}
