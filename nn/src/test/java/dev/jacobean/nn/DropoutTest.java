package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Randomness in training steps.
class DropoutTest {
  private static final Tensor ONES = Tensor.ones(Backends.f64(), 200, 100);

  @Test
  void theSameKeyDropsTheSameNumbersAndAnotherKeyOthers() {
    double[] once = new Dropout(0.3).train(ONES, Key.of(5)).output().toDoubles();
    assertThat(new Dropout(0.3).train(ONES, Key.of(5)).output().toDoubles()).isEqualTo(once);
    assertThat(new Dropout(0.3).train(ONES, Key.of(6)).output().toDoubles()).isNotEqualTo(once);
  }

  @Test
  void theSharePredictedIsDroppedAndTheMeanIsKept() {
    double[] y = new Dropout(0.3).train(ONES, Key.of(5)).output().toDoubles();
    double dropped = Arrays.stream(y).filter(v -> v == 0).count() / (double) y.length;
    assertThat(dropped).isCloseTo(0.3, within(0.013)); // 4 standard errors √(0.3·0.7/20000)
    assertThat(Arrays.stream(y).filter(v -> v != 0)).containsOnly(1 / 0.7);
  }

  @Test
  void nothingIsDroppedInAnswers() {
    assertThat(new Dropout(0.3).apply(ONES)).isSameAs(ONES);
  }

  @Test
  void equalLayersAtDifferentPlacesDropDifferentNumbers() {
    Sequential two = Sequential.of(new Dropout(0.5), new Dropout(0.5));
    double[] y = two.train(ONES, Key.of(1)).output().toDoubles();
    double left = Arrays.stream(y).filter(v -> v != 0).count() / (double) y.length;
    assertThat(left).isCloseTo(0.25, within(0.013)); // 4 standard errors; with equal masks it would be 0.5
  }

  @Test
  void twoCopiesOfANetworkDropTheSameNumbers() {
    assertThat(Doubled.of(new Dropout(0.5)).train(ONES, Key.of(1)).output().toDoubles()).containsOnly(0);
  }

  @Test
  void recomputationSeesTheSameNumbers() {
    Dropout layer = new Dropout(0.5);
    Tensor x = ONES.slice(0, 0, 3);
    Tensor direct = Autodiff.gradient(v -> layer.train(v, Key.of(9)).output().square().sum(), x);
    Tensor again = Autodiff.gradient(
        v -> Autodiff.<Tensor, Tensor>checkpoint(u -> layer.train(u, Key.of(9)).output()).apply(v).square().sum(), x);
    assertThat(again.toDoubles()).isEqualTo(direct.toDoubles());
  }

  @Test
  void childrenOfKeysDiffer() {
    Key key = Key.of(0);
    assertThat(LongStream.range(0, 1000).mapToObj(key::child).distinct()).hasSize(1000);
    assertThat(key.child(0).child(1)).isNotEqualTo(key.child(1).child(0));
  }
}
