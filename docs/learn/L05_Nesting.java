import dev.jacobean.autodiff.*;
import java.util.function.*;

/// The derivative of a function of one number, by either mode.
enum Mode implements UnaryOperator<Function<Tensor, Tensor>> {
  FORWARD { public Function<Tensor, Tensor> apply(Function<Tensor, Tensor> f) {
    return x -> Autodiff.jvp(f, x, Tensor.scalar(1)).tangent(); } },
  REVERSE { public Function<Tensor, Tensor> apply(Function<Tensor, Tensor> f) {
    return x -> Autodiff.gradient(f, x); } }
}

void main() {
  Tensor one = Tensor.scalar(1), point = Tensor.scalar(1.3);

  IO.println("d/dx (x · d/dy (x + y)) is 1; confused, it would be 2");
  for (Mode outer : Mode.values()) {
    for (Mode inner : Mode.values()) {
      Tensor d = outer.apply(x -> x.times(inner.apply(y -> x.plus(y)).apply(one))).apply(one);
      IO.println("  %s over %s: %.0f".formatted(outer, inner, d.item()));
    }
  }

  IO.println("\nd²/dx² sin x at 1.3 is −sin 1.3 = %.6f".formatted(-Math.sin(1.3)));
  for (Mode outer : Mode.values()) {
    for (Mode inner : Mode.values()) {
      double d = outer.apply(inner.apply(Tensor::sin)).apply(point).item();
      IO.println("  %s over %s: %.6f".formatted(outer, inner, d));
    }
  }

  IO.println("\nwho watches: x ↦ x² inside two differentiations");
  Mode.FORWARD.apply(x -> Mode.REVERSE.apply(y -> {
    IO.println("  y is " + y);
    return y.square();
  }).apply(x)).apply(point);

  // A Hessian times a vector: how the gradient moves when x does (Pearlmutter 1994).
  Function<Tensor, Tensor> f = x -> x.dot(x).square();
  Tensor x = Tensor.of(1, 2), v = Tensor.of(1, 0);
  Tensor nested = Autodiff.jvp((Tensor w) -> Autodiff.gradient(f, w), x, v).tangent();
  IO.println("\nH·v = %s, by hand 8x⟨x, v⟩ + 4⟨x, x⟩v".formatted(nested));
  IO.println("    = " + x.times(8 * x.dot(v).item()).plus(v.times(4 * x.dot(x).item())));

  Tensor[] escaped = new Tensor[1];
  Autodiff.gradient((Tensor w) -> (escaped[0] = w.square()), one);
  try {
    escaped[0].plus(1);
  } catch (IllegalStateException e) {
    IO.println("\na tensor that outlives its differentiation:\n  " + e.getMessage());
  }
}
