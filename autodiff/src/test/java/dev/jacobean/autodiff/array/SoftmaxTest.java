package dev.jacobean.autodiff.array;

import static dev.jacobean.autodiff.array.Samples.sizes;
import static dev.jacobean.autodiff.array.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One operation, of which no bit differs from those that it stands for.
@Tag("widths")
class SoftmaxTest {
  private static Array definition(Array x, int... axes) {
    Array logSums = x.fold(Fold.LOG_SUM_EXP, axes);
    return x.zip(Binary.SUBTRACT, logSums.reshape(x.shape().collapsed(x.shape().axes(axes))).expand(x.shape()))
        .map(Unary.EXP);
  }

  private static void assertDefined(Array x, Object what, int... axes) {
    Array y = x.softmax(axes);
    assertThat(y.shape()).as("%s", what).isEqualTo(x.shape());
    assertThat(bits(y)).as("%s: %s over %s", what, x.shape(), Arrays.toString(axes)).isEqualTo(bits(definition(x, axes)));
  }

  private static long[] bits(Array x) {
    return Arrays.stream(x.toDoubles()).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  @ParameterizedTest
  @EnumSource
  void itIsTheExponentialOfTheDifferenceToTheBit(DType dtype) {
    for (Backend backend : List.of(Backends.reference(dtype), Backends.vector(dtype))) {
      for (int seed = 0; seed < 2000; seed++) {
        Random random = new Random(seed);
        int rank = random.nextInt(5);
        int[] sizes = sizes(random, rank, seed % 100 == 0 ? 40 : 11);
        int[] axes = IntStream.range(0, rank).filter(axis -> random.nextBoolean()).toArray();
        if (axes.length > 0 || rank == 0) { // none given would mean all
          Array x = view(seed % 2 == 0 ? Samples::normal : Samples::wild, Backends.reference(dtype), random, sizes);
          assertDefined(x.on(backend), backend + ", seed " + seed, axes);
        }
      }
    }
  }

  /// Rows around every number of lanes, up to those that are folded in pieces; of views that begin anywhere.
  @ParameterizedTest
  @EnumSource
  void rowsOfAnyLengthHaveTheBitsOfTheDefinition(DType dtype) {
    Backend vector = Backends.vector(dtype);
    Random random = new Random(11);
    for (int length : new int[] {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 1000, 8191, 8192, 8193, 20_011}) {
      Array x = Samples.normal(vector, random, 5, length + 3);
      assertDefined(x, "all");
      assertDefined(x, "rows", 1);
      assertDefined(x, "columns", 0);
      assertDefined(x.slice(1, 1, length + 1, 1), "parts of rows", 1);
      assertDefined(x.slice(1, 1, length + 1, 1).slice(0, 1, 5, 2), "parts of some rows", 1);
      assertDefined(x.reverse(1), "backwards", 1);
      assertDefined(x.slice(1, 0, length, 2), "every other", 1);
      assertDefined(x.permute(1, 0), "rows that are columns", 1);
      assertDefined(x.slice(0, 2, 3, 1).expand(x.shape()), "one row for all", 1);
      assertDefined(x.slice(1, 2, 3, 1).expand(x.shape()), "one number for a row", 1);
    }
    assertDefined(Samples.normal(vector, random, 700, 64), "many rows", 1);
    assertDefined(Samples.normal(vector, random, 7, 9, 5, 4), "two axes", 2, 3);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotFiniteIsAsTheDefinitionSays(DType dtype) {
    double[] ends = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0, 1e30, -1e30};
    for (Backend backend : List.of(Backends.reference(dtype), Backends.vector(dtype))) {
      for (double one : ends) {
        for (double other : ends) {
          for (int length : new int[] {1, 3, 16, 19, 40}) {
            double[] row = new double[2 * length];
            Arrays.fill(row, one);
            row[length / 2] = other;
            assertDefined(backend.of(Shape.of(2, length), row), backend + ": " + one + ", " + other, 1);
          }
        }
      }
      assertThat(backend.of(Shape.of(1, 2), Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY).softmax(1).toDoubles())
          .containsOnly(Double.NaN);
      assertThat(backend.of(Shape.of(1, 2), Double.NEGATIVE_INFINITY, 3).softmax(1).toDoubles()).containsExactly(0, 1);
      assertDefined(backend.of(Shape.of(0, 3), new double[0]), "no row", 1);
      assertDefined(backend.of(Shape.of(3, 0), new double[0]), "rows of nothing", 1);
    }
  }

  @Test
  void anAxisThatIsNotThereIsRefused() {
    Array x = Backends.f64().of(Shape.of(2, 3), new double[6]);
    assertThatThrownBy(() -> x.softmax(2)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("axis");
    assertThatThrownBy(() -> x.softmax(1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
