package dev.jacobean.autodiff.array;

import static dev.jacobean.autodiff.array.Samples.assertSame;
import static dev.jacobean.autodiff.array.Samples.sizes;
import static dev.jacobean.autodiff.array.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Matrix products of the vector backend against the reference backend, and against EJML.
@Tag("widths")
class MatmulParityTest {
  @ParameterizedTest
  @EnumSource
  void randomProductsAgree(DType dtype) {
    for (int seed = 0; seed < 1200; seed++) {
      Random random = new Random(seed);
      int largest = seed % 20 == 0 ? 230 : 40;
      int[] mkn = sizes(random, 3, largest);
      int[] batch = sizes(random, Math.max(random.nextInt(5) - 2, 0), 4);
      int[] left = Shape.of(batch).append(mkn[0], mkn[1]).sizes();
      int[] right = Shape.of(batch).append(mkn[1], mkn[2]).sizes();
      check(dtype, random, "seed " + seed, left, right);
    }
  }

  /// Shapes that take every way through the blocking: many steps along k, many panels, edges, several tasks.
  @ParameterizedTest
  @EnumSource
  void largeProductsAgree(DType dtype) {
    int[][] shapes = {
      {1000, 100, 50}, {50, 1000, 100}, {1000, 50, 1}, {1, 1000, 70}, {13, 1153, 35}, {97, 385, 129}, {300, 40, 300},
      {12, 768, 32}, {101, 7, 1001}, {192, 400, 65}, {193, 400, 65}, {37, 40, 300}, {7, 900, 600}, {205, 12, 77}
    };
    for (int[] mkn : shapes) {
      for (int seed = 0; seed < 2; seed++) {
        check(dtype, new Random(seed), "seed " + seed, new int[] {mkn[0], mkn[1]}, new int[] {mkn[1], mkn[2]});
      }
    }
  }

  /// Either factor as it is or as a transposed view, in sizes at which each is packed, with edges.
  @ParameterizedTest
  @EnumSource
  void transposedFactorsAgree(DType dtype) {
    Backend vector = Backends.vector(dtype);
    for (int[] mkn : new int[][] {{205, 331, 250}, {250, 270, 403}, {70, 450, 203}, {131, 128, 135}}) {
      Random random = new Random(1);
      Array x = Samples.whole(Backends.reference(dtype), random, mkn[0], mkn[1]);
      Array y = Samples.whole(Backends.reference(dtype), random, mkn[1], mkn[2]);
      Array expected = x.matmul(y);
      for (Array left : List.of(x.on(vector), transposed(x).on(vector).permute(1, 0))) {
        for (Array right : List.of(y.on(vector), transposed(y).on(vector).permute(1, 0))) {
          assertSame(left.matmul(right), expected, x.shape() + " by " + y.shape() + ", rows of the left "
              + left.stride(0) + " apart, of the right " + right.stride(0));
        }
      }
    }
  }

  /// The transpose, in storage.
  private static Array transposed(Array x) {
    return x.backend().copy(x.permute(1, 0));
  }

  /// Whole numbers, so that both are exact whatever the order.
  private static void check(DType dtype, Random random, String what, int[] left, int[] right) {
    Backend vector = Backends.vector(dtype);
    Array x = view(Samples::whole, Backends.reference(dtype), random, left);
    Array y = view(Samples::whole, Backends.reference(dtype), random, right);
    assertSame(x.on(vector).matmul(y.on(vector)), x.matmul(y), what + ": " + x.shape() + " by " + y.shape());
  }

  @ParameterizedTest
  @EnumSource
  void productsAgreeWithEjml(DType dtype) {
    double unit = dtype == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0);
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int m = 1 + random.nextInt(60);
      int k = 1 + random.nextInt(seed % 20 == 0 ? 900 : 60);
      int n = 1 + random.nextInt(60);
      Array x = Samples.normal(Backends.vector(dtype), random, m, k);
      Array y = Samples.normal(Backends.vector(dtype), random, k, n);
      DMatrixRMaj expected = new DMatrixRMaj(m, n);
      CommonOps_DDRM.mult(
          new DMatrixRMaj(m, k, true, x.toDoubles()), new DMatrixRMaj(k, n, true, y.toDoubles()), expected);
      double[] actual = x.matmul(y).toDoubles();
      for (int i = 0; i < actual.length; i++) {
        // A sum of k products of size about 1 rounds k times; normal numbers' products hardly exceed 20.
        assertThat(Math.abs(actual[i] - expected.data[i])).as("seed %d", seed).isLessThan(20 * k * unit);
      }
    }
  }

  /// 0 · ∞ is NaN in a padded edge too, and padding must not leak into the result.
  @ParameterizedTest
  @EnumSource
  void infinitiesAndNansStayInTheirRowsAndColumns(DType dtype) {
    for (int size : new int[] {2, 5, 13, 19, 40}) {
      double[] values = new double[size * size];
      values[1] = Double.POSITIVE_INFINITY;
      values[size * size - 1] = Double.NaN;
      Array x = Backends.reference(dtype).of(Shape.of(size, size), values);
      Array ones = Samples.whole(Backends.reference(dtype), new Random(size), size, size).map(Unary.SQUARE);
      Backend vector = Backends.vector(dtype);
      assertSame(x.on(vector).matmul(ones.on(vector)), x.matmul(ones), size);
      assertSame(ones.on(vector).matmul(x.on(vector)), ones.matmul(x), size);
    }
  }
}
