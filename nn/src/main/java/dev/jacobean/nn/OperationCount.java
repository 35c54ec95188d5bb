package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Explanation;
import dev.jacobean.autodiff.array.Shape;
import java.util.function.Function;
import java.util.stream.IntStream;

/// How much a function computes, read off its tape.
///
/// @param operations multiplications and additions of one evaluation
/// @param steps primitives
/// @param numbers that a tape of it keeps
record OperationCount(double operations, int steps, double numbers) {
  /// Counts one evaluation.
  static <P, Q> OperationCount of(Function<P, Q> f, P at) {
    Explanation explained = Autodiff.explain(f, at);
    return new OperationCount(explained.rows().stream().mapToDouble(OperationCount::work).sum(),
        explained.rows().size(), explained.rows().stream().mapToDouble(OperationCount::kept).sum());
  }

  private static double kept(Explanation.Row row) {
    return (double) Math.max(row.bytes(), 0) / row.dtype().bytes();
  }

  /// Contractions cost two operations a product, all else one a number.
  private static double work(Explanation.Row row) {
    double results = row.result().size();
    return switch (row.operation()) {
      case "argument" -> 0;
      case "matmul" -> 2 * results * depth(row.arguments().getFirst(), 1);
      case "conv2d" -> 2 * results * depth(row.arguments().get(1), 4) / depth(row.arguments().get(1), 1);
      default -> results;
    };
  }

  /// The product of the last sizes.
  private static double depth(Shape shape, int axes) {
    return IntStream.range(Math.max(0, shape.rank() - axes), shape.rank()).mapToDouble(shape::size)
        .reduce(1, (a, b) -> a * b);
  }
}
