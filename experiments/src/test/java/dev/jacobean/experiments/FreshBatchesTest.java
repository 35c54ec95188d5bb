package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.experiments.FreshBatches.Convention;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class FreshBatchesTest {
  private static FreshBatches.Settings sizes(int steps, Convention convention) {
    return new FreshBatches.Settings(5, 8, 20, steps, 1, convention, List.of(1.0));
  }

  private static Result train(double tau, FreshBatches.Settings sizes) {
    return new FreshBatches.Training(3, 0, tau, sizes).run(Progress.silent());
  }

  @Test
  void theOutputsFactorsOnlyMoveTheAxis() {
    // Text: Σ, a unit teacher. Code: Σ/m, a teacher c times as large. The same training at √(cm) times the scale: the
    // step of the weights, of the gradient without 1/m, is then 1/c as long, which its growth as 1/τ² makes it.
    double c = 1.0 / 200;
    int m = 8;
    double tau = 0.5;
    Result text = train(tau, sizes(200, new Convention(1, 1, 0.01, 1e9, 1)));
    Result code = train(tau * Math.sqrt(c * m), sizes(200, new Convention(1.0 / m, c, 0.01 * m, 1e9, 1)));
    for (String name : List.of("last", "before", "population", "null")) {
      // Rounding differs, and may be amplified a little on the way.
      assertThat(code.value(name)).as(name).isCloseTo(text.value(name), within(1e-9 * text.value(name)));
    }
  }

  @Test
  void trainingLearnsAndTheLastTenthIsWhatIsLeft() {
    Result result = train(0.1, sizes(3000, new Convention(1, 1, 0.1, 0.5, 1)));
    assertThat(result.value("last")).isLessThan(result.value("before")).isLessThan(result.value("null") / 10);
    // Both are means over samples of the same networks, or nearly so.
    assertThat(result.value("population")).isBetween(result.value("last") / 3, result.value("last") * 1.5);
  }

  @Test
  void scalesOfOneRepeatSeeTheSameSamples() {
    Convention still = new Convention(1, 1, 0, 0, 1);
    // Nothing moves, and the symmetrised start is 0 but for rounding: the loss is that of the labels alone.
    double small = train(0.1, sizes(20, still)).value("last");
    assertThat(train(2, sizes(20, still)).value("last")).isCloseTo(small, within(1e-12 * small));
  }

  @Test
  void progressAddsUpToTheWork() {
    long[] steps = {0};
    Job job = new FreshBatches.Training(3, 0, 1, sizes(250, new Convention(1, 1, 0.1, 1, 1)));
    job.run(n -> steps[0] += n);
    assertThat(steps[0]).isEqualTo(job.work());
  }

  @Test
  void claimsHoldOfThePublishedCurveAndFailOfAFlatOne() {
    assertThat(claims(FreshBatches.ofCode(), Preset.PAPER, tau -> published(tau), 0.97)).allMatch(Claim::holds);
    assertThat(claims(FreshBatches.ofText(), Preset.PAPER, tau -> published(tau / 2), 0.97)).allMatch(Claim::holds);
    assertThat(claims(FreshBatches.ofCode(), Preset.PAPER, tau -> 1, 1).stream().filter(claim -> !claim.holds())
        .map(Claim::id)).containsExactly("small", "half", "ratio", "falling");
    assertThat(claims(FreshBatches.ofCode(), Preset.PAPER, tau -> Double.NaN, 1)).noneMatch(Claim::holds);
  }

  @Test
  void everyPresetHasTheScalesThatItsClaimsName() {
    for (Preset preset : Preset.values()) {
      assertThat(claims(FreshBatches.ofCode(), preset, tau -> published(tau), 0.97)).hasSize(5).allMatch(Claim::holds);
      assertThat(claims(FreshBatches.ofText(), preset, tau -> published(tau), 0.97)).hasSize(4);
    }
  }

  /// The published loss at the nearest scale, nearness measured in its logarithm.
  private static double published(double tau) {
    int nearest = 0;
    for (int i = 0; i < BatchStudy.PUBLISHED_TAU.length; i++) {
      if (Math.abs(Math.log(BatchStudy.PUBLISHED_TAU[i] / tau)) < Math.abs(Math.log(BatchStudy.PUBLISHED_TAU[nearest]
          / tau))) {
        nearest = i;
      }
    }
    return BatchStudy.PUBLISHED_LOSS[nearest];
  }

  private static List<Claim> claims(FreshBatches experiment, Preset preset, DoubleUnaryOperator loss, double fall) {
    Study study = experiment.study(new Request(preset, 0, Path.of("data")));
    List<Result> results = study.jobs().stream().map(job -> loss.applyAsDouble(((FreshBatches.Training) job).tau()))
        .map(last -> Result.empty().with("last", last).with("before", last / fall).with("population", last)
            .with("null", 6)).toList();
    return study.conclude(results).claims();
  }
}
