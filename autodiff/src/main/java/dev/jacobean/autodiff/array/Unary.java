package dev.jacobean.autodiff.array;

import java.util.function.DoubleUnaryOperator;

/// The elementwise functions of one argument, each with its scalar definition.
///
/// The definition is in double precision; a backend rounds its result to the element type or comes close to that.
public enum Unary {
  /// −x.
  NEGATE(x -> -x),
  /// 1/x.
  RECIPROCAL(x -> 1 / x),
  /// x².
  SQUARE(x -> x * x),
  /// √x.
  SQRT(Math::sqrt),
  /// |x|.
  ABS(Math::abs),
  /// −1, ±0 or 1.
  SIGN(Math::signum),
  /// The largest whole number not above x.
  FLOOR(Math::floor),
  /// eˣ.
  EXP(Math::exp),
  /// eˣ − 1, exact near zero.
  EXPM1(Math::expm1),
  /// The natural logarithm.
  LOG(Math::log),
  /// log(1 + x), exact near zero.
  LOG1P(Math::log1p),
  /// Sine of an angle in radians.
  SIN(Math::sin),
  /// Cosine of an angle in radians.
  COS(Math::cos),
  /// Hyperbolic tangent.
  TANH(Math::tanh),
  /// 1/(1 + e⁻ˣ).
  SIGMOID(x -> x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  /// log(1 + eˣ).
  SOFTPLUS(x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  /// The error function 2/√π ∫₀ˣ e^(−s²) ds.
  ERF(Special::erf),
  /// max(x, 0); NaN stays NaN.
  RELU(x -> Math.max(x, 0));

  private final DoubleUnaryOperator definition;

  Unary(DoubleUnaryOperator definition) {
    this.definition = definition;
  }

  /// {@return the function's value: its definition, to which every backend is held}
  /// @param x any number, also NaN and the infinities
  public double at(double x) {
    return definition.applyAsDouble(x);
  }
}
