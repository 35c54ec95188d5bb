import dev.jacobean.autodiff.*;
import java.nio.file.*;
import java.util.*;

/// ln x₁ + x₁x₂ − sin x₂, the example of Baydin et al. (2018), with all its intermediate values.
/// Wherever one value is used by another, `use` may add a number to it: to watch what passes there.
List<Tensor> values(Tensor x1, Tensor x2, Tensor use) {
  Tensor log = x1.plus(use.at(0, 0)).log();
  Tensor product = x1.plus(use.at(0, 1)).times(x2.plus(use.at(0, 2)));
  Tensor sum = log.plus(use.at(0, 3)).plus(product.plus(use.at(0, 4)));
  Tensor sin = x2.plus(use.at(0, 5)).sin();
  return List.of(x1, x2, log, product, sum, sin, sum.plus(use.at(0, 6)).minus(sin.plus(use.at(0, 7))));
}

Tensor f(List<Tensor> x) {
  return x.get(0).log().plus(x.get(0).times(x.get(1))).minus(x.get(1).sin());
}

void main(String... folder) throws java.io.IOException {
  List<Tensor> at = List.of(Tensor.scalar(2), Tensor.scalar(5)), first = List.of(Tensor.scalar(1), Tensor.scalar(0));
  Tensor none = Tensor.of(new double[8]);
  Explanation tape = Autodiff.explain(this::f, at);

  List<Tensor> v = values(at.get(0), at.get(1), none);
  List<Tensor> t = Autodiff.jvp((List<Tensor> x) -> values(x.get(0), x.get(1), none), at, first).tangent();
  double[] passed = Autodiff.gradient((Tensor use) -> values(at.get(0), at.get(1), use).getLast(), none).toDoubles();

  List<Sweeps.Edge> edges = new ArrayList<>();
  double[] c = new double[v.size()];
  c[6] = 1;
  for (int row = 0; row < tape.rows().size(); row++) {
    for (int from : tape.rows().get(row).from()) {
      double[] unit = new double[8];
      unit[edges.size()] = 1;
      double slope = Autodiff.jvp((Tensor use) -> values(at.get(0), at.get(1), use), none, Tensor.of(unit))
          .tangent().get(row).item();
      c[from] += passed[edges.size()];
      edges.add(new Sweeps.Edge(from, row, slope, passed[edges.size()]));
    }
  }

  IO.println("row  operation    value  tangent  cotangent");
  for (int i = 0; i < c.length; i++) {
    IO.println("%2d   %-9s  %7.4f  %7.4f    %7.4f".formatted(
        i, tape.rows().get(i).operation(), v.get(i).item(), t.get(i).item(), c[i]));
  }
  Sweeps sweeps = new Sweeps(tape, v, t, edges);
  IO.println("\nthe forward sweep along (1, 0): the maps in order\n" + String.join("\n", sweeps.forward()));
  IO.println("\nthe reverse sweep: the adjoints in reverse order\n" + String.join("\n", sweeps.reverse()));
  IO.println("\ngradient: " + Autodiff.gradient(this::f, at).stream().map(g -> "%.4f".formatted(g.item())).toList());

  if (folder.length > 0) { // ./lazy learn 4 --pictures docs/learn/pictures
    Files.writeString(Path.of(folder[0], "tape.svg"), tape.svg());
    Files.writeString(Path.of(folder[0], "sweeps.html"), sweeps.page());
  }
}
