import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.*;
import java.util.Random;

/// Two layers, h(w; x) = tanh(x·hidden)·output.
record Net(Tensor hidden, Tensor output) {
  Tensor apply(Tensor x) {
    return x.matmul(hidden).tanh().matmul(output);
  }
}

void main() {
  var random = new Random(3);
  Tensor x = Tensor.normal(Backends.f64(), random, 10, 2), y = x.at(1, 0).times(x.at(1, 1)).reshape(10, 1);
  Net start = new Net(Tensor.normal(Backends.f64(), random, 2, 30),
      Tensor.normal(Backends.f64(), random, 30, 1).times(Math.sqrt(1 / 30.0)));
  double rate = 0.1;
  int steps = 300;

  IO.println("the model α(h(w) − h(w₀)) beside its tangent model, %d steps of gradient descent".formatted(steps));
  IO.println("     α    loss   loss of tangent   weights moved by   outputs apart by");
  for (double alpha : new double[] {0.3, 1, 10, 100}) {
    Scaled<Net> model = Scaled.centred(Net::apply, alpha, start);
    TangentModel<Net> tangent = model.tangent(start);
    Linearization<Net, Tensor> map = tangent.on(x);
    Tensor initial = model.start(x);
    Net w = start, u = tangent.zero();
    for (int i = 0; i < steps; i++) {
      w = Tree.plusTimes(w, -rate, model.valueAndGradient(h -> Loss.halfSquared(h, y), w, x, initial).gradient());
      u = Tree.plusTimes(u, -rate, tangent.valueAndGradient(h -> Loss.halfSquared(h, y), u, map).gradient());
    }
    Tensor output = model.apply(w, x), linear = tangent.apply(u, map);
    IO.println("%6.1f  %.4f            %.4f          %8.4f %%         %8.4f %%".formatted(alpha,
        Loss.halfSquared(output, y).item(), Loss.halfSquared(linear, y).item(),
        100 * Laziness.motion(start, w), 100 * length(output.minus(linear)) / length(linear)));
  }

  // The tangent model needs no training: its outputs follow the tangent kernel Θ = Dh(w₀)Dh(w₀)*.
  Tensor kernel = TangentKernel.of(Net::apply, start).matrix(x);
  KernelDynamics dynamics = KernelDynamics.of(kernel, y.zeros(), y, 1.0 / 10); // the loss is a mean over 10
  IO.println("\nin closed form, from the kernel %s: loss %.4f".formatted(
      kernel.shape(), dynamics.loss(dynamics.descent(rate, steps))));
}

double length(Tensor x) {
  return Math.sqrt(x.dot(x).item());
}
