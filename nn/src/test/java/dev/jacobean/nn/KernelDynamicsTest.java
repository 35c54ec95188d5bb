package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Closed forms against training itself.
class KernelDynamicsTest {
  private static final Backend F64 = Backends.f64();
  private static final Random RANDOM = new Random(1);
  private static final Sequential NET = Mlp.of(new Builder(F64, RANDOM, Initializer.xavierNormal(1)),
      Activation.TANH, 3, 8, 2);
  private static final Tensor X = Tensor.normal(F64, RANDOM, 6, 3);
  private static final Tensor OTHERS = Tensor.normal(F64, RANDOM, 4, 3);
  private static final Tensor TARGET = Tensor.normal(F64, RANDOM, 6, 2);
  private static final TangentModel<Sequential> TANGENT = new TangentModel<>(Sequential::apply, NET);
  private static final TangentKernel<Sequential> KERNEL = TangentKernel.of(NET);
  private static final Tensor CROSS = KERNEL.matrix(OTHERS, X);
  private static final KernelDynamics DYNAMICS =
      KernelDynamics.of(KERNEL.matrix(X), NET.apply(X), TARGET, 1.0 / 6);

  /// The outputs on the training examples and on others after steps of a rule.
  private static Tensor[] trained(Optimizer rule, double rate, int steps) {
    Linearization<Sequential, Tensor> map = TANGENT.on(X);
    var state = rule.start(TANGENT.zero());
    for (int step = 0; step < steps; step++) {
      var at = TANGENT.valueAndGradient(y -> Loss.halfSquared(y, TARGET), state.parameters(), map);
      state = rule.next(state, at.gradient(), rate);
    }
    return new Tensor[] {TANGENT.apply(state.parameters(), X), TANGENT.apply(state.parameters(), OTHERS)};
  }

  private static void close(Tensor found, Tensor expected, double tolerance) {
    assertThat(Dense.difference(found, expected.reshape(-1))).isLessThan(tolerance);
  }

  @Test
  void descentIsWhatGradientDescentDoes() {
    double rate = 0.5 * DYNAMICS.largestStep();
    Tensor[] trained = trained(Optimizer.sgd(), rate, 30);
    // Rounding of 30 steps and of the rotation to eigenvectors.
    close(DYNAMICS.descent(rate, 30), trained[0], 1e-12);
    close(DYNAMICS.descent(rate, 30, CROSS, NET.apply(OTHERS)), trained[1], 1e-12);
    double loss = Loss.halfSquared(trained[0], TARGET).item();
    assertThat(DYNAMICS.loss(trained[0])).isCloseTo(loss, within(1e-14)); // rounding
  }

  /// One number with kernel 1: after n steps at rate x it is 1 − (1 − x)ⁿ.
  @Test
  void manySmallStepsOfDescentAreNotLost() {
    KernelDynamics one = KernelDynamics.of(Tensor.of(new double[][] {{1}}), Tensor.of(0.0), Tensor.of(1.0), 1);
    assertThat(one.descent(1e-15, 100_000_000_000_000L).item()).isCloseTo(-Math.expm1(-0.1), within(1e-15)); // x²·n ≈ 0
    assertThat(one.descent(1e-20, 3).item()).isCloseTo(3e-20, within(1e-35)); // rounding
    assertThat(one.descent(0.25, 3).item()).isCloseTo(1 - 0.75 * 0.75 * 0.75, within(1e-15)); // rounding
    assertThat(one.descent(0.3, 0).item()).isZero();
    assertThat(one.descent(1, 0).item()).isZero();
    assertThat(one.descent(1, 5).item()).isEqualTo(1);
    assertThat(one.descent(1.5, 3).item()).isEqualTo(1.125);
    assertThat(one.descent(1.5, 2).item()).isEqualTo(0.75);
    assertThat(one.descent(2, 7).item()).isEqualTo(2);
    assertThat(one.descent(3, 2).item()).isEqualTo(-3);
  }

  @Test
  void momentumIsWhatMomentumDoes() {
    double rate = 0.3 * DYNAMICS.largestStep(0.9);
    // Rounding of 25 steps, which velocity carries on for about ten each.
    close(DYNAMICS.momentum(rate, 0.9, 25), trained(Optimizer.momentum(0.9), rate, 25)[0], 1e-11);
    close(DYNAMICS.momentum(rate, 0, 25), DYNAMICS.descent(rate, 25), 1e-13); // rounding of 25 steps
  }

  @Test
  void flowIsWhereRungeAndKuttaGo() {
    Linearization<Sequential, Tensor> map = TANGENT.on(X);
    Sequential u = TANGENT.zero();
    double time = 5 / DYNAMICS.rates()[0];
    int steps = 400;
    for (int step = 0; step < steps; step++) {
      u = Integrator.RK4.step(v -> Tree.times(-1,
          TANGENT.valueAndGradient(y -> Loss.halfSquared(y, TARGET), v, map).gradient()), u, time / steps);
    }
    // The largest rate times the step is 1/80: its fourth power times 5, over 120.
    close(DYNAMICS.flow(time), TANGENT.apply(u, X), 1e-8);
    close(DYNAMICS.flow(time, CROSS, NET.apply(OTHERS)), TANGENT.apply(u, OTHERS), 1e-8);
    close(DYNAMICS.flow(0), NET.apply(X), 1e-15); // rounding
  }

  @Test
  void afterAllTimeTheKernelHasLearnedWhatItCan() {
    close(DYNAMICS.flow(Double.POSITIVE_INFINITY), TARGET, 1e-12); // rounding of products with 12 eigenvectors
    // Two equal examples with different targets: the kernel has a null space, and the mean is learned.
    Tensor twice = Tensor.concatenate(0, X.slice(0, 0, 1), X.slice(0, 0, 1));
    Tensor targets = Tensor.of(new double[][] {{1, 0}, {3, 4}});
    KernelDynamics dynamics = KernelDynamics.of(KERNEL.matrix(twice), NET.apply(twice), targets, 0.5);
    // Rounding, enlarged by the ratio of the largest eigenvalue to the smallest that is not 0.
    close(dynamics.flow(Double.POSITIVE_INFINITY), Tensor.of(2.0, 2, 2, 2), 1e-10);
    Tensor other = dynamics.flow(Double.POSITIVE_INFINITY, KERNEL.matrix(X.slice(0, 0, 1), twice), NET.apply(X.slice(0, 0, 1)));
    close(other, Tensor.of(2.0, 2), 1e-10);
  }

  @Test
  void theLargestStepIsTheBorderOfDivergence() {
    for (double friction : new double[] {0, 0.5, 0.9}) {
      double step = DYNAMICS.largestStep(friction);
      double start = Loss.halfSquared(NET.apply(X), TARGET).item();
      Optimizer rule = Optimizer.momentum(friction);
      assertThat(Loss.halfSquared(trained(rule, 0.97 * step, 3000)[0], TARGET).item()).isLessThan(start);
      assertThat(Loss.halfSquared(trained(rule, 1.03 * step, 3000)[0], TARGET).item()).isGreaterThan(1e3 * start);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> KernelDynamics.of(KERNEL.matrix(X), NET.apply(OTHERS), TARGET, 1))
        .hasMessage("kernel dynamics: kernel is [12, 12], start is [4, 2], target is [6, 2]; must be as many numbers as the"
            + " kernel has rows");
    assertThatThrownBy(() -> KernelDynamics.of(Tensor.of(new double[][] {{1, 0.5}, {0.4, 1}}), X, X, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spectrum: matrix holds 0.4 where its transpose holds 0.5; must be symmetric");
    assertThatThrownBy(() -> DYNAMICS.flow(-1)).hasMessage("flow: time is -1.0; must be at least 0");
    assertThatThrownBy(() -> DYNAMICS.flow(1, X, X)).hasMessageContaining("must be [other's numbers, kernel's rows]");
  }
}
