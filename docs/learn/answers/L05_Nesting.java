import dev.jacobean.autodiff.*;
import java.util.*;
import java.util.function.*;

void main() {
  Tensor one = Tensor.scalar(1), x = Tensor.scalar(1.3);
  UnaryOperator<Function<Tensor, Tensor>> forward = f -> v -> Autodiff.jvp(f, v, one).tangent();
  UnaryOperator<Function<Tensor, Tensor>> reverse = f -> v -> Autodiff.gradient(f, v);

  // 1: the third derivative of the sine is −cos, in each of the 2³ orders of modes.
  List<Double> thirds = new ArrayList<>();
  for (var a : List.of(forward, reverse)) {
    for (var b : List.of(forward, reverse)) {
      for (var c : List.of(forward, reverse)) {
        thirds.add(a.apply(b.apply(c.apply(Tensor::sin))).apply(x).item());
      }
    }
  }
  long right = thirds.stream().filter(d -> Math.abs(d + Math.cos(1.3)) < 1e-12).count();
  IO.println("1. %d of %d orders give −cos 1.3 = %.6f".formatted(right, thirds.size(), -Math.cos(1.3)));

  // 2: after one step of gradient descent, how does the loss depend on the rate?
  Tensor w = Tensor.of(1, -2), scale = Tensor.of(1, 3);
  Function<Tensor, Tensor> loss = v -> v.square().times(scale).sum();
  Function<Tensor, Tensor> after = rate -> loss.apply(w.minus(Autodiff.gradient(loss, w).times(rate)));
  Tensor rate = Tensor.scalar(0.1);
  Tensor gradient = Autodiff.gradient(loss, w);
  Tensor there = Autodiff.gradient(loss, w.minus(gradient.times(rate)));
  IO.println("2. d loss/d rate = %.4f, and −⟨∇L(w₁), ∇L(w₀)⟩ = %.4f".formatted(
      Autodiff.gradient(after, rate).item(), -there.dot(gradient).item()));

  // 3: d/dx of (the y-derivative of y²x at y = x), which is 2x²; so 4x.
  Function<Tensor, Tensor> f = v -> reverse.apply(y -> y.square().times(v)).apply(v);
  IO.println("3. %.4f, and 4x = %.4f".formatted(forward.apply(f).apply(x).item(), 4 * 1.3));
}
