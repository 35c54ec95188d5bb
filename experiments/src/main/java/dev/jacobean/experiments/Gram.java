package dev.jacobean.experiments;

import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  /// The eigenvalues, rising, by the cyclic method of C. Jacobi (1846).
  double[] eigenvalues() {
    double[][] a = Arrays.stream(entries).map(double[]::clone).toArray(double[][]::new);
    int n = a.length;
    double size = Arrays.stream(a).flatMapToDouble(Arrays::stream).map(x -> x * x).sum();
    // Converges quadratically: some six sweeps suffice, the limit only guards against NaN.
    for (int sweep = 0; sweep < 50 && offDiagonal(a) > 1e-32 * size; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(a, p, q);
        }
      }
    }
    double[] values = new double[n];
    Arrays.setAll(values, i -> a[i][i]);
    Arrays.sort(values);
    return values;
  }

  private static double offDiagonal(double[][] a) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += 2 * a[i][j] * a[i][j];
      }
    }
    return sum;
  }

  /// The rotation of the plane of axes p and q that makes their off-diagonal element 0.
  private static void rotate(double[][] a, int p, int q) {
    if (a[p][q] == 0) {
      return;
    }
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double tangent = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
    double c = 1 / Math.hypot(tangent, 1);
    double s = tangent * c;
    for (double[] row : a) {
      double x = row[p];
      double y = row[q];
      row[p] = c * x - s * y;
      row[q] = s * x + c * y;
    }
    for (int k = 0; k < a.length; k++) {
      double x = a[p][k];
      double y = a[q][k];
      a[p][k] = c * x - s * y;
      a[q][k] = s * x + c * y;
    }
  }
}
