package dev.jacobean.bench;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;

/// The smallest program with a model in it: two layers, a mean square, one gradient. Timed from outside by [B03FirstGradient].
final class FirstGradient {
  private FirstGradient() {}

  private record Net(Tensor hidden, Tensor output) {
    Tensor apply(Tensor x) {
      return x.matmul(hidden).relu().matmul(output);
    }
  }

  /// Prints the gradient of the output layer.
  public static void main(String[] arguments) {
    Tensor x = Tensor.of(new double[][] {{1, 2}, {3, -1}, {0, 1}});
    Tensor y = Tensor.of(new double[][] {{1}, {-1}, {0}});
    Net at = new Net(Tensor.of(new double[][] {{0.5, -1}, {1, 0.25}}), Tensor.of(new double[][] {{1}, {-0.5}}));
    Net gradient = Autodiff.gradient(net -> net.apply(x).minus(y).square().mean(), at);
    System.out.println("gradient " + gradient.output());
  }
}
