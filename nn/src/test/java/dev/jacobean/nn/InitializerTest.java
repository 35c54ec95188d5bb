package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The laws of first weights.
class InitializerTest {
  private static final Backend F64 = Backends.f64();

  @Test
  void variancesAreAsStated() {
    // A kernel of 3 · 3 · 20 · 40 = 7200 weights, fan in 180, fan out 360. The standard error of a variance of normal
    // numbers is √(2/7200) = 1.7 % of it, less for uniform ones; 5 of those.
    assertThat(variance(Initializer.xavierNormal(1.5))).isCloseTo(2.25 * 2 / 540, within(0.083 * 2.25 * 2 / 540));
    assertThat(variance(Initializer.xavierUniform(1.5))).isCloseTo(2.25 * 2 / 540, within(0.083 * 2.25 * 2 / 540));
    assertThat(variance(Initializer.heNormal(0.5))).isCloseTo(0.25 * 2 / 180, within(0.083 * 0.25 * 2 / 180));
    assertThat(variance(Initializer.heUniform(0.5))).isCloseTo(0.25 * 2 / 180, within(0.083 * 0.25 * 2 / 180));
    assertThat(variance(Initializer.normal(3))).isCloseTo(9, within(0.75));
    assertThat(variance(Initializer.zeros())).isEqualTo(0);
  }

  @Test
  void uniformWeightsFillTheirInterval() {
    double[] weights = Initializer.uniform(2).make(F64, new Random(3), 50, 50).toDoubles();
    double[] sorted = Arrays.stream(weights).sorted().toArray();
    assertThat(sorted[0]).isBetween(-2.0, -1.98);
    assertThat(sorted[sorted.length - 1]).isBetween(1.98, 2.0);
  }

  @Test
  void weightsNeedTwoAxes() {
    assertThatThrownBy(() -> Initializer.heNormal(1).make(F64, new Random(1), 3))
        .hasMessage("initialiser: weights have 1 axes; must have at least two, […, in, out]");
  }

  @Test
  void outputsOfTheTangentParameterisationKeepTheirSizeWithWidthAndMeanFieldOnesShrink() {
    // Mean squares over 300 inputs and one draw of weights. NTK: about the same whatever the width, within the factor 2
    // that one draw of 4 outputs leaves; mean field: falls like 1/width, here by 16.
    double narrow = size(Mlp.ntk(F64, new Random(1), Math.sqrt(2), 0.1, Activation.RELU, 10, 100, 4));
    double wide = size(Mlp.ntk(F64, new Random(2), Math.sqrt(2), 0.1, Activation.RELU, 10, 1600, 4));
    assertThat(wide / narrow).isBetween(0.25, 4.0);
    assertThat(wide).as("variance 2·½·2 + 0.1² of each output, within a factor 3").isBetween(0.67, 6.0);
    narrow = size(Mlp.meanField(F64, new Random(1), 1, Activation.RELU, 10, 100, 4));
    wide = size(Mlp.meanField(F64, new Random(2), 1, Activation.RELU, 10, 1600, 4));
    assertThat(wide / narrow).isBetween(0.25 / 16, 4.0 / 16);
  }

  private static double size(Layer net) {
    return net.apply(Tensor.normal(F64, new Random(9), 300, 10)).square().mean().item();
  }

  private static double variance(Initializer initializer) {
    return initializer.make(F64, new Random(5), 3, 3, 20, 40).square().mean().item();
  }
}
