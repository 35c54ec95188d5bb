package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FitTest {
  private static final double[] X = {1, 2, 4, 8, 16};

  @Test
  void thePowerOfAPowerLawIsItsExponent() {
    double[] y = Arrays.stream(X).map(x -> 3 * Math.pow(x, -1.5)).toArray();
    assertThat(Fit.exponent(X, y, 1, 16)).isCloseTo(-1.5, within(1e-12));
    assertThat(Fit.farthest(X, y, 1, -1)).isCloseTo(-1.5, within(1e-12));
  }

  @Test
  void theRateOfADecayIsItsRate() {
    double[] y = Arrays.stream(X).map(x -> 3 * Math.exp(-0.25 * x)).toArray();
    assertThat(Fit.rate(X, y, 2, 16)).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void pointsOutsideTheWindowDoNotCount() {
    double[] y = {1e9, 2, 1, 0.5, 1e9};
    assertThat(Fit.exponent(X, y, 2, 8)).isCloseTo(-1, within(1e-12));
  }

  @Test
  void theFarthestLocalSlopeKeepsNaN() {
    assertThat(Fit.farthest(X, new double[] {1, Double.NaN, 1, 1, 1}, 1, 0)).isNaN();
    assertThat(Fit.farthest(X, X, 20, 0)).as("no slope at all").isNaN();
  }

  @Test
  void aWindowWithOnePointIsRefused() {
    assertThatThrownBy(() -> Fit.exponent(X, X, 3, 5)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fit: 1 points from 3.0 to 5.0; must be two at least");
  }
}
