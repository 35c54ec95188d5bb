package dev.jacobean.autodiff.array;

import java.util.function.DoubleBinaryOperator;

/// The elementwise functions of two arguments, each with its scalar definition. Comparisons give 1 or 0.
public enum Binary {
  /// x + y.
  ADD(Double::sum),
  /// x − y.
  SUBTRACT((x, y) -> x - y),
  /// x·y.
  MULTIPLY((x, y) -> x * y),
  /// x/y.
  DIVIDE((x, y) -> x / y),
  /// xʸ.
  POW(Math::pow),
  /// The larger; NaN if one is NaN.
  MAX(Math::max),
  /// The smaller; NaN if one is NaN.
  MIN(Math::min),
  /// 1 where x < y.
  LESS((x, y) -> x < y ? 1 : 0),
  /// 1 where x ≤ y.
  LESS_OR_EQUAL((x, y) -> x <= y ? 1 : 0),
  /// 1 where x = y.
  EQUAL((x, y) -> x == y ? 1 : 0),
  /// 1 where x ≠ y.
  NOT_EQUAL((x, y) -> x != y ? 1 : 0),
  /// x where y > 0, else 0 (whatever x is there): ReLU's local linear map, with the output as `y`.
  GATE((x, y) -> y > 0 ? x : 0),
  /// max(x + y, 0): an activation with its bias.
  ADD_RELU((x, y) -> Math.max(x + y, 0));

  private final DoubleBinaryOperator definition;

  Binary(DoubleBinaryOperator definition) {
    this.definition = definition;
  }

  /// {@return the function's value: its definition, to which every backend is held}
  /// @param x the left argument
  /// @param y the right argument
  public double at(double x, double y) {
    return definition.applyAsDouble(x, y);
  }
}
