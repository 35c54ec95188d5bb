package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Eigenvalues against a library's, and against what they are by definition.
class SpectrumTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 17, 64, 300})
  void eigenvaluesAreALibrarysAndVectorsRebuildTheMatrix(int n) {
    Tensor random = Tensor.normal(Backends.f64(), new Random(n), n, n);
    check(random.plus(random.transpose()), n);
    Tensor half = random.slice(1, 0, (n + 1) / 2);
    check(half.matmul(half.transpose()), n); // half of the eigenvalues are 0
    check(random.plus(random.transpose()).times(1e-160), n);
    check(random.plus(random.transpose()).times(1e150), n);
  }

  @Test
  void special() {
    check(identity(6), 6);
    check(Tensor.ones(Backends.f64(), 5, 5), 5);
    check(identity(3).times(Tensor.of(3.0, -1, 2)), 3);
    assertThat(Spectrum.values(Tensor.zeros(Backends.f64(), 4, 4))).containsOnly(0);
    assertThat(Spectrum.of(Tensor.zeros(Backends.f64(), 0, 0)).values().shape()).isEqualTo(Shape.of(0));
    // Golub & Van Loan: 2 on the diagonal, −1 beside it: 2 − 2cos(πj/(n + 1)).
    double[] values = new double[100];
    double[][] rows = new double[100][100];
    for (int i = 0; i < 100; i++) {
      values[i] = 2 - 2 * Math.cos(Math.PI * (100 - i) / 101);
      rows[i][i] = 2;
      if (i > 0) {
        rows[i][i - 1] = rows[i - 1][i] = -1;
      }
    }
    assertThat(Dense.difference(Spectrum.values(Tensor.of(rows)), values)).isLessThan(1e-14);
  }

  private static void check(Tensor matrix, int n) {
    Spectrum spectrum = Spectrum.of(matrix);
    Tensor rebuilt = spectrum.vectors().times(spectrum.values()).matmul(spectrum.vectors().transpose());
    // Backward stable: a small multiple of n roundings.
    assertThat(Dense.difference(rebuilt, matrix)).isLessThan(1e-15 * (n + 10));
    assertThat(Dense.difference(spectrum.vectors().matmul(spectrum.vectors().transpose()), identity(n)))
        .isLessThan(1e-15 * (n + 10));
    double[] values = spectrum.values().toDoubles();
    assertThat(values).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(Dense.difference(Spectrum.values(matrix), values)).isLessThan(1e-14);
    double size = matrix.abs().max().item();
    assertThat(Dense.difference(Tensor.of(values).times(1 / size).toDoubles(),
        Dense.eigenvalues(matrix.times(1 / size)))).isLessThan(1e-13);
  }

  private static Tensor identity(int n) {
    return Tensor.range(Backends.f64(), n).insertAxis(1).equalTo(Tensor.range(Backends.f64(), n));
  }

  /// Two numbers whose eigenvalues are exact: x ± y.
  @ParameterizedTest
  @CsvSource({"6e-320,2e-320", "3e-308,1e-308", "1e-200,3e-200", "1e200,3e200", "1e308,5e307"})
  void numbersOfAnySizeHaveASpectrum(double x, double y) {
    Tensor matrix = Tensor.of(new double[][] {{x, y}, {y, x}});
    double[] expected = {x + y, x - y};
    assertThat(Spectrum.values(matrix)).containsExactly(expected, within(1e-15 * (x + y))); // rounding
    assertThat(Spectrum.of(matrix).vectors().abs().toDoubles())
        .containsExactly(new double[] {h(), h(), h(), h()}, within(1e-15)); // rounding
    Tensor random = Tensor.normal(Backends.f64(), new Random(3), 5, 5);
    Tensor larger = random.plus(random.transpose()).times(x / 10);
    double size = larger.abs().max().item();
    double power = Math.scalb(1.0, -Math.getExponent(size));
    // Numbers below 2e-308 have fewer digits: they are multiples of 5e-324.
    assertThat(Spectrum.values(larger)).containsExactly(
        Arrays.stream(Dense.eigenvalues(larger.times(power))).map(value -> value / power).toArray(),
        within(1e-13 * size + 1e-322));
  }

  private static double h() {
    return Math.sqrt(0.5);
  }

  @Test
  void lanczosFindsBothEnds() {
    Tensor random = Tensor.normal(Backends.f64(), new Random(9), 40, 40);
    Tensor matrix = random.plus(random.transpose());
    double[] values = Dense.eigenvalues(matrix);
    for (Comparator<Double> order : List.<Comparator<Double>>of(Comparator.reverseOrder(), Comparator.naturalOrder())) {
      List<Eigenpair<Tensor>> found =
          Lanczos.find(v -> matrix.matmul(v.insertAxis(1)).dropAxis(1), starts(40), 5, order, 1e-11, 40);
      for (int i = 0; i < 5; i++) {
        double expected = values[order.compare(1.0, 0.0) < 0 ? i : 39 - i];
        assertThat(Math.abs(found.get(i).value() - expected)).isLessThan(1e-10 * values[0]);
      }
    }
  }

  private static Supplier<Tensor> starts(int n) {
    Random random = new Random(10);
    return () -> Tensor.normal(Backends.f64(), random, n);
  }

  /// Multiple eigenvalues at the end, within the wanted ones and at the border; none but 0; fewer than wanted; of both
  /// signs.
  @ParameterizedTest
  @ValueSource(strings = {"8,8,8,3,2,1,0.5,0.2", "9,5,5,5,5,1,1,1,1,0.5", "7,6,5,4,4,4,4,3", "2,0,0,0,0,0,0,0",
      "3,3,3,3", "0,0,0,0,0,0", "6,6,0,0,-5,-5,-7,-7"})
  void lanczosFindsEveryEigenvalueAsOftenAsItHasVectors(String text) {
    double[] values = Arrays.stream(text.split(",")).mapToDouble(Double::parseDouble).toArray();
    int n = values.length;
    Tensor random = Tensor.normal(Backends.f64(), new Random(11), n, n);
    Tensor vectors = Spectrum.of(random.plus(random.transpose())).vectors();
    Tensor matrix = vectors.times(Tensor.of(values)).matmul(vectors.transpose());
    UnaryOperator<Tensor> map = v -> matrix.matmul(v.insertAxis(1)).dropAxis(1);
    for (int count = 1; count <= 6; count++) {
      for (Comparator<Double> order : List.<Comparator<Double>>of(
          Comparator.reverseOrder(), Comparator.comparingDouble(value -> -Math.abs(value)))) {
        double[] expected = Arrays.stream(values).boxed().sorted(order).limit(count).mapToDouble(x -> x).toArray();
        List<Eigenpair<Tensor>> found = Lanczos.find(map, starts(n), count, order, 1e-11, n);
        assertThat(found).as("%s of %s", count, text).hasSize(expected.length);
        Tensor columns = Tensor.stack(1, found.stream().map(Eigenpair::vector).toArray(Tensor[]::new));
        // Backward stable, from vectors that are known to 1e-11 of the largest value.
        assertThat(Dense.difference(columns.transpose().matmul(columns), identity(found.size()))).isLessThan(1e-10);
        for (int i = 0; i < expected.length; i++) {
          assertThat(found.get(i).value()).isCloseTo(expected[i], within(1e-9));
          assertThat(found.get(i).residual()).isLessThan(1e-9);
        }
      }
    }
  }

  @Test
  void whatHasNoSpectrumIsRefused() {
    assertThatThrownBy(() -> Spectrum.of(Tensor.zeros(Backends.f64(), 2, 3)))
        .hasMessage("spectrum: matrix is [2, 3]; must be square");
    assertThatThrownBy(() -> Spectrum.values(Tensor.full(Backends.f64(), Double.POSITIVE_INFINITY, 2, 2)))
        .hasMessage("spectrum: the matrix's numbers [2, 2] hold infinity; must be finite");
    Tensor skew = Tensor.of(new double[][] {{1, 2}, {2.1, 1}});
    assertThatThrownBy(() -> Spectrum.values(skew)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spectrum: matrix holds 2.1 where its transpose holds 2.0; must be symmetric");
    // As far as rounding in F32 goes.
    assertThat(Spectrum.values(Tensor.of(new double[][] {{1, 2}, {2 + 1e-5, 1}}))[0]).isCloseTo(3, within(1e-5));
  }
}
