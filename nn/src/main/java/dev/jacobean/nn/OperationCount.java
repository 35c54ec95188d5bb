package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Explanation;
import java.util.Arrays;
import java.util.function.Function;

/// How much a function computes, read off its tape.
///
/// @param operations multiplications and additions of one evaluation
/// @param steps primitives
/// @param bytes that a tape of it keeps
record OperationCount(double operations, int steps, long bytes) {
  /// Counts one evaluation.
  static <P, Q> OperationCount of(Function<P, Q> f, P at) {
    Explanation explained = Autodiff.explain(f, at);
    return new OperationCount(explained.rows().stream().mapToDouble(OperationCount::work).sum(),
        explained.rows().size(), explained.bytes());
  }

  /// Contractions cost two operations a product, all else one a number.
  private static double work(Explanation.Row row) {
    double results = Arrays.stream(sizes(row.result())).asDoubleStream().reduce(1, (a, b) -> a * b);
    if (row.operation().equals("argument")) {
      return 0;
    }
    String[] arguments = row.arguments().split("(?<=]) ", -1);
    return switch (row.operation()) {
      case "matmul" -> 2 * results * last(sizes(arguments[0]), 1);
      case "conv2d" -> 2 * results * last(sizes(arguments[1]), 4) / last(sizes(arguments[1]), 1);
      default -> results;
    };
  }

  /// The product of the last sizes.
  private static double last(int[] sizes, int count) {
    double product = 1;
    for (int i = Math.max(0, sizes.length - count); i < sizes.length; i++) {
      product *= sizes[i];
    }
    return product;
  }

  /// The sizes in `F32[2, 3]`.
  private static int[] sizes(String shape) {
    String inner = shape.substring(shape.indexOf('[') + 1, shape.indexOf(']'));
    return inner.isBlank() ? new int[0]
        : Arrays.stream(inner.split(",", -1)).mapToInt(size -> Integer.parseInt(size.strip())).toArray();
  }
}
