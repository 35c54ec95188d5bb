import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.*;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// A model: a record. Its tensors are parameters; the rest rides along.
record Model(List<Linear> hidden, Linear output, Activation activation, String name) {
  Tensor apply(Tensor x) {
    for (Linear layer : hidden) {
      x = activation.apply(layer.apply(x));
    }
    return output.apply(x);
  }
}

Linear layer(Random random, int in, int out) {
  return Linear.xavier(Backends.f64(), random, in, out, 1);
}

void main() {
  var random = new Random(1);
  Model w = new Model(List.of(layer(random, 2, 8), layer(random, 8, 8)), layer(random, 8, 1), Activation.TANH, "small");
  Tensor x = Tensor.normal(Backends.f64(), random, 32, 2), y = x.at(1, 0).times(x.at(1, 1)).reshape(32, 1);
  Function<Model, Tensor> loss = model -> Loss.meanSquared(model.apply(x), y);

  IO.println("leaves");
  List<Tensor> leaves = Tree.leaves(w);
  for (int i = 0; i < leaves.size(); i++) {
    IO.println("  %-17s %s".formatted(Tree.names(w).get(i), leaves.get(i).shape()));
  }
  IO.println("  together %d numbers".formatted(Tree.size(w)));

  Model g = Autodiff.gradient(loss, w);
  IO.println("\nthe gradient is a %s named \"%s\" with activation %s".formatted(
      g.getClass().getSimpleName(), g.name(), g.activation()));

  // The law of chapter 1, between trees: ⟨∇L, t⟩ is the derivative of L along t.
  Model t = Tree.map(leaf -> Tensor.normal(Backends.f64(), random, leaf.shape().sizes()), w);
  IO.println("⟨gradient, t⟩ = %.6f, jvp along t = %.6f".formatted(
      Tree.dot(g, t).item(), Autodiff.jvp(loss, w, t).tangent().item()));

  IO.println("\ngradient descent, which knows nothing of layers");
  for (int step = 0; step <= 400; step++) {
    if (step % 200 == 0) {
      IO.println("  step %3d: loss %.3f".formatted(step, loss.apply(w).item()));
    }
    w = Tree.plusTimes(w, -0.1, Autodiff.gradient(loss, w));
  }

  Model other = new Model(List.of(layer(random, 2, 8)), layer(random, 8, 1), Activation.TANH, "smaller");
  try {
    Autodiff.jvp(loss, w, other);
  } catch (IllegalArgumentException e) {
    IO.println("\na tangent of another form: " + e.getMessage());
  }
}
