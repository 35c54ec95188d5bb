import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.Backends;

int evaluations;
Tensor times = Tensor.range(Backends.f64(), 20).times(0.1);

/// A decaying wave at 20 times, from amplitude, decay and frequency: 20 numbers from 3.
Tensor wave(Tensor p) {
  evaluations++;
  return times.times(p.at(0, 1)).negate().exp().times(p.at(0, 0)).times(times.times(p.at(0, 2)).sin());
}

void main() {
  Tensor p = Tensor.of(1.5, 0.4, 3.2), truth = Tensor.of(2, 0.5, 3);
  Tensor data = wave(truth);

  // Any number of products, both ways, from one evaluation.
  evaluations = 0;
  Linearization<Tensor, Tensor> map = Autodiff.linearize(this::wave, p);
  double worst = 0;
  var random = new java.util.Random(1);
  for (int i = 0; i < 100; i++) {
    Tensor t = Tensor.normal(Backends.f64(), random, 3), c = Tensor.normal(Backends.f64(), random, 20);
    worst = Math.max(worst, Math.abs(c.dot(map.pushforward(t)).item() - map.pullback(c).dot(t).item()));
  }
  IO.println("200 products, the law holds to 1e-10: " + (worst < 1e-10) + ", evaluations: " + evaluations);

  // Gauss-Newton: linearise, solve the linear least squares problem by products alone, move, repeat.
  IO.println("\nGauss-Newton, from (1.5, 0.4, 3.2)");
  evaluations = 0;
  for (int step = 1; step <= 4; step++) {
    Linearization<Tensor, Tensor> j = Autodiff.linearize(this::wave, p);
    Tensor rest = data.minus(j.value());
    p = p.plus(solve(j, rest));
    IO.println("  step %d: misfit %.6f before, then p = (%.4f, %.4f, %.4f)".formatted(
        step, rest.dot(rest).sqrt().item(), p.toDoubles()[0], p.toDoubles()[1], p.toDoubles()[2]));
  }
  IO.println("  evaluations: " + evaluations);

  // A linearisation is a map like any other: JᵀJ is J followed by its transpose.
  LinearMap<Tensor, Tensor> normal = map.then(map.transpose());
  IO.println("\nJᵀJ·(1, 0, 0) = (%.4f, %.4f, %.4f)".formatted(
      java.util.Arrays.stream(normal.pushforward(Tensor.of(1, 0, 0)).toDoubles()).boxed().toArray()));
}

/// The t that makes ‖Jt − r‖ least, by conjugate gradients on JᵀJ t = Jᵀr (Hestenes & Stiefel 1952): 3 steps for 3 unknowns.
Tensor solve(LinearMap<Tensor, Tensor> j, Tensor r) {
  Tensor rest = j.pullback(r), direction = rest, t = rest.zeros();
  for (int i = 0; i < 3; i++) {
    Tensor image = j.pushforward(direction);
    double step = rest.dot(rest).item() / image.dot(image).item();
    t = t.plus(direction.times(step));
    Tensor next = rest.minus(j.pullback(image).times(step));
    direction = next.plus(direction.times(next.dot(next).item() / rest.dot(rest).item()));
    rest = next;
  }
  return t;
}
