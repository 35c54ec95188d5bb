package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/// The same things by brute force: whole matrices, by other routes than the code under test.
final class Dense {
  private Dense() {}

  /// A tree of parameters as one vector.
  static Tensor flat(Object tree) {
    return Tensor.concatenate(0, Tree.leaves(tree).stream().map(leaf -> leaf.reshape(-1)).toArray(Tensor[]::new));
  }

  /// The tree that a vector is.
  static <P> P tree(P like, Tensor flat) {
    List<Tensor> leaves = new ArrayList<>();
    int from = 0;
    for (Tensor leaf : Tree.leaves(like)) {
      int to = from + leaf.shape().size();
      leaves.add(flat.slice(0, from, to).reshape(leaf.shape()));
      from = to;
    }
    return Tree.rebuild(like, leaves);
  }

  /// Dh(w₀), `[n·k, p]`.
  static <P> Tensor jacobian(BiFunction<P, Tensor, Tensor> model, P at, Tensor x) {
    return Autodiff.jacobian(w -> model.apply(tree(at, w), x).reshape(-1), flat(at));
  }

  /// Dh(w₀)·Dh(w₀)ᵀ.
  static <P> Tensor kernel(BiFunction<P, Tensor, Tensor> model, P at, Tensor x) {
    Tensor jacobian = jacobian(model, at, x);
    return jacobian.matmul(jacobian.transpose());
  }

  /// ∇²f(w₀), `[p, p]`.
  static <P> Tensor hessian(Function<P, Tensor> f, P at) {
    return Autodiff.hessian(w -> f.apply(tree(at, w)), flat(at));
  }

  /// Eigenvalues by EJML, largest first.
  static double[] eigenvalues(Tensor symmetric) {
    int n = symmetric.shape().size(0);
    var work = DecompositionFactory_DDRM.eig(n, false, true);
    assertThat(work.decompose(new DMatrixRMaj(n, n, true, symmetric.toDoubles()))).isTrue();
    double[] values = IntStream.range(0, n).mapToDouble(i -> work.getEigenvalue(i).getReal()).toArray();
    Arrays.sort(values);
    return IntStream.range(0, n).mapToDouble(i -> values[n - 1 - i]).toArray();
  }

  /// The largest difference over the largest number.
  static double difference(Tensor found, Tensor expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    return found.minus(expected).abs().max().item() / expected.abs().max().item();
  }

  static double difference(double[] found, double[] expected) {
    return difference(Tensor.of(found), Tensor.of(expected));
  }
}
