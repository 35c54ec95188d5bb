import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.Backends;
import java.nio.file.*;
import java.util.function.Function;

int layers;

Tensor layer(Tensor x, Tensor weight) {
  layers++;
  return x.matmul(weight).tanh();
}

/// 16 layers with one weight, cut into parts of some length of which the tape keeps the argument only; 0 keeps all.
Tensor network(Tensor weight, Tensor x, int part) {
  Function<Tensor[], Tensor> layers = from -> {
    Tensor y = from[0];
    for (int i = 0; i < Math.max(1, part); i++) {
      y = layer(y, from[1]);
    }
    return y;
  };
  for (int i = 0; i < 16; i += Math.max(1, part)) {
    Tensor[] from = {x, weight};
    x = part == 0 ? layers.apply(from) : Autodiff.checkpoint(layers).apply(from);
  }
  return x.sum();
}

/// The y with y + tanh y = x, by iteration. Its rule needs no iteration: (1 + tanh′ y)·dy = dx, by the implicit function theorem.
static final Primitive SOLVED = Primitive.of("solved", x -> {
  Tensor y = x.times(0.5);
  for (int i = 0; i < 100; i++) {
    y = y.plus(x.minus(y).minus(y.tanh()).times(0.5));
  }
  return y;
}, (x, y) -> {
  Tensor slope = y.tanh().square().negate().plus(2).reciprocal();
  return LinearMap.of(t -> t.times(slope), c -> c.times(slope));
});

void main(String... folder) throws java.io.IOException {
  var random = new java.util.Random(1);
  Tensor w = Tensor.normal(Backends.f64(), random, 16, 16).times(0.3), x = Tensor.normal(Backends.f64(), random, 64, 16);
  Tensor all = Autodiff.gradient(v -> network(v, x, 0), w);
  for (int part : new int[] {0, 4}) {
    layers = 0;
    Tensor gradient = Autodiff.gradient(v -> network(v, x, part), w);
    IO.println("%-13s layers evaluated: %d, bytes on the tape: %,9d, same gradient: %s".formatted(
        part == 0 ? "keep all" : "parts of " + part, layers,
        Autodiff.explain(v -> network(v, x, part), w).bytes(), gradient.minus(all).abs().max().item() < 1e-12));
  }

  Tensor at = Tensor.of(0.5, 2, -3);
  Tensor rest = SOLVED.apply(at).plus(SOLVED.apply(at).tanh()).minus(at);
  IO.println("\nsolved: y + tanh y − x is below 1e-12: " + (rest.abs().max().item() < 1e-12));
  Autodiff.checkGradients(v -> SOLVED.apply(v), at, 3);
  IO.println("its rule holds in both modes to order 3; a tape of it has "
      + Autodiff.explain(v -> SOLVED.apply(v), at).rows().size() + " rows");
  if (folder.length > 0) {
    Files.writeString(Path.of(folder[0], "kept.svg"), Autodiff.explain(
        v -> layer(layer(x, v).plus(v.sum(0)).relu(), v).softmax(1).at(1, 0).log().mean(), w).svg());
  }
}
