package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatisticTest {
  @Test
  void theFarthestIsFarthestOnEitherSideAndKeepsNaNWherever() {
    assertThat(Statistic.farthest(-1, -1.25, -0.5, -1)).isEqualTo(-0.5);
    assertThat(Statistic.farthest(-1, -1.75, -0.5)).isEqualTo(-1.75);
    assertThat(Statistic.farthest(-1)).isEqualTo(-1);
    assertThat(Statistic.farthest(-1, Double.NaN, -0.5, -9)).isNaN();
    assertThat(Statistic.farthest(-1, -0.5, Double.NaN, -9)).isNaN();
    assertThat(Statistic.farthest(-1, -0.5, -9, Double.NaN)).isNaN();
    assertThat(Statistic.farthest(-1, -0.5, Double.POSITIVE_INFINITY)).isInfinite();
  }
}
