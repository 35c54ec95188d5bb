package dev.jacobean.autodiff.array;

/// The ways of reducing axes to one number.
public enum Fold {
  /// The sum; 0 of nothing.
  SUM(0),
  /// The largest element, NaN if one is NaN; −∞ of nothing.
  MAX(Double.NEGATIVE_INFINITY),
  /// The smallest element, NaN if one is NaN; ∞ of nothing.
  MIN(Double.POSITIVE_INFINITY),
  /// log Σ eˣ, without overflow; −∞ of nothing.
  LOG_SUM_EXP(Double.NEGATIVE_INFINITY);

  private final double start;

  Fold(double start) {
    this.start = start;
  }

  /// {@return the fold of nothing}
  public double start() {
    return start;
  }

  /// {@return the fold of one element more}
  /// @param folded what the elements so far gave, or [#start]
  /// @param x the next element
  public double step(double folded, double x) {
    return switch (this) {
      case SUM -> folded + x;
      case MAX -> Math.max(folded, x);
      case MIN -> Math.min(folded, x);
      case LOG_SUM_EXP -> {
        double largest = Math.max(folded, x);
        yield Double.isInfinite(largest) ? largest : largest + Math.log1p(Math.exp(Math.min(folded, x) - largest));
      }
    };
  }
}
