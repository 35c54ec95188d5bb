import dev.jacobean.autodiff.*;
import java.util.*;
import java.util.function.*;

record Net(Tensor hidden, Tensor output) {
  Tensor apply(Tensor x) {
    return x.matmul(hidden).tanh().matmul(output);
  }
}

record Tied(Tensor weight) {
  Tensor apply(Tensor x) {
    return x.matmul(weight).tanh().matmul(weight.transpose());
  }
}

void main() {
  Tensor x = Tensor.of(new double[][] {{1, 2}, {3, -1}});
  Net w = new Net(Tensor.of(new double[][] {{0.5, -1}, {1, 0.25}}), Tensor.of(new double[][] {{1}, {-0.5}}));

  // 1: hide a part from the differentiation, or differentiate in the other part alone.
  Net frozen = Autodiff.gradient(
      (Net n) -> new Net(n.hidden().stopGradient(), n.output()).apply(x).square().sum(), w);
  Tensor part = Autodiff.gradient((Tensor output) -> new Net(w.hidden(), output).apply(x).square().sum(), w.output());
  IO.println("1. hidden: " + frozen.hidden());
  IO.println("   output the same both ways: " + (frozen.output().minus(part).abs().max().item() == 0));

  // 2: scale the gradient down if it is longer than 1, whatever the tree.
  Net gradient = Autodiff.gradient((Net n) -> n.apply(x).square().sum(), w);
  IO.println("2. length %.4f, clipped to %.4f".formatted(length(gradient), length(clipped(gradient, 1))));
  Map<String, Tensor> map = Map.of("a", Tensor.of(3, 0), "b", Tensor.of(4));
  IO.println("   a map of length %.1f, clipped to %.1f".formatted(length(map), length(clipped(map, 1))));

  // 3: one leaf that is used twice; its gradient is the sum over both uses.
  Tensor weight = w.hidden();
  Tensor tied = Autodiff.gradient((Tied n) -> n.apply(x).square().sum(), new Tied(weight)).weight();
  Net apart = Autodiff.gradient((Net n) -> n.apply(x).square().sum(), new Net(weight, weight.transpose()));
  Tensor sum = apart.hidden().plus(apart.output().transpose());
  IO.println("3. tied = sum of both: " + (tied.minus(sum).abs().max().item() < 1e-12));
}

double length(Object tree) {
  return Tree.dot(tree, tree).sqrt().item();
}

<P> P clipped(P gradient, double most) {
  return Tree.times(Math.min(1, most / length(gradient)), gradient);
}
