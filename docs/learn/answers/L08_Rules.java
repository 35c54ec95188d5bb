import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.Backends;
import java.util.function.Function;

/// 64 layers of tanh in parts of some length.
Tensor network(Tensor x, int part) {
  Function<Tensor, Tensor> layers = y -> {
    for (int i = 0; i < part; i++) {
      y = y.tanh();
    }
    return y;
  };
  for (int i = 0; i < 64; i += part) {
    x = Autodiff.checkpoint(layers).apply(x);
  }
  return x.sum();
}

void main() {
  // 1: the tape keeps 64/part arguments; a part that is swept keeps `part` values more, for as long as that takes.
  Tensor x = Tensor.ones(Backends.f64(), 1000);
  for (int part : new int[] {1, 2, 4, 8, 16, 32, 64}) {
    long tape = Autodiff.explain((Tensor v) -> network(v, part), x).bytes() / 8000;
    IO.println("1. parts of %2d: %2d vectors on the tape, at most %2d at a time".formatted(part, tape, tape + part));
  }

  // 2: a wrong rule is found.
  Primitive wrong = Primitive.of("cube", v -> v.times(v).times(v), (v, y) -> {
    Tensor slope = v.square().times(2); // must be 3
    return LinearMap.of(t -> t.times(slope), c -> c.times(slope));
  });
  try {
    Autodiff.checkGradients(v -> wrong.apply(v), Tensor.of(1, 2), 1);
  } catch (AssertionError e) {
    IO.println("2. " + e.getMessage().split(":")[0]);
  }

  // 3: round to whole numbers, and let derivatives pass as if nothing had happened.
  Primitive straight = Primitive.of("round", v -> v.plus(0.5).floor(), (v, y) -> LinearMap.of(t -> t, c -> c));
  var moved = Autodiff.valueAndGradient((Tensor v) -> straight.apply(v).square().sum(), Tensor.of(1.2, 2.7));
  IO.println("3. value %.1f, gradient %s".formatted(moved.value().item(), moved.gradient()));
}
