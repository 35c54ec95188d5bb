package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.nn.Spectrum;
import java.util.Arrays;
import java.util.stream.IntStream;

/// What gradient flow makes of a [DiagonalNet] started at scale α: among all β with Xβ = y, the one that minimises Q(β)
/// = Σᵢ α² q(βᵢ/α²), q(z) = 2 − √(4 + z²) + z·asinh(z/2) (Woodworth et al., 2020, theorem 1). For α → ∞ that is the one
/// of least ℓ2 norm, for α → 0 that of least ℓ1 norm.
///
/// As q′(z) = asinh(z/2), the minimiser is β = 2α² sinh(Xᵀν), where ν minimises the convex function 2α²Σᵢ cosh((Xᵀν)ᵢ)
/// − y·ν of as many variables as there are data; Newton's method with steps halved until they lower it finds that.
final class ImplicitBias {
  private static final int MOST_STEPS = 200;

  private final double[][] x;
  private final double[] y;
  private final double alpha;

  /// The problem of the data `x`, one row a point, and `y`.
  ImplicitBias(double[][] x, double[] y, double alpha) {
    this.x = x;
    this.y = y;
    this.alpha = alpha;
  }

  /// The minimiser β, with ‖Xβ − y‖ ≤ 1e-9‖y‖.
  ///
  /// @throws ArithmeticException if it is not found
  double[] minimiser() {
    double[] nu = new double[y.length];
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] z = transposed(nu);
      double[] slope = slope(z);
      if (Math.sqrt(dot(slope, slope)) <= 1e-9 * Math.sqrt(dot(y, y))) {
        return weights(z);
      }
      double[] direction = direction(z, slope);
      double decrease = -dot(slope, direction);
      double here = dual(nu);
      double length = 1;
      // Written so that an overflow of cosh, too, halves the step. Near the end rounding may hide what is gained.
      while (!(dual(plus(nu, length, direction)) <= here - 1e-4 * length * decrease + 1e-14 * Math.abs(here))
          && length > 1e-12) {
        length /= 2;
      }
      nu = plus(nu, length, direction);
    }
    throw new ArithmeticException("implicit bias: Newton's method did not converge at α = " + alpha);
  }

  /// 2α²Σ(cosh − 1) − y·ν.
  private double dual(double[] nu) {
    // cosh z − 1 = 2sinh²(z/2), without cancellation at small z
    double sum = Arrays.stream(transposed(nu)).map(z -> 2 * Math.pow(Math.sinh(z / 2), 2)).sum();
    return 2 * alpha * alpha * sum - dot(y, nu);
  }

  private double[] weights(double[] z) {
    return Arrays.stream(z).map(value -> 2 * alpha * alpha * Math.sinh(value)).toArray();
  }

  /// Xβ − y.
  private double[] slope(double[] z) {
    double[] beta = weights(z);
    return IntStream.range(0, y.length).mapToDouble(i -> dot(x[i], beta) - y[i]).toArray();
  }

  /// Newton's: −(X diag(2α² cosh z) Xᵀ)⁻¹ times the slope, by the matrix's eigenvectors.
  private double[] direction(double[] z, double[] slope) {
    Tensor points = Tensor.of(x);
    Tensor weights = Tensor.of(Arrays.stream(z).map(value -> 2 * alpha * alpha * Math.cosh(value)).toArray());
    Spectrum curvature = Spectrum.of(points.times(weights).matmul(points.transpose()));
    if (!(curvature.values().min().item() > 0)) {
      throw new ArithmeticException("implicit bias: the points are linearly dependent; they must not be");
    }
    Tensor along = curvature.vectors().transpose().matmul(Tensor.of(slope).insertAxis(1));
    Tensor solved = along.dividedBy(curvature.values().insertAxis(1));
    return curvature.vectors().matmul(solved).negate().toDoubles();
  }

  private double[] transposed(double[] nu) {
    return IntStream.range(0, x[0].length)
        .mapToDouble(k -> IntStream.range(0, nu.length).mapToDouble(i -> x[i][k] * nu[i]).sum()).toArray();
  }

  private static double[] plus(double[] a, double length, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] + length * b[i]).toArray();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
