package dev.jacobean.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Numbers noted again and again on the way, some names each time.
final class Course {
  private final List<String> names;
  private final List<double[]> rows = new ArrayList<>();

  Course(String... names) {
    this.names = List.of(names);
  }

  /// Notes a number for each name.
  void note(double... numbers) {
    rows.add(numbers.clone());
  }

  /// Everything that was noted for name number `name`.
  double[] column(int name) {
    return rows.stream().mapToDouble(row -> row[name]).toArray();
  }

  /// The result with the series of all names, of at most `most` places, evenly spread from the first to the last.
  Result thinned(int most, Result result) {
    int[] places = IntStream.range(0, most)
        .map(i -> (int) Math.round(i * (rows.size() - 1.0) / (most - 1))).distinct().toArray();
    Result thinned = result;
    for (int name = 0; name < names.size(); name++) {
      double[] column = column(name);
      thinned = thinned.with(names.get(name), Arrays.stream(places).mapToDouble(i -> column[i]).toArray());
    }
    return thinned;
  }
}
