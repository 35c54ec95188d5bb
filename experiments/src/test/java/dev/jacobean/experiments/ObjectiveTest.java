package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import org.junit.jupiter.api.Test;

class ObjectiveTest {
  @Test
  void logCoshIsTheLogarithmOfTheHyperbolicCosine() {
    for (double z : new double[] {-3, -0.2, 0, 1e-3, 5}) {
      double value = Objective.LOG_COSH.of(Tensor.of(z), Tensor.of(0.0)).item();
      assertThat(value).isCloseTo(Math.log(Math.cosh(z)) + 0.05 * z * z, within(1e-14));
    }
  }

  @Test
  void curvatureLiesBetweenConvexityAndSmoothness() {
    for (Objective objective : Objective.values()) {
      for (double z : new double[] {-30, -1, 0, 0.5, 8}) {
        double second = Autodiff.hessian(y -> objective.of(y, Tensor.of(0.0)), Tensor.of(z)).item();
        assertThat(second).isBetween(objective.convexity() - 1e-12, objective.smoothness() + 1e-12);
      }
    }
  }
}
