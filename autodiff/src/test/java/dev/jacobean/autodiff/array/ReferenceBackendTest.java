package dev.jacobean.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The oracle itself, on numbers small enough to check by hand.
@Tag("plain")
class ReferenceBackendTest {
  private static Array of(DType dtype, Shape shape, double... values) {
    return Backends.reference(dtype).of(shape, values);
  }

  private static Array counting(DType dtype, int... sizes) {
    Shape shape = Shape.of(sizes);
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return of(dtype, shape, values);
  }

  @ParameterizedTest
  @EnumSource
  void viewsReadTheRightElements(DType dtype) {
    Array x = counting(dtype, 2, 3);
    assertThat(x.permute(1, 0).toDoubles()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(x.reverse(1).toDoubles()).containsExactly(2, 1, 0, 5, 4, 3);
    assertThat(x.slice(1, 0, 3, 2).toDoubles()).containsExactly(0, 2, 3, 5);
    assertThat(x.slice(0, 1, 2, 1).expand(Shape.of(2, 3)).toDoubles()).containsExactly(3, 4, 5, 3, 4, 5);
    assertThat(x.slice(0, 1, 1, 1).toDoubles()).isEmpty();
    assertThat(x.permute(1, 0).reshape(Shape.of(6)).toDoubles()).containsExactly(0, 3, 1, 4, 2, 5);
  }

  @ParameterizedTest
  @EnumSource
  void foldsAnyAxes(DType dtype) {
    Array x = counting(dtype, 2, 3, 2);
    assertThat(x.fold(Fold.SUM).item()).isEqualTo(66);
    assertThat(x.fold(Fold.SUM, 0, 2).toDoubles()).containsExactly(14, 22, 30);
    assertThat(x.fold(Fold.MAX, 1).toDoubles()).containsExactly(4, 5, 10, 11);
    assertThat(x.slice(1, 0, 0, 1).fold(Fold.MIN, 1).toDoubles()).containsOnly(Double.POSITIVE_INFINITY).hasSize(4);
    assertThat(x.argmax(1).toDoubles()).containsExactly(2, 2, 2, 2);
    assertThat(of(dtype, Shape.of(4), 1, Double.NaN, 7, Double.NaN).argmax(0).item()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void multipliesMatricesInBatches(DType dtype) {
    Array x = counting(dtype, 2, 2, 3);
    assertThat(x.matmul(x.permute(0, 2, 1)).toDoubles()).containsExactly(5, 14, 14, 50, 149, 212, 212, 302);
    assertThat(x.slice(2, 0, 0, 1).matmul(x.permute(0, 2, 1).slice(1, 0, 0, 1)).toDoubles()).containsOnly(0).hasSize(8);
  }

  @ParameterizedTest
  @EnumSource
  void movesElements(DType dtype) {
    Array x = counting(dtype, 2, 2);
    assertThat(x.pad(new int[] {0, 1}, new int[] {1, 0}).toDoubles()).containsExactly(0, 0, 1, 0, 2, 3, 0, 0, 0);
    assertThat(Array.concatenate(1, List.of(x, x.permute(1, 0))).toDoubles())
        .containsExactly(0, 1, 0, 2, 2, 3, 1, 3);
    assertThat(x.gather(1, 1, 1, 0).toDoubles()).containsExactly(1, 1, 0, 3, 3, 2);
    assertThat(x.scatter(1, 3, 2, 2).toDoubles()).containsExactly(0, 0, 1, 0, 0, 5);
  }

  @ParameterizedTest
  @EnumSource
  void slidesWindows(DType dtype) {
    Array x = counting(dtype, 1, 3, 3, 1);
    Array k = of(dtype, Shape.of(2, 2, 1, 1), 1, 10, 100, 1000);
    Window window = new Window(2, 2, 1, 0);
    assertThat(x.convolve(k, window).toDoubles()).containsExactly(4310, 5421, 7643, 8754);
    assertThat(x.convolve(k, new Window(2, 2, 2, 1)).toDoubles()).containsExactly(0, 2100, 6030, 8754);
    assertThat(x.poolSum(window).toDoubles()).containsExactly(8, 12, 20, 24);
    Array places = x.poolPlaces(new Window(2, 2, 2, 1));
    assertThat(places.toDoubles()).containsExactly(3, 3, 3, 3);
    assertThat(x.pickPlaces(places, new Window(2, 2, 2, 1)).toDoubles()).containsExactly(0, 2, 6, 8);
  }

  @ParameterizedTest
  @EnumSource
  void adjointsOfWindowsAreAdjoint(DType dtype) {
    Window window = new Window(2, 3, 2, 1);
    Array x = counting(dtype, 2, 4, 5, 2);
    Array k = counting(dtype, 2, 3, 2, 3);
    Array y = x.convolve(k, window);
    Array c = counting(dtype, y.shape().sizes());
    double value = inner(c, y);
    assertThat(inner(x, c.convolveImages(k, window, x.shape()))).isEqualTo(value);
    assertThat(inner(k, x.convolveKernel(c, window))).isEqualTo(value);
    Array pooled = x.poolSum(window);
    Array d = counting(dtype, pooled.shape().sizes());
    assertThat(inner(x, d.unpoolSum(window, x.shape()))).isEqualTo(inner(d, pooled));
    Array places = x.poolPlaces(window);
    assertThat(inner(x, d.putPlaces(places, window, x.shape())))
        .isEqualTo(inner(d, x.pickPlaces(places, window)));
  }

  /// Exact, for the numbers here are whole and small.
  private static double inner(Array x, Array y) {
    double[] a = x.toDoubles();
    double[] b = y.toDoubles();
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
