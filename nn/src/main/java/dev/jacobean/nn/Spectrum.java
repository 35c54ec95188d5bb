package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Shape;
import java.util.Arrays;

/// Eigenvalues and eigenvectors of a symmetric matrix, by a dense method in F64 whatever the matrix's element type.
///
/// @param values largest first, `[n]`
/// @param vectors the eigenvectors of length 1, in columns: `[n, n]`
public record Spectrum(Tensor values, Tensor vectors) {
  /// {@return the spectrum of a symmetric matrix} About 5 s for n = 1,000 and two cores.
  ///
  /// @param symmetric `[n, n]`; on any backend
  /// @throws IllegalArgumentException unless it is square, finite and symmetric within rounding
  public static Spectrum of(Tensor symmetric) {
    double[][] rows = rows(symmetric);
    SymmetricEigen.Result all = SymmetricEigen.all(rows);
    Tensor vectors = Tensor.of(all.vectors().orElseThrow()).transpose();
    return new Spectrum(Tensor.of(all.values()), rows.length == 0 ? Tensor.zeros(vectors.backend(), 0, 0) : vectors);
  }

  /// {@return the eigenvalues alone, largest first} A minute for n = 5,000 and two cores.
  ///
  /// @param symmetric `[n, n]`
  /// @throws IllegalArgumentException unless it is square, finite and symmetric within rounding
  public static double[] values(Tensor symmetric) {
    return SymmetricEigen.values(rows(symmetric));
  }

  /// How far rounding may have moved a number from its mirror image, relative to the largest number: half of the digits
  /// of F32, in which the matrix may have been made.
  private static final double ROUNDING = 0x1p-12;

  /// Rows of the mean of the matrix and its transpose: rounding need not have left it symmetric.
  private static double[][] rows(Tensor matrix) {
    Shape shape = matrix.shape();
    Check.that(shape.rank() == 2 && shape.size(0) == shape.size(1), "spectrum: matrix is %s; must be square", shape);
    int n = shape.size(0);
    if (n > 0) {
      Check.finite("spectrum: the matrix's numbers", matrix);
    }
    double[] flat = matrix.toDoubles();
    double size = Arrays.stream(flat).map(Math::abs).max().orElse(0);
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        rows[i][j] = rows[j][i] = mean(flat, i * n + j, j * n + i, size);
      }
    }
    return rows;
  }

  private static double mean(double[] flat, int place, int mirrored, double size) {
    double x = flat[place];
    double y = flat[mirrored];
    if (Math.abs(x - y) > ROUNDING * size + Double.MIN_NORMAL) {
      throw new IllegalArgumentException(
          "spectrum: matrix holds %s where its transpose holds %s; must be symmetric".formatted(x, y));
    }
    return x == y ? x : 0.5 * (x + y); // the sum of equal ones might overflow
  }
}
