package dev.jacobean.experiments;

import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/// The tangent kernel Σ = DhDhᵀ of a model with few outputs, as a matrix.
record Gram(double[][] entries) {
  /// By one pullback for each output.
  static <P> Gram of(Linearization<P, Tensor> map) {
    Tensor value = map.value();
    int n = value.shape().size();
    List<P> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double[] unit = new double[n];
      unit[i] = 1;
      rows.add(map.pullback(Tensor.of(value.backend(), value.shape(), unit)));
    }
    double[][] entries = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        entries[i][j] = entries[j][i] = Tree.dot(rows.get(i), rows.get(j)).item();
      }
    }
    return new Gram(entries);
  }

  /// This matrix less another one, applied to a vector.
  Tensor differenceTimes(Gram other, Tensor vector) {
    int n = entries.length;
    double[] flat = new double[n * n];
    Arrays.setAll(flat, k -> entries[k / n][k % n] - other.entries[k / n][k % n]);
    return Tensor.of(vector.backend(), Shape.of(n, n), flat).matmul(vector.insertAxis(1)).dropAxis(1);
  }

  /// The eigenvalues, rising.
  ///
  /// @throws ArithmeticException if an entry is not finite
  double[] eigenvalues() {
    if (!Arrays.stream(entries).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
      throw new ArithmeticException("eigenvalues: an entry is not finite; all must be");
    }
    int n = entries.length;
    EigenDecomposition_F64<DMatrixRMaj> found = DecompositionFactory_DDRM.eig(n, false, true); // values; symmetric
    if (!found.decompose(new DMatrixRMaj(entries))) {
      throw new ArithmeticException("eigenvalues: the iteration did not converge");
    }
    return IntStream.range(0, n).mapToDouble(i -> found.getEigenvalue(i).real).sorted().toArray();
  }
}
