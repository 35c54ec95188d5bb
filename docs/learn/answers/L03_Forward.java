import dev.jacobean.autodiff.*;

/// The cosine as 1 − x²/2 + x⁴/24 − …, until terms no longer matter.
Tensor cosine(Tensor x) {
  Tensor term = Tensor.scalar(1), sum = term;
  for (int k = 1; Math.abs(term.item()) > 1e-17; k++) {
    term = term.times(x.square()).times(-1.0 / (2 * k * (2 * k - 1)));
    sum = sum.plus(term);
  }
  return sum;
}

void main() {
  Jvp<Tensor> cosine = Autodiff.jvp(this::cosine, Tensor.scalar(1), Tensor.scalar(1));
  IO.println("1. value %.9f, cos 1 = %.9f".formatted(cosine.value().item(), Math.cos(1)));
  IO.println("   tangent %.9f, −sin 1 = %.9f".formatted(cosine.tangent().item(), -Math.sin(1)));

  // 2: the columns of the Jacobian are the pushforwards of the three unit vectors.
  int[] evaluations = {0};
  Tensor times = Tensor.range(dev.jacobean.autodiff.array.Backends.f64(), 1000).times(0.01);
  for (double[] unit : new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}) {
    Jvp<Tensor> column = Autodiff.jvp((Tensor p) -> {
      evaluations[0]++;
      return times.times(p.at(0, 0)).sin().times(p.at(0, 1)).plus(p.at(0, 2));
    }, Tensor.of(2.0, 1.0, 0.0), Tensor.of(unit));
    IO.println("2. a column of %s numbers".formatted(column.tangent().shape()));
  }
  IO.println("   evaluations: " + evaluations[0]);

  // 3: both branches have the value 0 at 0, but the program takes one of them.
  for (boolean strict : new boolean[] {true, false}) {
    Jvp<Tensor> kink = Autodiff.jvp((Tensor v) -> (strict ? v.item() > 0 : v.item() >= 0) ? v : v.times(0),
        Tensor.scalar(0), Tensor.scalar(1));
    IO.println("3. with %s the tangent at 0 is %.0f".formatted(strict ? "x > 0 " : "x >= 0", kink.tangent().item()));
  }
}
