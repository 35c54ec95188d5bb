package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Shape;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

/// Jacobians made row by row, column by column and in blocks.
class JacobiansTest {
  private static final Tensor A = Tensor.normal(Backends.f64(), new Random(8), 4, 3);
  private static final Tensor X = Tensor.of(0.3, -0.8, 1.4);

  /// sin(A x), whose Jacobian is diag(cos(A x)) A.
  private static Tensor f(Tensor x) {
    return A.matmul(x.insertAxis(-1)).dropAxis(-1).sin();
  }

  private static double[] closedForm() {
    return A.times(A.matmul(X.insertAxis(-1)).cos()).toDoubles();
  }

  @Test
  void forwardReverseAndClosedFormAgree() {
    // products of one rounding each
    assertThat(Jacobians.forward(JacobiansTest::f, X).toDoubles()).containsExactly(closedForm(), within(1e-15));
    assertThat(Jacobians.reverse(JacobiansTest::f, X).toDoubles()).containsExactly(closedForm(), within(1e-15));
    assertThat(Autodiff.jacobian(JacobiansTest::f, X).toDoubles()).containsExactly(closedForm(), within(1e-15));
    assertThat(Autodiff.jacobian(JacobiansTest::f, X).shape().sizes()).containsExactly(4, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 100})
  void blocksPutTogetherAreTheWhole(int most) {
    List<Tensor> rows = Jacobians.rows(JacobiansTest::f, X, most).toList();
    assertThat(rows).allSatisfy(block -> assertThat(block.shape().size(0)).isLessThanOrEqualTo(most));
    assertThat(Tensor.concatenate(0, rows.toArray(Tensor[]::new)).toDoubles())
        .containsExactly(Jacobians.reverse(JacobiansTest::f, X).toDoubles());
    List<Tensor> columns = Jacobians.columns(JacobiansTest::f, X, most).toList();
    assertThat(columns).allSatisfy(block -> assertThat(block.shape().size(-1)).isLessThanOrEqualTo(most));
    assertThat(Tensor.concatenate(-1, columns.toArray(Tensor[]::new)).toDoubles())
        .containsExactly(Jacobians.forward(JacobiansTest::f, X).toDoubles());
  }

  @Test
  void blocksAreMadeWhenAskedFor() {
    AtomicInteger products = new AtomicInteger();
    Primitive counted = Primitive.of("counted", x -> x, (x, y) -> LinearMap.of(t -> t, c -> {
      products.incrementAndGet();
      return c;
    }));
    Stream<Tensor> blocks = Jacobians.rows(counted::apply, X, 1);
    assertThat(products).hasValue(0);
    assertThat(blocks.limit(2)).hasSize(2);
    assertThat(products).hasValue(2);
  }

  @Test
  void axesOfTheResultComeBeforeThoseOfTheArgument() {
    Tensor x = Tensor.normal(Backends.f64(), new Random(9), 2, 3);
    Function<Tensor, Tensor> transposed = w -> w.transpose().insertAxis(0);
    Tensor jacobian = Autodiff.jacobian(transposed, x);
    assertThat(jacobian.shape().sizes()).containsExactly(1, 3, 2, 2, 3);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 2; j++) {
        double[] expected = new double[6];
        expected[3 * j + i] = 1;
        assertThat(jacobian.at(0, 0).at(0, i).at(0, j).toDoubles()).containsExactly(expected);
      }
    }
  }

  @Test
  void numbersAndNothingHaveJacobiansToo() {
    Tensor number = Tensor.scalar(2);
    assertThat(Autodiff.jacobian(Tensor::square, number).shape().sizes()).isEmpty();
    assertThat(Autodiff.jacobian(Tensor::square, number).item()).isEqualTo(4);
    assertThat(Autodiff.jacobian(x -> x.sum(), X).toDoubles()).containsExactly(1, 1, 1);
    assertThat(Autodiff.jacobian(x -> x.expand(Shape.of(3)), number).toDoubles()).containsExactly(1, 1, 1);
    assertThat(Autodiff.jacobian(x -> x.slice(0, 0, 0), X).shape().sizes()).containsExactly(0, 3);
    assertThat(Autodiff.jacobian(Tensor::exp, X.slice(0, 0, 0)).shape().sizes()).containsExactly(0, 0);
    assertThat(Jacobians.forward(x -> x.sum(), X.slice(0, 0, 0)).shape().sizes()).containsExactly(0);
    assertThat(Jacobians.rows(x -> x.slice(0, 0, 0), X, 2)).isEmpty();
  }

  @Test
  void aBlockMayBeLargerThanTheJacobian() {
    for (int most : new int[] {3, 10, Integer.MAX_VALUE}) {
      assertThat(Jacobians.rows(x -> x.square(), X, most)).singleElement()
          .satisfies(block -> assertThat(block.shape()).isEqualTo(Shape.of(3, 3)));
      assertThat(Jacobians.columns(x -> x.square(), X, most)).hasSize(1);
    }
  }

  @Test
  void aJacobianIsDifferentiatedThrough() {
    Tensor gradient = Autodiff.gradient(x -> Autodiff.jacobian(JacobiansTest::f, x).square().sum(), X);
    // Σᵢⱼ (Aᵢⱼ cos aᵢx)²: derivative −2 Σᵢ |aᵢ|² cos(aᵢx) sin(aᵢx) aᵢ
    Tensor ax = A.matmul(X.insertAxis(-1));
    double[] expected = A.square().sumKeep(1).times(ax.times(2).sin()).times(A).sum(0).negate().toDoubles();
    assertThat(gradient.toDoubles()).containsExactly(expected, within(1e-13)); // sums of 12 terms near 1
  }

  @Test
  void blocksOfNoRowsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Jacobians.rows(JacobiansTest::f, X, 0))
        .withMessage("blocks: at most 0 rows or columns; must be positive");
  }
}
