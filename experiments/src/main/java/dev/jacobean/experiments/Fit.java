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
  /// there are none.
  static double farthest(double[] x, double[] y, double from, double expected) {
    double farthest = Double.NaN;
    for (int i = 0; i + 1 < x.length; i++) {
      if (x[i] >= from) {
        double local = Math.log(y[i + 1] / y[i]) / Math.log(x[i + 1] / x[i]);
        if (Double.isNaN(local)) {
          return local; // a slope that does not exist is farther than any other
        }
        if (!(Math.abs(local - expected) <= Math.abs(farthest - expected))) {
          farthest = local;
        }
      }
    }
    return farthest;
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
