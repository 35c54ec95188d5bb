import dev.jacobean.autodiff.*;
import java.util.Arrays;

void main() {
  // 1: one argument used twice has two edges; what comes back along them is added.
  Tensor x = Tensor.scalar(3);
  var row = Autodiff.explain((Tensor v) -> v.times(v), x).rows().getLast();
  IO.println("1. edges from rows %s; gradient %.0f".formatted(row.from(), Autodiff.gradient((Tensor v) -> v.times(v), x).item()));

  // 2: a Jacobian of 2 rows and 3 columns, from 2 pullbacks or from 3 pushforwards.
  Linearization<Tensor, Tensor> map = Autodiff.linearize((Tensor v) -> Tensor.stack(0,
      v.at(0, 0).times(v.at(0, 1)), v.at(0, 1).plus(v.at(0, 2).exp())), Tensor.of(2.0, 3.0, 0.0));
  for (double[] c : new double[][] {{1, 0}, {0, 1}}) {
    IO.println("2. row " + Arrays.toString(map.pullback(Tensor.of(c)).toDoubles()));
  }
  for (double[] t : new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}) {
    IO.println("   column " + Arrays.toString(map.pushforward(Tensor.of(t)).toDoubles()));
  }

  // 3: the product of 1,000 numbers (Speelpenning 1980). The gradient is the product divided by each of them.
  Tensor[] numbers = new Tensor[1000];
  Arrays.setAll(numbers, i -> Tensor.scalar(1 + Math.sin(i) / 10));
  var product = Autodiff.valueAndGradient(
      (Tensor[] v) -> Arrays.stream(v).reduce(Tensor::times).orElseThrow(), numbers);
  double worst = 0;
  for (int i = 0; i < numbers.length; i++) {
    double byHand = product.value().item() / numbers[i].item();
    worst = Math.max(worst, Math.abs(product.gradient()[i].item() / byHand - 1));
  }
  int edges = Autodiff.explain((Tensor[] v) -> Arrays.stream(v).reduce(Tensor::times).orElseThrow(), numbers)
      .rows().stream().mapToInt(r -> r.from().size()).sum();
  IO.println("3. %d edges; all 1,000 derivatives right to 1e-12: %s".formatted(edges, worst < 1e-12));
}
