package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.TwoLayer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelDrawsTest {
  @Test
  void theLimitIsOneAtTheSamePointAndZeroAtTheOppositeOne() {
    assertThat(KernelDraws.limit(0)).isEqualTo(1);
    assertThat(KernelDraws.limit(Math.PI)).isCloseTo(0, within(1e-15));
    assertThat(KernelDraws.limit(5)).isCloseTo(KernelDraws.limit(2 * Math.PI - 5), within(1e-15));
  }

  /// With ψ = π − φ, the limit is (sin ψ − 2ψ cos ψ)/(2π): its derivative vanishes where ψ·tan ψ = 1/2.
  @Test
  void theLimitIsLeastBeforeTheOppositePoint() {
    int least = IntStream.rangeClosed(0, 3141).boxed()
        .min((i, j) -> Double.compare(KernelDraws.limit(i / 1000.0), KernelDraws.limit(j / 1000.0))).orElseThrow();
    double psi = Math.PI - least / 1000.0;
    assertThat(psi * Math.tan(psi)).isCloseTo(0.5, within(1e-3)); // the grid's spacing, about
    assertThat(KernelDraws.limit(least / 1000.0)).isNegative();
  }

  /// k(x, x′) = (1/m)Σ (bⱼ² x·x′ + (aⱼ·x)(aⱼ·x′)) over neurons that see both points.
  @Test
  void oneNeuronGivesItsOwnKernel() {
    double[] kernel = new KernelDraws.Draw(3, 0, 1, 2, 5).run(Progress.silent()).series("kernel");
    TwoLayer w = TwoLayer.normal(Backends.f64(),
        Seeds.stream(3, 0, "network of 1"), 1, 2, 1);
    double b = w.outer().item();
    double[] a = w.inner().toDoubles();
    double[][] points = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 0}};
    for (int i = 0; i < 5; i++) {
      double other = a[0] * points[i][0] + a[1] * points[i][1];
      double expected = a[0] > 0 && other > 0 ? b * b * points[i][0] + a[0] * other : 0;
      assertThat(kernel[i]).isCloseTo(expected, within(1e-12));
    }
  }
}
