import dev.jacobean.autodiff.*;
import java.util.Arrays;
import java.util.function.Function;

void main() {
  Tensor x = Tensor.of(-1, 0, 2), t = Tensor.of(1, 10, 100), c = Tensor.of(3, 2, 1);
  Tensor matrix = Tensor.of(new double[][] {{1, 2}, {0, 1}, {1, 0}}), pair = Tensor.of(7, 5);

  both("exp: each number times the slope, both ways", Tensor::exp, x, t, c);
  both("slice [1, 3): the adjoint pads with zeros", v -> v.slice(0, 1, 3), x, t, pair);
  both("sum: the adjoint hands the cotangent to every term", v -> v.sum(), x, t, Tensor.scalar(4));
  both("expand: the adjoint sums over the copies", v -> v.expand(c.shape()), Tensor.of(6), Tensor.of(1), c);
  both("x·B: the adjoint is c·Bᵀ", v -> v.reshape(1, 3).matmul(matrix).reshape(2), x, t, pair);
  both("relu: a gate, open where the value is above 0", Tensor::relu, x, t, c);

  // The gate selects; it does not multiply by 0, which would let a NaN through: 0 · NaN is NaN.
  Tensor bad = Tensor.of(Double.NaN, Double.NaN, 1);
  IO.println("relu pulls (NaN, NaN, 1) back to " + text(Autodiff.linearize(Tensor::relu, x).pullback(bad)));
}

/// Shows an operation's linear map at `x` in both directions, and that they obey the law.
void both(String name, Function<Tensor, Tensor> operation, Tensor x, Tensor t, Tensor c) {
  Linearization<Tensor, Tensor> map = Autodiff.linearize(operation, x);
  IO.println(name);
  IO.println("  pushforward " + text(t) + " → " + text(map.pushforward(t)));
  IO.println("  pullback    " + text(c) + " → " + text(map.pullback(c)));
  IO.println("  law         ⟨c, Jt⟩ = %.4f, ⟨Jᵀc, t⟩ = %.4f%n".formatted(
      c.times(map.pushforward(t)).sum().item(), map.pullback(c).times(t).sum().item()));
}

String text(Tensor x) {
  return Arrays.stream(x.toDoubles()).mapToObj(v -> "%.4f".formatted(v + 0.0).replaceAll("\\.?0+$", "")).toList().toString();
}
