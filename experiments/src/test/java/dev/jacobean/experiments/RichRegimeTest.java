package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RichRegimeTest {
  private static double[][] points(int n, int d) {
    RandomGenerator random = Seeds.stream(4, 0, "points");
    double[][] x = new double[n][d];
    for (double[] row : x) {
      for (int k = 0; k < d; k++) {
        row[k] = random.nextGaussian();
      }
    }
    return x;
  }

  @Test
  void oneConstraintInTwoDimensionsIsSolvedOnPaper() {
    // β₁ + β₂ = 1: by symmetry ½ each, whatever α. β₁ + 2β₂ = 5: (1, 2) for α → ∞, (0, 2.5) for α → 0.
    assertThat(new ImplicitBias(new double[][] {{1, 1}}, new double[] {1}, 0.01).minimiser())
        .containsExactly(new double[] {0.5, 0.5}, within(1e-8));
    double[][] x = {{1, 2}};
    double[] y = {5};
    assertThat(new ImplicitBias(x, y, 1000).minimiser()).containsExactly(new double[] {1, 2}, within(1e-6));
    // (2α² sinh ν, 2α² sinh 2ν): with sinh 2ν about 1.25/α² the first weight is about α√10.
    assertThat(new ImplicitBias(x, y, 1e-4).minimiser()).containsExactly(new double[] {0, 2.5}, within(1e-3));
  }

  @Test
  void theMinimiserFitsAndNoNeighbourThatFitsIsBetter() {
    double[][] x = points(2, 3);
    double[] y = {1, -2};
    double[] beta = new ImplicitBias(x, y, 0.3).minimiser();
    double[] kernel = {x[0][1] * x[1][2] - x[0][2] * x[1][1], x[0][2] * x[1][0] - x[0][0] * x[1][2],
        x[0][0] * x[1][1] - x[0][1] * x[1][0]}; // x times it is 0
    for (int i = 0; i < 2; i++) {
      assertThat(x[i][0] * beta[0] + x[i][1] * beta[1] + x[i][2] * beta[2]).isCloseTo(y[i], within(1e-8));
    }
    double least = potential(beta, 0.3);
    for (double by : new double[] {-0.1, -0.01, 0.01, 0.1}) {
      double[] other = {beta[0] + by * kernel[0], beta[1] + by * kernel[1], beta[2] + by * kernel[2]};
      assertThat(potential(other, 0.3)).isGreaterThan(least);
    }
  }

  private static double potential(double[] beta, double alpha) {
    double sum = 0;
    for (double b : beta) {
      double z = b / (alpha * alpha);
      double asinh = Math.signum(z) * Math.log(Math.abs(z) / 2 + Math.sqrt(z * z / 4 + 1));
      sum += alpha * alpha * (2 - Math.sqrt(4 + z * z) + z * asinh);
    }
    return sum;
  }

  @Test
  void theNetworkStartsAtZeroAndIsLinearInItsInput() {
    Tensor x = Tensor.of(new double[][] {{1, 2}, {3, -4}});
    assertThat(DiagonalNet.at(0.7, 2).apply(x).toDoubles()).containsOnly(0);
    assertThat(new DiagonalNet(Tensor.of(2, 0), Tensor.of(0, 3)).apply(x).toDoubles()).containsExactly(4 - 18, 12 + 36);
  }

  @Test
  void trainingFindsTheMinimiser() {
    RichRegime.Settings sizes = new RichRegime.Settings(5, 10, 2, 4000, 1, List.of(0.5));
    Result result = new RichRegime.Training(4, 0, 0.5, sizes).run(Progress.silent());
    assertThat(result.value("loss")).isLessThan(1e-8);
    assertThat(result.value("bias")).isLessThan(1e-2); // descent with a tenth of the longest stable step, not the flow
    assertThat(result.value("excess")).isCloseTo(result.value("excessTheory"), within(1e-2));
  }

  @Test
  void progressAddsUpToTheWork() {
    long[] steps = {0};
    Job job = new RichRegime.Training(4, 0, 0.5, new RichRegime.Settings(5, 10, 2, 250, 1, List.of(0.5)));
    job.run(n -> steps[0] += n);
    assertThat(steps[0]).isEqualTo(job.work());
  }

  @Test
  void claimsHoldOfTheTheoryAndFailOfAFlatCurve() {
    for (Preset preset : Preset.values()) {
      assertThat(claims(preset, alpha -> alpha / (1 + alpha), alpha -> Math.pow(alpha, -4), 0.01))
          .hasSize(5).allMatch(Claim::holds);
      assertThat(claims(preset, alpha -> 1, alpha -> 1, 0.2).stream().filter(claim -> !claim.holds()).map(Claim::id))
          .containsExactly("minimiser", "rich", "kernel", "population");
      assertThat(claims(preset, alpha -> 1 / alpha, alpha -> 1, 0.2)).noneMatch(Claim::holds);
    }
  }

  private static List<Claim> claims(Preset preset, DoubleUnaryOperator excess, DoubleUnaryOperator kernel,
                                    double bias) {
    Study study = new RichRegime().study(new Request(preset, 0, Path.of("data")));
    List<Result> results = study.jobs().stream().map(job -> ((RichRegime.Training) job).alpha())
        .map(alpha -> Result.empty().with("loss", 0).with("bias", bias).with("excess", excess.applyAsDouble(alpha))
            .with("excessTheory", 0).with("kernel", kernel.applyAsDouble(alpha))
            .with("population", excess.applyAsDouble(alpha)).with("populationTheory", 0)).toList();
    return study.conclude(results).claims();
  }
}
