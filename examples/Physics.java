import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.*;
import java.util.Random;

/// A physics-informed network (Raissi, Perdikaris & Karniadakis 2019): learns the u with u″ = −π² sin πx between
/// u(0) = 0 and u(1) = 0 from the equation alone; no value of u in between is given. The loss has second derivatives in
/// the input, and is itself differentiated in the weights: three derivatives, nested.
record Field(Tensor hidden, Tensor bias, Tensor output) {
  /// u at points [n, 1]; the factor x(1 − x) is 0 on the boundary.
  Tensor at(Tensor x) {
    return x.matmul(hidden).plus(bias).tanh().matmul(output).times(x).times(x.negate().plus(1));
  }

  /// u″: a forward derivative of a forward derivative. As each u depends on its own x only, the direction of ones gives
  /// all of them at once.
  Tensor second(Tensor x) {
    Tensor ones = x.times(0).plus(1);
    return Autodiff.jvp(z -> Autodiff.jvp(this::at, z, ones).tangent(), x, ones).tangent();
  }
}

void main() {
  var random = new Random(5);
  Tensor x = Tensor.range(Backends.f64(), 33).times(1.0 / 32).reshape(33, 1);
  Tensor source = x.times(Math.PI).sin().times(-Math.PI * Math.PI);
  Optimizer rule = Optimizer.adam();
  Schedule rate = Schedule.cosine(0.05, 1000);
  Optimizer.State<Field> state = rule.start(new Field(Tensor.normal(Backends.f64(), random, 1, 32),
      Tensor.normal(Backends.f64(), random, 32), Tensor.normal(Backends.f64(), random, 32, 1)));

  for (int step = 0; step <= 1000; step++) {
    if (step % 250 == 0) {
      Tensor error = state.parameters().at(x).minus(x.times(Math.PI).sin());
      IO.println("after %4d steps u is off by at most %.0e".formatted(step, error.abs().max().item()));
    }
    Field gradient = Autodiff.gradient(u -> u.second(x).minus(source).square().mean(), state.parameters());
    state = rule.next(state, gradient, rate.at(step));
  }
  Tensor third = Tensor.of(1.0 / 3).reshape(1, 1);                                // between two of the points
  IO.println("u(1/3) = %.3f, u″(1/3) = %.2f".formatted(
      state.parameters().at(third).item(), state.parameters().second(third).item()));
}
