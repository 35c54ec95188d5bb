import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.Backends;
import java.util.function.Function;

void main() {
  // 1: reversing is its own adjoint (and its own inverse); so is taking the mean away.
  Tensor t = Tensor.of(1, 2, 6), c = Tensor.of(4, 0, -1), x = t.zeros();
  for (Function<Tensor, Tensor> f : java.util.List.<Function<Tensor, Tensor>>of(v -> v.reverse(0), v -> v.minus(v.mean()))) {
    var map = Autodiff.linearize(f, x);
    IO.println("1. push and pull agree: " + (map.pushforward(c).minus(map.pullback(c)).abs().max().item() < 1e-12));
  }

  // 2: what a map must keep of 1,000 numbers of 8 bytes.
  keeps("exp", Tensor::exp);
  keeps("sin", Tensor::sin);
  keeps("plus", v -> v.plus(1));
  keeps("sum", v -> v.sum());
  keeps("times itself", v -> v.times(v));
  keeps("relu", Tensor::relu);

  // 3: the adjoint of gather is scatter: what was read twice gets two contributions.
  var gather = Autodiff.linearize((Tensor v) -> v.gather(0, 2, 0, 2), x);
  IO.println("3. gather pulls [4, 0, -1] back to " + java.util.Arrays.toString(gather.pullback(c).toDoubles()));
}

void keeps(String name, Function<Tensor, Tensor> f) {
  IO.println("2. %s keeps %d bytes".formatted(name, Autodiff.explain(f, Tensor.ones(Backends.f64(), 1000)).bytes()));
}
