package dev.jacobean.autodiff;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.function.BinaryOperator;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.hipparchus.special.Erf;

/// Functions of numbers, each written twice: in tensors, and in the Taylor arithmetic of Hipparchus, which knows
/// nothing of this library.
final class ScalarFunctions {
  /// A function of one number, and points in its domain where it is smooth.
  record Unary(
      String name, UnaryOperator<Tensor> tensors, UnaryOperator<DerivativeStructure> oracle, double... points) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// A function of two numbers, and one point.
  record Binary(
      String name, BinaryOperator<Tensor> tensors, BinaryOperator<DerivativeStructure> oracle, double x, double y) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Unary> PRIMITIVES = List.of(
      new Unary("negate", Tensor::negate, x -> x.negate(), -0.7, 1.3),
      new Unary("reciprocal", Tensor::reciprocal, x -> x.reciprocal(), -0.7, 1.3),
      new Unary("square", Tensor::square, x -> x.square(), -0.7, 0, 1.3),
      new Unary("sqrt", Tensor::sqrt, x -> x.sqrt(), 0.6, 2.5),
      new Unary("abs", Tensor::abs, x -> x.abs(), -0.7, 1.3),
      new Unary("exp", Tensor::exp, x -> x.exp(), -1.2, 0, 0.8),
      new Unary("expm1", Tensor::expm1, x -> x.expm1(), -1.2, 0, 0.8),
      new Unary("log", Tensor::log, x -> x.log(), 0.6, 2.5),
      new Unary("log1p", Tensor::log1p, x -> x.log1p(), -0.4, 0, 1.5),
      new Unary("sin", Tensor::sin, x -> x.sin(), -1.2, 0, 2),
      new Unary("cos", Tensor::cos, x -> x.cos(), -1.2, 0, 2),
      new Unary("tanh", Tensor::tanh, x -> x.tanh(), -1.2, 0, 0.8),
      new Unary("sigmoid", Tensor::sigmoid, ScalarFunctions::sigmoid, -1.2, 0, 0.8),
      new Unary("softplus", Tensor::softplus, x -> x.exp().log1p(), -1.2, 0, 0.8),
      new Unary("erf", Tensor::erf, ScalarFunctions::erf, -1.2, 0, 0.8),
      new Unary("gelu", Tensor::gelu, ScalarFunctions::gelu, -1.2, 0, 0.8),
      new Unary("relu", Tensor::relu, x -> x.getReal() > 0 ? x : x.multiply(0), -0.7, 1.3),
      new Unary("pow 3", x -> x.pow(3), x -> x.pow(3), -0.7, 0, 1.3),
      new Unary("pow -1.5", x -> x.pow(-1.5), x -> x.pow(-1.5), 0.6, 1.3),
      new Unary("2 to the power", x -> Tensor.full(x.backend(), 2).pow(x),
          x -> x.multiply(Math.log(2)).exp(), -1.2, 0, 3),
      new Unary("logSumExp with 0", x -> Tensor.stack(0, x, x.zeros()).logSumExp(), x -> x.exp().log1p(), -1.2, 0, 0.8),
      new Unary("max with 0.1", x -> x.atLeast(0.1), x -> x.getReal() > 0.1 ? x : x.multiply(0).add(0.1), -0.7, 1.3));

  static final List<Unary> COMPOSITIONS = List.of(
      new Unary("exp(sin x) / (1 + x^2)", x -> x.sin().exp().dividedBy(x.square().plus(1)),
          x -> x.sin().exp().divide(x.square().add(1)), -0.9, 0.4, 1.7),
      new Unary("tanh(x)^3 log1p(x^2)", x -> x.tanh().pow(3).times(x.square().log1p()),
          x -> x.tanh().pow(3).multiply(x.square().log1p()), -0.9, 0.4, 1.1),
      new Unary("softplus(x erf x)", x -> x.times(x.erf()).softplus(),
          x -> x.multiply(erf(x)).exp().log1p(), -0.9, 0.4, 1.1),
      new Unary("x^x", x -> x.pow(x), x -> x.pow(x), 0.6, 1.4),
      new Unary("sqrt(x^2 + cos x) - x/(2 + sigmoid x)",
          x -> x.square().plus(x.cos()).sqrt().minus(x.dividedBy(x.sigmoid().plus(2))),
          x -> x.square().add(x.cos()).sqrt().subtract(x.divide(sigmoid(x).add(2))), -0.9, 0, 1.1));

  static final List<Binary> OF_TWO = List.of(
      new Binary("plus", Tensor::plus, (x, y) -> x.add(y), 0.7, -1.2),
      new Binary("minus", Tensor::minus, (x, y) -> x.subtract(y), 0.7, -1.2),
      new Binary("times", Tensor::times, (x, y) -> x.multiply(y), 0.7, -1.2),
      new Binary("dividedBy", Tensor::dividedBy, (x, y) -> x.divide(y), 0.7, -1.2),
      new Binary("pow", Tensor::pow, (x, y) -> x.pow(y), 0.7, -1.2),
      new Binary("pow, exponent 0", Tensor::pow, (x, y) -> x.log().multiply(y).exp(), 0.7, 0),
      new Binary("pow, exponent 2", Tensor::pow, (x, y) -> x.log().multiply(y).exp(), 0.7, 2),
      new Binary("x y^2 + sin(x y)", (x, y) -> x.times(y.square()).plus(x.times(y).sin()),
          (x, y) -> x.multiply(y.square()).add(x.multiply(y).sin()), 0.7, -1.2));

  private ScalarFunctions() {}

  private static DerivativeStructure sigmoid(DerivativeStructure x) {
    return x.negate().exp().add(1).reciprocal();
  }

  /// By its closed form, derivative n + 1 = 2/√π (−1)ⁿ Hₙ(x) e^(−x²) with the Hermite polynomials Hₙ (Abramowitz &
  /// Stegun 1964, 7.1.19), because Hipparchus 4.0.3 gives erf no derivatives at 0 and eleven digits elsewhere.
  private static DerivativeStructure erf(DerivativeStructure of) {
    double x = of.getReal();
    double[] taylor = new double[of.getOrder() + 1];
    taylor[0] = Erf.erf(x);
    double hermite = 1;
    double before = 0;
    for (int n = 0; n + 1 < taylor.length; n++) {
      taylor[n + 1] = 2 / Math.sqrt(Math.PI) * (n % 2 == 0 ? hermite : -hermite) * Math.exp(-x * x);
      double next = 2 * x * hermite - 2 * n * before;
      before = hermite;
      hermite = next;
    }
    return of.compose(taylor);
  }

  private static DerivativeStructure gelu(DerivativeStructure x) {
    return erf(x.multiply(Math.sqrt(0.5))).add(1).multiply(x).multiply(0.5);
  }
}
