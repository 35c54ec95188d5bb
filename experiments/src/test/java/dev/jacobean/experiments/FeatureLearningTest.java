package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.experiments.FeatureLearning.Panel;
import dev.jacobean.experiments.FeatureLearning.Task;
import dev.jacobean.experiments.FeatureLearning.Training;
import dev.jacobean.nn.data.DataFolder;
import dev.jacobean.nn.data.DataSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureLearningTest {
  @TempDir Path nowhere;

  private static final FeatureLearning.Settings SMALL =
      new FeatureLearning.Settings(Task.STRIPES, 3, 16, 200, 2, List.of(16), List.of(1.0), 60, 1);

  private Result train(double reach) {
    return new Training(3, 0, 16, reach, SMALL, DataFolder.of(nowhere)).run(Progress.silent());
  }

  @Test
  void theLossIsTheSquaredHinge() {
    Tensor y = Tensor.of(new double[][] {{1}, {-1}, {1}, {-1}});
    Tensor output = Tensor.of(new double[][] {{2}, {-0.5}, {-1}, {0}});
    assertThat(FeatureLearning.loss(output, y).item()).isCloseTo((0 + 0.25 + 4 + 1) / 8, within(1e-15));
  }

  @Test
  void widerNetworksHaveSmallerScales() {
    assertThat(new Training(3, 0, 16, 2, SMALL, DataFolder.of(nowhere)).alpha()).isEqualTo(0.5);
    assertThat(new Training(3, 0, 64, 2, SMALL, DataFolder.of(nowhere)).alpha()).isEqualTo(0.25);
  }

  @Test
  void softplusIsSharp() {
    double[] y = new FeatureLearning.SharpSoftplus().apply(Tensor.of(-1, 0, 0.2)).toDoubles();
    assertThat(y).containsExactly(new double[] {
        Math.log1p(Math.exp(-5)) / 5, Math.log(2) / 5, Math.log1p(Math.exp(1)) / 5}, within(1e-15));
  }

  @Test
  void aLazyNetworkIsItsTangentModelAndOneThatIsNotChangesItsKernel() {
    Result tangent = train(Double.POSITIVE_INFINITY);
    Result lazy = train(1000);
    Result rich = train(0.1);
    // One of 200 points is half a per cent; few are within a thousandth of the boundary.
    assertThat(lazy.value("error")).isCloseTo(tangent.value("error"), within(1.0));
    assertThat(lazy.value("loss")).isCloseTo(tangent.value("loss"), within(0.2 * tangent.value("loss")));
    assertThat(lazy.value("drift")).isBetween(1e-5, 0.05);
    assertThat(train(100).value("drift") / lazy.value("drift")).isBetween(5.0, 20.0);
    assertThat(rich.value("drift")).isGreaterThan(10);
    assertThat(tangent.value("drift")).isZero();
    assertThat(rich.value("loss")).isLessThan(0.1);
  }

  @Test
  void progressAddsUpToTheWork() {
    long[] steps = {0};
    Job job = new Training(3, 0, 16, 0.1, SMALL, DataFolder.of(nowhere));
    job.run(n -> steps[0] += n);
    assertThat(steps[0]).isEqualTo(job.work());
  }

  @Test
  void digitsThatAreNotThereAreAskedFor() {
    FeatureLearning experiment = new FeatureLearning(Panel.ERRORS);
    assertThat(experiment.study(new Request(Preset.QUICK, 0, nowhere)).jobs()).hasSize(3 * 8 * 3);
    Assumptions.assumeFalse(DataFolder.find(Optional.empty()).has(DataSet.MNIST));
    assertThatThrownBy(() -> experiment.study(new Request(Preset.PAPER, 0, nowhere))).isInstanceOf(Refusal.class)
        .hasMessageStartingWith("MNIST is not in " + nowhere);
  }

  @Test
  void claimsHoldOfTheTheoryAndFailOfNetworksThatNeverChange() {
    DoubleUnaryOperator kernel = reach -> Double.isInfinite(reach) ? 0
        : reach <= 10 ? 20 * Math.pow(reach, -4.0 / 3) : 9.28 / reach;
    assertThat(claims(Panel.ERRORS, reach -> 15 + 15 * reach / (1 + reach), kernel, 0.1)).allMatch(Claim::holds);
    assertThat(claims(Panel.KERNELS, reach -> 15, kernel, 0.001)).allMatch(Claim::holds);
    assertThat(claims(Panel.ERRORS, reach -> Double.isInfinite(reach) ? 10 : 20, kernel, 0.5)).noneMatch(Claim::holds);
    assertThat(claims(Panel.KERNELS, reach -> 15, reach -> 1 / Math.sqrt(reach), 0.1)).noneMatch(Claim::holds);
  }

  /// Of curves that are the same for all widths but for a factor of 1 + `apart`·width.
  private static List<Claim> claims(Panel panel, DoubleUnaryOperator error, DoubleUnaryOperator drift, double apart) {
    Study study = new FeatureLearning(panel).study(new Request(Preset.QUICK, 0, Path.of("data")));
    List<Result> results = study.jobs().stream().map(job -> (Training) job).map(job -> Result.empty()
        .with("error", reachError(error, job.reach()) + apart * job.width() / 10)
        .with("drift", drift.applyAsDouble(job.reach()) * (1 + apart * job.width()))
        .with("loss", 0).with("steps", 1)).toList();
    return study.conclude(results).claims();
  }

  private static double reachError(DoubleUnaryOperator error, double reach) {
    double found = error.applyAsDouble(reach);
    return Double.isNaN(found) ? error.applyAsDouble(1e12) : found; // ∞/∞
  }
}
