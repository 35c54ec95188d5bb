import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.*;
import java.util.*;
import java.util.stream.IntStream;

/// The gradient of each example's own loss, of which a batch's gradient is the mean: finds a wrong label by it, and
/// clips gradients one by one, as private training does (Abadi et al. 2016).
void main() {
  var random = new Random(6);
  Tensor x = Tensor.normal(Backends.f64(), random, 40, 2);
  int[] labels = IntStream.range(0, 40).map(i -> x.at(0, i).sum().item() > 0 ? 1 : 0).toArray();
  labels[17] = 1 - labels[17];                                                      // the wrong one
  Sequential start = Mlp.of(new Builder(Backends.f64(), random, Initializer.heNormal(1)), Activation.TANH, 2, 16, 2);
  Sequential net = train(start, x, labels);

  var gradients = new ExampleGradients<Sequential>((w, i) -> one(w, x, labels, i), net, 40);
  double[] norms = gradients.norms();
  int loudest = IntStream.range(0, 40).boxed().max(Comparator.comparingDouble(i -> norms[i])).get();
  IO.println("example %d pulls hardest, %.1f times as hard as the median one".formatted(
      loudest, norms[loudest] / Arrays.stream(norms).sorted().toArray()[20]));

  Sequential mean = gradients.moments().mean();
  Sequential batch = Autodiff.gradient(w -> Loss.crossEntropy(w.apply(x), labels), net);
  IO.println("their mean is the batch's gradient: " + (gap(mean, batch) < 1e-12));

  // All at once: the network is evaluated once, and each gradient is a pullback through the derivative of all losses.
  var losses = Autodiff.linearize((Sequential w) -> Tensor.stack(0,
      IntStream.range(0, 40).mapToObj(i -> one(w, x, labels, i)).toArray(Tensor[]::new)), net);
  boolean rows = IntStream.range(0, 40).allMatch(
      i -> gap(losses.pullback(Tensor.of(1.0).scatter(0, 40, i)), gradients.of(i)) < 1e-12);
  IO.println("each is a row of the derivative of all losses: " + rows);

  Sequential clipped = gradients.all().map(g -> Tree.times(Math.min(1, 0.1 / length(g)), g)).reduce(Tree::plus).get();
  IO.println("clipped at 0.1 each, their mean has length %.4f".formatted(length(clipped) / 40));
}

/// The loss of one example.
Tensor one(Sequential w, Tensor x, int[] labels, int i) {
  return Loss.crossEntropy(w.apply(x.slice(0, i, i + 1)), labels[i]);
}

double gap(Sequential a, Sequential b) { return length(Tree.minus(a, b)); }

double length(Sequential gradient) { return Math.sqrt(Tree.dot(gradient, gradient).item()); }

Sequential train(Sequential start, Tensor x, int[] labels) {
  Optimizer.State<Sequential> state = Optimizer.adam().start(start);
  for (int step = 0; step < 30; step++) {
    state = Optimizer.adam().next(state, Autodiff.gradient(
        w -> Loss.crossEntropy(w.apply(x), labels), state.parameters()), 0.02);
  }
  return state.parameters();
}
