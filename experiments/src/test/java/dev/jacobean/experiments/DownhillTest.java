package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import org.junit.jupiter.api.Test;

class DownhillTest {
  private static Downhill<Tensor> valley(double rate) {
    return new Downhill<>(w -> Autodiff.valueAndGradient(
        at -> at.square().times(Tensor.of(1, 100)).sum().times(0.5), w), Tensor.of(1, 1), rate);
  }

  @Test
  void theLossNeverRises() {
    for (double rate : new double[] {1e-6, 1, 1e6}) {
      Downhill<Tensor> descent = valley(rate);
      double last = descent.value();
      for (int i = 0; i < 1000; i++) {
        descent.step();
        assertThat(descent.value()).isLessThanOrEqualTo(last);
        last = descent.value();
      }
      assertThat(last).as("first rate " + rate).isLessThan(1e-6);
    }
  }

  @Test
  void aShortStepIsTheGradientsAndTheNextOneATenthLonger() {
    Downhill<Tensor> descent = valley(1e-3);
    descent.step();
    assertThat(descent.at().toDoubles()).containsExactly(1 - 1e-3, 1 - 100 * 1e-3);
    descent.step();
    assertThat(descent.at().toDoubles()[1]).isEqualTo(0.9 - 1.1e-3 * 90, within(1e-15));
  }

  @Test
  void aStepIntoNothingIsNotMade() {
    Downhill<Tensor> descent = new Downhill<>(w -> Autodiff.valueAndGradient(
        at -> at.minus(1).square().minus(at.log()).sum(), w), Tensor.of(2), 4);
    descent.step(); // to a negative number, of which there is no logarithm
    assertThat(descent.at().item()).isEqualTo(2);
    for (int i = 0; i < 20; i++) {
      descent.step();
    }
    assertThat(descent.at().item()).isBetween(1.3, 1.45); // 2(w − 1) = 1/w at (1 + √3)/2
  }
}
