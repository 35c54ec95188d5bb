package my.app;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.Linear;

/// The gradient of a layer's sum of squares. The argument says which arithmetic is expected: vector or reference.
public class Main {
  /// Parameters as a record.
  record Model(Linear layer, Tensor scale) {
    Tensor loss(Tensor x) {
      return layer.apply(x).times(scale).square().sum();
    }
  }

  void main(String[] arguments) {
    Tensor weight = Tensor.of(new double[][] {{1, 2}, {3, 4}});
    Tensor x = Tensor.of(new double[][] {{1, 1}});
    Model model = new Model(new Linear(weight, Tensor.of(0.0, 0)), Tensor.scalar(0.5));
    Model gradient = Autodiff.gradient(m -> m.loss(x), model);
    IO.println(gradient);
    // The layer's output y is [4, 6], the loss s² |y|², so its derivatives are 2 s² y in the bias and 2 s |y|² in s.
    require(gradient.layer().bias().toDoubles(), 2, 3);
    require(gradient.scale().toDoubles(), 52);
    if (!Backends.description().startsWith(arguments[0])) {
      throw new AssertionError("arithmetic is " + Backends.description() + ", expected " + arguments[0]);
    }
  }

  private static void require(double[] actual, double... expected) {
    if (!java.util.Arrays.equals(actual, expected)) {
      throw new AssertionError("gradient is " + java.util.Arrays.toString(actual));
    }
  }
}
