import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.Backends;

Tensor f(Tensor x) {
  return x.matmul(x).tanh();
}

void main() {
  Tensor x = Tensor.of(new double[][] {{0.5, -0.2}, {0.3, 0.1}});
  Linearization<Tensor, Tensor> map = Autodiff.linearize(this::f, x);

  // 1: power iteration on JᵀJ; the Jacobian itself, 4 × 4, is only made to check.
  Tensor t = Tensor.of(new double[][] {{1, 0}, {0, 0}});
  double value = 0;
  for (int i = 0; i < 200; i++) {
    Tensor next = map.pullback(map.pushforward(t));
    value = next.dot(next).sqrt().item();
    t = next.times(1 / value);
  }
  IO.println("1. largest singular value %.5f".formatted(Math.sqrt(value)));
  Tensor j = Autodiff.jacobian(this::f, x).reshape(4, 4);
  Tensor power = j.transpose().matmul(j);
  for (int i = 0; i < 6; i++) { // (JᵀJ)^64
    power = power.matmul(power);
  }
  IO.println("   trace((JᵀJ)^64)^(1/128): %.5f".formatted(Math.pow(
      power.times(Tensor.of(new double[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}})).sum().item(), 1 / 128.0)));

  // 2: the pushforward is linear in t, so its own derivative in t is itself, wherever it is taken.
  Tensor s = Tensor.of(new double[][] {{1, 2}, {3, 4}}), at = t;
  Tensor again = Autodiff.jvp(map::pushforward, at, s).tangent();
  IO.println("2. same: " + (again.minus(map.pushforward(s)).abs().max().item() < 1e-12));

  // 3: the derivative of the norm of a pushforward with respect to the point where f was linearised.
  Tensor direction = t;
  Tensor slope = Autodiff.gradient((Tensor v) -> Autodiff.linearize(this::f, v).pushforward(direction).square().sum(), x);
  double h = 1e-5;
  Tensor step = Tensor.of(new double[][] {{h, 0}, {0, 0}});
  double ahead = Autodiff.jvp(this::f, x.plus(step), direction).tangent().square().sum().item();
  double behind = Autodiff.jvp(this::f, x.minus(step), direction).tangent().square().sum().item();
  IO.println("3. %.5f, by differences %.5f".formatted(slope.toDoubles()[0], (ahead - behind) / (2 * h)));
}
