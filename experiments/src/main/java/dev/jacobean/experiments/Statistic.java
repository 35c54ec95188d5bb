package dev.jacobean.experiments;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/// Mean and sample standard deviation over repeats, for each place of a curve.
record Statistic(double[] mean, double[] deviation) {
  /// The statistic of `value` over the repeats `results[place]`.
  static Statistic of(Result[][] results, ToDoubleFunction<Result> value) {
    double[] mean = Arrays.stream(results).mapToDouble(repeats -> mean(repeats, value)).toArray();
    double[] deviation = Arrays.stream(results).mapToDouble(repeats -> deviation(repeats, value)).toArray();
    return new Statistic(mean, deviation);
  }

  /// The median: the middle number, or the mean of the two in the middle; NaN if one of them is NaN, wherever.
  static double median(double... values) {
    if (Arrays.stream(values).anyMatch(Double::isNaN)) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /// Of the values, the one farthest from the expected one; NaN if one of them is NaN, wherever.
  static double farthest(double expected, double... values) {
    double farthest = expected;
    for (double value : values) {
      if (Double.isNaN(value)) {
        return value;
      }
      farthest = Math.abs(value - expected) <= Math.abs(farthest - expected) ? farthest : value;
    }
    return farthest;
  }

  private static double mean(Result[] repeats, ToDoubleFunction<Result> value) {
    return Arrays.stream(repeats).mapToDouble(value).average().orElse(Double.NaN);
  }

  private static double deviation(Result[] repeats, ToDoubleFunction<Result> value) {
    double mean = mean(repeats, value);
    double squares = Arrays.stream(repeats).mapToDouble(value).map(x -> (x - mean) * (x - mean)).sum();
    return repeats.length < 2 ? 0 : Math.sqrt(squares / (repeats.length - 1));
  }

  /// One standard deviation below the mean.
  double[] low() {
    double[] low = mean.clone();
    Arrays.setAll(low, i -> mean[i] - deviation[i]);
    return low;
  }

  /// One standard deviation above the mean.
  double[] high() {
    double[] high = mean.clone();
    Arrays.setAll(high, i -> mean[i] + deviation[i]);
    return high;
  }
}
