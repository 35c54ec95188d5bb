package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import java.util.Random;
import java.util.function.Function;
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

  /// The numbers of the unmasked classes alone.
  @Test
  void aMaskedClassTakesNoPartInTheCrossEntropy() {
    Tensor logits = Tensor.of(new double[][] {{0.5, Double.NEGATIVE_INFINITY, -1}, {2, 1, Double.NEGATIVE_INFINITY}});
    double first = Math.log(Math.exp(0.5) + Math.exp(-1)) + 1;
    double second = Math.log(Math.exp(2) + Math.exp(1)) - 2;
    assertThat(Loss.crossEntropy(logits, 2, 0).item()).isCloseTo((first + second) / 2, within(1e-15)); // rounding
    double p = 0.5 / (1 + Math.exp(-1.5));
    double q = 0.5 / (1 + Math.exp(1));
    assertThat(Autodiff.gradient(y -> Loss.crossEntropy(y, 2, 0), logits).toDoubles())
        .containsExactly(new double[] {p, 0, -p, -q, q, 0}, within(1e-15)); // rounding
    assertThat(Loss.crossEntropy(logits, 1, 0).item()).isInfinite();
  }

  @Test
  void crossEntropyHasTheBitsOfAProductWithOneHotRows() {
    Tensor logits = Tensor.normal(Backends.f32(), new Random(2), 50, 10).times(30);
    int[] labels = new Random(3).ints(50, 0, 10).toArray();
    Function<Tensor, Tensor> product = y -> y.logSumExp(1)
        .minus(y.times(Labels.oneHot(y.backend(), 10, labels)).sum(1)).mean();
    assertThat(Loss.crossEntropy(logits, labels).item()).isEqualTo(product.apply(logits).item());
    assertThat(Autodiff.gradient(y -> Loss.crossEntropy(y, labels), logits).toDoubles())
        .isEqualTo(Autodiff.gradient(product, logits).toDoubles());
  }

  @Test
  void logisticAndHingeLossesSeeTheMargin() {
    Tensor signs = Tensor.of(1.0, -1, 1);
    Tensor output = Tensor.of(0.5, -3, -1e4);
    assertThat(Loss.logistic(output, signs).item())
        .isCloseTo((Math.log1p(Math.exp(-0.5)) + Math.log1p(Math.exp(-3)) + 1e4) / 3, within(1e-9)); // 1e4 rounded
    assertThat(Loss.hinge(output, signs).item()).isCloseTo((0.5 + 0 + 10001) / 3, within(1e-9)); // 1e4 rounded
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
