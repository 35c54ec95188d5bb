package dev.jacobean.experiments;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// What a job computed: numbers and series of numbers by name.
///
/// @param values a series for each name; a single number is a series of length one
record Result(Map<String, double[]> values) implements Serializable {
  /// Keeps the names in order, so that equal results are written as equal text.
  Result {
    values = new TreeMap<>(values);
  }

  /// A result with no values yet.
  static Result empty() {
    return new Result(Map.of());
  }

  /// This result and one more value.
  Result with(String name, double... series) {
    Map<String, double[]> more = new TreeMap<>(values);
    more.put(name, series.clone());
    return new Result(more);
  }

  /// Whether it is the same, bit by bit; one NaN is as good as another.
  boolean sameAs(Result other) {
    return values.keySet().equals(other.values.keySet())
        && values.keySet().stream().allMatch(name -> Arrays.equals(values.get(name), other.values.get(name)));
  }

  /// The series of that name.
  ///
  /// @throws IllegalArgumentException if there is none
  double[] series(String name) {
    double[] series = values.get(name);
    if (series == null) {
      throw new IllegalArgumentException("result: there is no \"" + name + "\" among " + values.keySet());
    }
    return series;
  }

  /// The only number of that name.
  ///
  /// @throws IllegalArgumentException if there is none, or more than one
  double value(String name) {
    double[] series = series(name);
    if (series.length != 1) {
      throw new IllegalArgumentException("result: \"" + name + "\" has " + series.length + " numbers, not one");
    }
    return series[0];
  }
}
