import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.*;
import java.util.Random;
import java.util.function.Function;

record Net(Tensor hidden, Tensor output) {
  Tensor apply(Tensor x) {
    return x.matmul(hidden).tanh().matmul(output);
  }
}

void main() {
  var random = new Random(3);
  Tensor x = Tensor.normal(Backends.f64(), random, 6, 2);
  Net w = new Net(Tensor.normal(Backends.f64(), random, 2, 30),
      Tensor.normal(Backends.f64(), random, 30, 1).times(Math.sqrt(1 / 30.0)));

  // 1: row i of DhDh* is what the pullback of unit vector i is pushed forward to.
  Linearization<Net, Tensor> map = Autodiff.linearize((Net v) -> v.apply(x), w);
  Tensor kernel = TangentKernel.of(Net::apply, w).matrix(x);
  double worst = 0;
  for (int i = 0; i < 6; i++) {
    double[] unit = new double[6];
    unit[i] = 1;
    Tensor row = map.pushforward(map.pullback(Tensor.of(unit).reshape(6, 1))).reshape(6);
    worst = Math.max(worst, row.minus(kernel.at(0, i)).abs().max().item());
  }
  IO.println("1. the kernel is DhDh*: " + (worst < 1e-12));

  // 2: the loss of the tangent model is convex in u: its second derivative along any direction is not negative.
  TangentModel<Net> tangent = TangentModel.centred(Net::apply, w);
  Tensor y = x.at(1, 0).reshape(6, 1);
  Function<Net, Tensor> convex = u -> Loss.halfSquared(tangent.apply(u, x), y);
  Function<Net, Tensor> other = v -> Loss.halfSquared(v.apply(x), y);
  int tangentBelow = 0, modelBelow = 0;
  for (int i = 0; i < 20; i++) {
    Net at = Tree.map(leaf -> Tensor.normal(leaf.backend(), random, leaf.shape().sizes()), w);
    Net along = Tree.map(leaf -> Tensor.normal(leaf.backend(), random, leaf.shape().sizes()), w);
    tangentBelow += Tree.dot(along, Autodiff.hvp(convex, at, along)).item() < 0 ? 1 : 0;
    modelBelow += Tree.dot(along, Autodiff.hvp(other, at, along)).item() < 0 ? 1 : 0;
  }
  IO.println("2. negative curvature: tangent model %s, model %s".formatted(
      tangentBelow == 0 ? "never" : "sometimes", modelBelow == 0 ? "never" : "sometimes"));

  // 3: for the centred model the output is 0 at the start, whatever α.
  Laziness.Norm first = Laziness.derivative(Net::apply, w, x);
  Laziness.Norm second = Laziness.secondDerivative(Net::apply, w, x, 1, 1e-3, new Random(1));
  for (double alpha : new double[] {0.1, 1, 10, 100}) {
    IO.println("3. α = %5.1f: κ = %.3f".formatted(alpha, Laziness.kappa(alpha, y.zeros(), y, first, second)));
  }
}
