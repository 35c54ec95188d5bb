package dev.jacobean.experiments;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Straight lines through measured points, by least squares, on a window that the caller states.
final class Fit {
  private Fit() {}

  /// The exponent p of y ≈ c·xᵖ over the points with `from` ≤ x ≤ `to`.
  static double exponent(double[] x, double[] y, double from, double to) {
    return line(x, log(x), log(y), from, to);
  }

  /// The rate r of y ≈ c·e^(−r·x) over the points with `from` ≤ x ≤ `to`.
  static double rate(double[] x, double[] y, double from, double to) {
    return -line(x, x, log(y), from, to);
  }

  /// Of the exponents between neighbouring points with x ≥ `from`, the one farthest from the expected exponent; NaN if
  /// there are none, or one does not exist.
  static double farthest(double[] x, double[] y, double from, double expected) {
    double[] exponents = IntStream.range(0, x.length - 1).filter(i -> x[i] >= from)
        .mapToDouble(i -> Math.log(y[i + 1] / y[i]) / Math.log(x[i + 1] / x[i])).toArray();
    return exponents.length == 0 ? Double.NaN : Statistic.farthest(expected, exponents);
  }

  private static double[] log(double[] values) {
    return Arrays.stream(values).map(Math::log).toArray();
  }

  private static double line(double[] places, double[] x, double[] y, double from, double to) {
    int[] window = IntStream.range(0, x.length).filter(i -> places[i] >= from && places[i] <= to).toArray();
    if (window.length < 2) {
      throw new IllegalArgumentException(
          "fit: " + window.length + " points from " + from + " to " + to + "; must be two at least");
    }
    double meanX = Arrays.stream(window).mapToDouble(i -> x[i]).average().orElseThrow();
    double meanY = Arrays.stream(window).mapToDouble(i -> y[i]).average().orElseThrow();
    double products = Arrays.stream(window).mapToDouble(i -> (x[i] - meanX) * (y[i] - meanY)).sum();
    double squares = Arrays.stream(window).mapToDouble(i -> (x[i] - meanX) * (x[i] - meanX)).sum();
    return products / squares;
  }
}
