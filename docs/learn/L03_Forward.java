import dev.jacobean.autodiff.*;

int steps;
int evaluations;

/// √a by Newton's method, written with no thought of derivatives. How often the loop runs depends on the numbers.
Tensor root(Tensor a) {
  Tensor y = a;
  for (steps = 0; Math.abs(y.square().minus(a).item()) > 1e-12; steps++) {
    y = y.plus(a.dividedBy(y)).times(0.5);
  }
  return y;
}

/// The product of sines: a number from a vector.
Tensor waves(Tensor x) {
  evaluations++;
  Tensor product = x.at(0, 0).sin();
  for (int i = 1; i < x.shape().size(0); i++) {
    product = product.times(x.at(0, i).sin());
  }
  return product;
}

void main() {
  Jvp<Tensor> root = Autodiff.jvp(this::root, Tensor.scalar(2), Tensor.scalar(1));
  IO.println("the loop ran %d times".formatted(steps));
  IO.println("√2       = %.6f   value      %.6f".formatted(Math.sqrt(2), root.value().item()));
  IO.println("1/(2√2)  = %.6f   tangent    %.6f".formatted(1 / (2 * Math.sqrt(2)), root.tangent().item()));
  IO.println("a tape of it would have %d rows; the forward sweep kept none".formatted(
      Autodiff.explain(this::root, Tensor.scalar(2)).rows().size()));

  IO.println("\na branch: the derivative is that of the branch taken");
  for (double x : new double[] {-3, 4}) {
    Jvp<Tensor> moved = Autodiff.jvp(
        (Tensor v) -> v.item() < 0 ? v.negate() : v.square(), Tensor.scalar(x), Tensor.scalar(1));
    IO.println("  at %2.0f: value %2.0f, tangent %2.0f".formatted(x, moved.value().item(), moved.tangent().item()));
  }

  IO.println("\na gradient in 5 variables, one direction at a time");
  Tensor x = Tensor.of(0.5, 1, 1.5, 2, 2.5);
  for (int i = 0; i < 5; i++) {
    double[] direction = new double[5];
    direction[i] = 1;
    Jvp<Tensor> moved = Autodiff.jvp(this::waves, x, Tensor.of(direction));
    double byHand = moved.value().item() / Math.tan(x.toDoubles()[i]);
    IO.println("  ∂/∂x%d = %7.4f   by hand %7.4f".formatted(i, moved.tangent().item(), byHand));
  }
  IO.println("evaluations: " + evaluations);
}
