package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Losses and their conventions.
class LossTest {
  private static final Tensor OUTPUT = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});
  private static final Tensor ZERO = Tensor.zeros(Backends.f64(), 3, 2);

  @Test
  void thePapersSquareLossIsHalfTheMeanOverExamplesOfSquaredDistances() {
    assertThat(Loss.halfSquared(OUTPUT, ZERO).item()).isCloseTo(0.5 * 91 / 3, within(1e-14)); // rounding
    Tensor gradient = Autodiff.gradient(y -> Loss.halfSquared(y, ZERO), OUTPUT);
    assertThat(gradient.toDoubles()).containsExactly(OUTPUT.times(1.0 / 3).toDoubles(), within(1e-15)); // rounding
  }

  @Test
  void theAuthorsSquareLossIsTheMeanOverExamplesAndClasses() {
    assertThat(Loss.meanSquared(OUTPUT, ZERO).item()).isCloseTo(91.0 / 6, within(1e-14)); // rounding
    Tensor guess = Tensor.full(Backends.f64(), 0.1, 4, 10);
    assertThat(Loss.meanSquared(guess, Labels.oneHot(Backends.f64(), 10, 3, 1, 4, 1)).item())
        .as("a constant guess of ten classes").isCloseTo(0.09, within(1e-15)); // rounding
  }

  @Test
  void crossEntropyIsThatOfOthersAndDoesNotOverflow() {
    Tensor logits = Tensor.range(Backends.f64(), 6).sin().reshape(2, 3);
    // PyTorch 2.13; rounding
    assertThat(Loss.crossEntropy(logits, 2, 0).item()).isCloseTo(0.7015037587887778, within(1e-14));
    assertThat(Loss.crossEntropy(Tensor.zeros(Backends.f64(), 1, 10), 3).item()).isCloseTo(Math.log(10), within(1e-14));
    assertThat(Loss.crossEntropy(logits.times(1e6), 2, 0).item()).isFinite();
    Autodiff.checkGradients(y -> Loss.crossEntropy(y, 2, 0), logits, 2);
  }

  @Test
  void logisticAndHingeLossesSeeTheMargin() {
    Tensor signs = Tensor.of(1.0, -1, 1);
    Tensor output = Tensor.of(0.5, -3, -1e4);
    assertThat(Loss.logistic(output, signs).item())
        .isCloseTo((Math.log1p(Math.exp(-0.5)) + Math.log1p(Math.exp(-3)) + 1e4) / 3, within(1e-9)); // 1e4 rounded
    assertThat(Loss.hinge(output, signs).item()).isCloseTo((0.5 + 0 + 10001) / 3, within(1e-9));
    Autodiff.checkGradients(y -> Loss.logistic(y, signs), Tensor.normal(Backends.f64(), new Random(1), 3), 2);
    Autodiff.checkGradients(y -> Loss.hinge(y, signs), Tensor.normal(Backends.f64(), new Random(1), 3), 2);
  }

  @Test
  void accuracyIsThePartOfLargestOutputsAtTheirLabels() {
    Tensor output = Tensor.of(new double[][] {{1, 2, 0}, {5, 1, 1}, {0, 0, 1}, {1, 1, 0}});
    assertThat(Labels.accuracy(output, 1, 2, 2, 0)).isEqualTo(0.75);
  }

  @Test
  void errorsSayWhatIsThereAndWhatMustHold() {
    assertThatThrownBy(() -> Loss.halfSquared(OUTPUT, Tensor.of(1.0, 2)))
        .hasMessage("half squared loss: output is [3, 2], target is [2]; must be equal shapes");
    assertThatThrownBy(() -> Loss.crossEntropy(OUTPUT, 0, 1))
        .hasMessage("cross-entropy: output is [3, 2], 2 labels given; must be one for each example, and at least one");
    assertThatThrownBy(() -> Loss.crossEntropy(OUTPUT, 0, 1, 2))
        .hasMessage("labels: label 2 is 2; must be at least 0 and less than 2");
    assertThatThrownBy(() -> Loss.logistic(Tensor.zeros(Backends.f64(), 0), Tensor.zeros(Backends.f64(), 0)))
        .hasMessage("logistic loss: output is [0]; must have a first axis that counts examples, and at least one");
    assertThatThrownBy(() -> Labels.accuracy(Tensor.of(1.0), 0))
        .hasMessage("accuracy: x is [1]; must be [batch, classes]");
  }
}
