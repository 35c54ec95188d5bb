package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import java.util.function.UnaryOperator;

/// The usual elementwise functions, as layers. Any other `Tensor -> Tensor` is a layer too.
public enum Activation implements Layer {
  /// max(x, 0); the derivative at 0 is 0.
  RELU(Tensor::relu),
  /// x where x > 0, else x/100 (Maas, Hannun & Ng 2013); the derivative at 0 is 1/100.
  LEAKY_RELU(x -> x.greater(0).select(x, x.times(0.01))),
  /// x·Φ(x), Φ the standard normal distribution function; not its tanh approximation (Hendrycks & Gimpel 2016).
  GELU(Tensor::gelu),
  /// x/(1 + e^−x) (Elfwing, Uchibe & Doya 2018), also called swish.
  SILU(x -> x.times(x.sigmoid())),
  /// log(1 + e^x).
  SOFTPLUS(Tensor::softplus),
  /// Hyperbolic tangent.
  TANH(Tensor::tanh),
  /// 1/(1 + e^−x).
  SIGMOID(Tensor::sigmoid),
  /// x².
  QUADRATIC(Tensor::square);

  private final UnaryOperator<Tensor> function;

  Activation(UnaryOperator<Tensor> function) {
    this.function = function;
  }

  /// The function of each element; any shape.
  @Override
  public Tensor apply(Tensor x) {
    return function.apply(x);
  }
}
