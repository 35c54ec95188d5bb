package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScaleSweepTest {
  private static final ScaleSweep.Sizes SMALL = new ScaleSweep.Sizes(5, 20, 8, 200, 10);

  private static double end(Job job) {
    return job.run(Progress.silent()).value("end");
  }

  @Test
  void theNetworkOfLargeScaleIsItsTangentModel() {
    double tangent = end(new ScaleSweep.Tangent(3, 0, SMALL));
    double near = end(new ScaleSweep.Network(3, 0, 15, SMALL));
    double far = end(new ScaleSweep.Network(3, 0, 35, SMALL));
    // At τ = 10^3.5 the weights move by about 1/τ² = 1e-7 of themselves, and so does the tangent kernel.
    assertThat(far).isCloseTo(tangent, within(1e-5 * tangent));
    assertThat(Math.abs(far - tangent)).isLessThan(Math.abs(near - tangent));
    assertThat(end(new ScaleSweep.Network(3, 0, -10, SMALL))).isNotCloseTo(tangent, within(0.01 * tangent));
  }

  @Test
  void trainingLowersTheLossAndTheBestIsNoWorseThanTheEnd() {
    Result before = new ScaleSweep.Network(4, 1, -3, new ScaleSweep.Sizes(5, 20, 8, 1, 10)).run(Progress.silent());
    Result after = new ScaleSweep.Network(4, 1, -3, SMALL).run(Progress.silent());
    assertThat(after.value("train")).isLessThan(before.value("train"));
    assertThat(after.value("best")).isLessThanOrEqualTo(after.value("end"));
  }

  @Test
  void progressAddsUpToTheWork() {
    long[] steps = {0};
    for (Job job : List.of(new ScaleSweep.Network(0, 0, 0, SMALL), new ScaleSweep.Tangent(0, 0, SMALL),
        new Trajectories.Training(0, 0, new Trajectories.Sizes(0.1, 15, 20, 0.05, 3500, 10)))) {
      steps[0] = 0;
      job.run(n -> steps[0] += n);
      assertThat(steps[0]).as(job.toString()).isEqualTo(job.work());
    }
  }

  @Test
  void everyPresetHasTheScalesThatItsClaimsName() {
    for (Preset preset : Preset.values()) {
      ScaleSweep.Settings settings = ScaleSweep.settings(preset);
      assertThat(settings.tenths()).contains(-20, 0, 10).isSorted();
      assertThat(settings.tenths()).last().isEqualTo(10);
    }
    assertThat(ScaleSweep.settings(Preset.PAPER).tenths()).hasSize(33);
  }

  @Test
  void claimsHoldOfThePublishedCurveAndFailOfAFlatOne() {
    List<Integer> tenths = List.of(-20, 0, 10);
    assertThat(claims(tenths, new double[] {0.075, 3.07, 3.1}, new double[] {0.075, 1.961, 1.964}))
        .allMatch(Claim::holds);
    assertThat(claims(tenths, new double[] {3, 3, 3}, new double[] {3, 3, 3}).stream().filter(claim -> !claim.holds())
        .map(Claim::id)).containsExactly("rise", "best-plateau", "best-share");
    assertThat(claims(tenths, new double[] {0.075, Double.NaN, 3.1}, new double[] {0.075, 2, 2}).stream()
        .filter(claim -> !claim.holds()).map(Claim::id)).contains("monotone", "rise", "flat");
  }

  private static List<Claim> claims(List<Integer> tenths, double[] end, double[] best) {
    Result[][] network = IntStream.range(0, end.length).mapToObj(i -> new Result[] {
        Result.empty().with("end", end[i] / 1000).with("best", best[i] / 1000)}).toArray(Result[][]::new);
    return ScaleClaims.of(Preset.PAPER, tenths, network, network[2]);
  }
}
