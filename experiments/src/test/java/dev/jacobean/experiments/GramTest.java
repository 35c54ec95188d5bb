package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GramTest {
  @Test
  void theKernelIsTheJacobianTimesItsTranspose() {
    Tensor at = Tensor.of(0.3, -1.1, 0.7);
    Gram gram = Gram.of(Autodiff.linearize(w -> Tensor.stack(0, w.square().sum(), w.sin().sum()), at));
    Tensor jacobian = Autodiff.jacobian(w -> Tensor.stack(0, w.square().sum(), w.sin().sum()), at);
    double[] kernel = Arrays.stream(gram.entries()).flatMapToDouble(Arrays::stream).toArray();
    assertThat(kernel).containsExactly(jacobian.matmul(jacobian.transpose()).toDoubles(), within(1e-14));
  }

  @Test
  void eigenvaluesOfTheSecondDifferenceAreTheKnownOnes() {
    int n = 12;
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      rows[i][i] = 2;
      if (i > 0) {
        rows[i][i - 1] = rows[i - 1][i] = -1;
      }
    }
    double[] known = new double[n];
    Arrays.setAll(known, k -> 2 - 2 * Math.cos((k + 1) * Math.PI / (n + 1)));
    assertThat(new Gram(rows).eigenvalues()).containsExactly(known, within(1e-13));
  }

  @Test
  void noEigenvaluesOfWhatIsNotFinite() {
    assertThatThrownBy(() -> new Gram(new double[][] {{Double.NaN, 0}, {0, 1}}).eigenvalues())
        .isInstanceOf(ArithmeticException.class).hasMessage("eigenvalues: an entry is not finite; all must be");
  }

  @Test
  void aDifferenceActsEntryByEntry() {
    Gram left = new Gram(new double[][] {{2, 1}, {1, 3}});
    Gram right = new Gram(new double[][] {{1, 0}, {0, 1}});
    assertThat(left.differenceTimes(right, Tensor.of(1, 10)).toDoubles()).containsExactly(11, 21);
  }
}
