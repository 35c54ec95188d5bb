package dev.jacobean.nn;

import dev.jacobean.autodiff.array.Parallel;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/// Eigenvalues, and if wanted eigenvectors, of a real symmetric matrix: Householder's reduction to tridiagonal form and
/// the implicit QL method (Martin, Reinsch & Wilkinson 1968; Bowdler, Martin, Reinsch & Wilkinson 1968; Golub & Van
/// Loan 2013, section 8.3). About n³·4/3 multiplications and additions for the values alone.
///
/// It is written here because nothing that this module needs may keep its users from linking it: the libraries that have
/// such a method are automatic modules, which jlink refuses, or bring windows and threads of their own.
final class SymmetricEigen {
  /// Rows that one task works on. Partial sums are added block by block, so that threads do not change a bit.
  private static final int BLOCK = 256;

  private static final int MOST_SWEEPS = 60;

  /// Of the largest number, up or down: products of two must be normal numbers.
  private static final int LARGEST_EXPONENT = 500;

  private final int n;
  private final int shift;
  private final double[][] a;
  private final double[] diagonal;
  private final double[] beside;
  private double[][] vectors = new double[0][];

  private SymmetricEigen(double[][] rows) {
    n = rows.length;
    a = rows;
    diagonal = new double[n];
    beside = new double[n];
    double size = Arrays.stream(rows).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
    int exponent = Math.getExponent(size);
    shift = size == 0 || Math.abs(exponent) <= LARGEST_EXPONENT ? 0 : -exponent;
    if (shift != 0) {
      for (double[] row : rows) {
        Arrays.setAll(row, j -> Math.scalb(row[j], shift));
      }
    }
  }

  /// Eigenvalues, largest first, and for each its eigenvector of length 1.
  record Result(double[] values, Optional<double[][]> vectors) {}

  /// The eigenvalues of a symmetric matrix, largest first; the rows are overwritten.
  static double[] values(double[]... rows) {
    SymmetricEigen work = new SymmetricEigen(rows);
    work.reduce(false);
    work.iterate();
    double[] values = work.diagonal;
    Arrays.sort(values);
    for (int i = 0; i < values.length / 2; i++) {
      double low = values[i];
      values[i] = values[values.length - 1 - i];
      values[values.length - 1 - i] = low;
    }
    return values;
  }

  /// The eigenvalues of a symmetric matrix, largest first, with their eigenvectors; the rows are overwritten.
  static Result all(double[]... rows) {
    SymmetricEigen work = new SymmetricEigen(rows);
    work.reduce(true);
    work.iterate();
    int[] order = IntStream.range(0, work.n).boxed()
        .sorted((i, j) -> Double.compare(work.diagonal[j], work.diagonal[i])).mapToInt(i -> i).toArray();
    return new Result(Arrays.stream(order).mapToDouble(i -> work.diagonal[i]).toArray(),
        Optional.of(Arrays.stream(order).mapToObj(i -> work.vectors[i]).toArray(double[][]::new)));
  }

  /// The eigenvalues and eigenvectors of the tridiagonal matrix with this diagonal and these numbers beside it.
  static Result tridiagonal(double[] diagonal, double[] beside) {
    int n = diagonal.length;
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      rows[i][i] = diagonal[i];
      if (i > 0) {
        rows[i][i - 1] = rows[i - 1][i] = beside[i - 1];
      }
    }
    return all(rows);
  }

  /// A = Q·T·Qᵀ with T tridiagonal. Reflection k clears row k left of its subdiagonal; both triangles are kept, so that
  /// all inner loops run along rows.
  private void reduce(boolean withVectors) {
    double[] v = new double[n];
    double[] w = new double[n];
    double[] factors = new double[n];
    double[][] partial = new double[(n + BLOCK - 1) / BLOCK][n];
    for (int k = n - 1; k > 1; k--) {
      factors[k] = reflection(a[k], k);
      beside[k] = a[k][k]; // where the reflection leaves its length; its vector is in a[k][0..k-1]
      if (factors[k] != 0) {
        System.arraycopy(a[k], 0, v, 0, k);
        product(k, v, factors[k], w, partial);
        update(k, v, w);
      }
    }
    finish(withVectors, factors);
  }

  /// Turns the first k numbers of a row into the vector v of the reflection 1 − factor·v·vᵀ that maps it to (0, …, 0, length). The
  /// diagonal element, at k, is saved first, and its place then holds the length.
  private double reflection(double[] row, int k) {
    diagonal[k] = row[k];
    double scale = 0;
    for (int j = 0; j < k; j++) {
      scale = Math.max(scale, Math.abs(row[j]));
    }
    double rest = 0;
    for (int j = 0; j < k - 1; j++) {
      rest += row[j] / (scale == 0 ? 1 : scale) * (row[j] / (scale == 0 ? 1 : scale));
    }
    if (rest == 0) {
      row[k] = row[k - 1];
      return 0;
    }
    double last = row[k - 1] / scale;
    double length = -Math.copySign(Math.sqrt(rest + last * last), last);
    for (int j = 0; j < k; j++) {
      row[j] /= scale;
    }
    row[k - 1] -= length;
    row[k] = length * scale;
    return 2 / (rest + row[k - 1] * row[k - 1]);
  }

  /// w = factor·A·v − ½·factor²·(v·A·v)·v, of the leading k rows and columns.
  private void product(int k, double[] v, double factor, double[] w, double[][] partial) {
    int blocks = (k + BLOCK - 1) / BLOCK;
    Parallel.forEach(blocks, block -> {
      double[] sum = partial[block];
      Arrays.fill(sum, 0, k, 0);
      for (int i = block * BLOCK; i < Math.min(k, (block + 1) * BLOCK); i++) {
        double vi = v[i];
        double[] row = a[i];
        for (int j = 0; j < k; j++) {
          sum[j] += vi * row[j];
        }
      }
    });
    double dot = 0;
    for (int j = 0; j < k; j++) {
      double sum = 0;
      for (int block = 0; block < blocks; block++) {
        sum += partial[block][j];
      }
      w[j] = factor * sum;
      dot += w[j] * v[j];
    }
    for (int j = 0; j < k; j++) {
      w[j] -= 0.5 * factor * dot * v[j];
    }
  }

  /// A −= v·wᵀ + w·vᵀ, of the leading k rows and columns.
  private void update(int k, double[] v, double[] w) {
    Parallel.forEach((k + BLOCK - 1) / BLOCK, block -> {
      for (int i = block * BLOCK; i < Math.min(k, (block + 1) * BLOCK); i++) {
        double vi = v[i];
        double wi = w[i];
        double[] row = a[i];
        for (int j = 0; j < k; j++) {
          row[j] -= vi * w[j] + wi * v[j];
        }
      }
    });
  }

  /// Reads off T, and if wanted multiplies the reflections together: `vectors` is Qᵀ.
  private void finish(boolean withVectors, double[] factors) {
    if (n > 0) {
      diagonal[0] = a[0][0];
    }
    if (n > 1) {
      diagonal[1] = a[1][1];
      beside[1] = a[1][0];
    }
    if (!withVectors) {
      return;
    }
    vectors = new double[n][n];
    for (int i = 0; i < n; i++) {
      vectors[i][i] = 1;
    }
    // Q is the product of the reflections, the last one (k = 2) innermost: Qᵀ's rows are each multiplied from the right.
    double[] dots = new double[n];
    for (int k = 2; k < n; k++) {
      if (factors[k] != 0) {
        reflect(k, factors[k], dots);
      }
    }
  }

  private void reflect(int k, double factor, double[] dots) {
    double[] v = a[k];
    Parallel.forEach((n + BLOCK - 1) / BLOCK, block -> {
      for (int i = block * BLOCK; i < Math.min(n, (block + 1) * BLOCK); i++) {
        double[] row = vectors[i];
        double dot = 0;
        for (int j = 0; j < k; j++) {
          dot += row[j] * v[j];
        }
        dots[i] = dot * factor;
        for (int j = 0; j < k; j++) {
          row[j] -= dots[i] * v[j];
        }
      }
    });
  }

  /// QL with Wilkinson's shift on T until nothing is beside the diagonal.
  private void iterate() {
    double[] e = new double[n + 1];
    for (int i = 1; i < n; i++) {
      e[i - 1] = beside[i];
    }
    double[] d = diagonal;
    for (int first = 0; first < n; first++) {
      for (int sweep = 0;; sweep++) {
        int last = first;
        while (last < n - 1 && Math.abs(e[last]) > Math.ulp(1.0) / 2 * (Math.abs(d[last]) + Math.abs(d[last + 1]))) {
          last++;
        }
        if (last == first) {
          break;
        }
        Check.that(sweep < MOST_SWEEPS, "eigenvalues: the matrix is %s x %s; must be finite and symmetric", n, n);
        sweep(first, last, d, e);
      }
    }
    Arrays.setAll(d, i -> Math.scalb(d[i], -shift));
  }

  private void sweep(int first, int last, double[] d, double[] e) {
    double g = (d[first + 1] - d[first]) / (2 * e[first]);
    double r = Math.hypot(g, 1);
    g = d[last] - d[first] + e[first] / (g + Math.copySign(r, g));
    double s = 1;
    double c = 1;
    double p = 0;
    for (int i = last - 1; i >= first; i--) {
      double f = s * e[i];
      double b = c * e[i];
      r = Math.hypot(f, g);
      e[i + 1] = r;
      if (r == 0) {
        d[i + 1] -= p;
        e[last] = 0;
        return;
      }
      s = f / r;
      c = g / r;
      g = d[i + 1] - p;
      r = (d[i] - g) * s + 2 * c * b;
      p = s * r;
      d[i + 1] = g + p;
      g = c * r - b;
      if (vectors.length > 0) {
        rotate(vectors[i], vectors[i + 1], c, s);
      }
    }
    d[first] -= p;
    e[first] = g;
    e[last] = 0;
  }

  private static void rotate(double[] low, double[] high, double c, double s) {
    for (int j = 0; j < low.length; j++) {
      double f = high[j];
      high[j] = s * low[j] + c * f;
      low[j] = c * low[j] - s * f;
    }
  }
}
