package dev.jacobean.autodiff.array;

/// Functions that `Math` lacks.
final class Special {
  private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

  private Special() {}

  /// The error function, to about 2 ulp.
  ///
  /// Below 2.5 by the series with terms of one sign, erf x = 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)) (Abramowitz &
  /// Stegun 1964, 7.1.6); above by 1 − erfc x with the continued fraction 7.1.14, evaluated from its tail.
  static double erf(double x) {
    double r = Math.abs(x);
    if (Double.isNaN(x) || r < 1e-150) {
      return TWO_OVER_ROOT_PI * x;
    }
    return Math.copySign(r < 2.5 ? series(r) : r < 6 ? 1 - fraction(r) : 1, x);
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum;
  }

  private static double fraction(double x) {
    double tail = x;
    for (int k = 60; k >= 1; k--) {
      tail = x + k / 2.0 / tail;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / tail;
  }
}
