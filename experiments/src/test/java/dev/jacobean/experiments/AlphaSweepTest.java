package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlphaSweepTest {
  @TempDir Path folder;

  private static final double[] TRAIN = {99.01, 71.87, 53.27, 52.78, 52.78, 52.74, 52.74, 52.74};
  private static final double[] TEST = {88.21, 72.16, 54.89, 54.67, 54.72, 54.69, 54.63, 54.65};
  private static final double[] STABILITY = {54.75, 77.85, 99.22, 99.93, 99.99, 100, 100, 100};
  private static final double[] LOSS = {.0019, .0430, .0670, .0674, .0674, .0674, .0674, .0674};
  private static final double[] TEST_LOSS = {.0184, .0423, .0649, .0654, .0654, .0654, .0654, .0654};

  /// What was measured by PyTorch, see [AlphaClaims].
  private static final Result AGREEMENT =
      Result.empty().with("difference", 0.65, 0.28, 0.119, 0.037, 0.0088, 0.0028, 0.0012, 2.9e-8);

  private static AlphaStudy.Runs published(double[] test, double[] loss) {
    List<Result> networks = new ArrayList<>();
    for (int i = 0; i < test.length; i++) {
      networks.add(run(TRAIN[i], test[i], STABILITY[i], loss[i], TEST_LOSS[i]));
    }
    AlphaSweep.Settings settings = AlphaSweep.settings(Preset.PAPER);
    return new AlphaStudy.Runs(settings.alphas(), networks, networks.getLast(), settings.near(), List.of(AGREEMENT));
  }

  private static Result run(double train, double test, double stability, double loss, double testLoss) {
    return Result.empty().with("train", train).with("epochAccuracy", 0, train).with("test", test)
        .with("stability", stability).with("trainLoss", loss).with("epochLoss", 1, loss).with("testLoss", testLoss);
  }

  @Test
  void claimsHoldOfThePublishedCurves() {
    AlphaStudy.Runs runs = published(TEST, LOSS);
    assertThat(AlphaClaims.ofAccuracies(Preset.PAPER, runs)).allMatch(Claim::holds).hasSizeGreaterThan(20);
    assertThat(AlphaClaims.ofLosses(Preset.PAPER, runs)).allMatch(Claim::holds).hasSizeGreaterThan(10);
  }

  @Test
  void claimsFailOfNetworksThatLearnAlikeAtAllScalesOrNotAtAll() {
    double[] flat = {54, 54, 54, 54, 54, 54, 54, 54};
    assertThat(failing(AlphaClaims.ofAccuracies(Preset.PAPER, published(flat, LOSS))))
        .containsExactly("test-1", "gap", "ten-above", "ten-below", "test-10");
    double[] none = {Double.NaN, 72, 54, 54, 54, 54, 54, Double.NaN};
    assertThat(failing(AlphaClaims.ofAccuracies(Preset.PAPER, published(none, LOSS))))
        .contains("test-1", "test-1.000e+07", "test-tangent", "gap", "flat", "spread");
    double[] rising = {.0019, .0430, .0670, .0500, .0674, .0674, .0674, Double.NaN};
    assertThat(failing(AlphaClaims.ofLosses(Preset.PAPER, published(TEST, rising))))
        .contains("train-tangent", "monotone", "train-1000", "test-1000");
  }

  private static List<String> failing(List<Claim> claims) {
    return claims.stream().filter(claim -> !claim.holds()).map(Claim::id).toList();
  }

  @Test
  void bothFiguresHaveTheirTrainingsInCommon() {
    Request request = new Request(Preset.QUICK, 3, folder);
    List<String> accuracy = keys(AlphaSweep.accuracy(), request);
    assertThat(accuracy).hasSize(6).doesNotHaveDuplicates().containsAll(keys(AlphaSweep.losses(), request));
    assertThat(keys(AlphaSweep.losses(), request)).hasSize(5);
    assertThat(keys(AlphaSweep.losses(), new Request(Preset.QUICK, 4, folder))).doesNotContainAnyElementsOf(accuracy);
  }

  private static List<String> keys(Experiment experiment, Request request) {
    return experiment.study(request).jobs().stream().map(job -> Json.key(experiment.trainedBy(), job)).toList();
  }

  @Test
  void thePresetsHaveTheSizesTheyAreKnownFor() {
    assertThat(parameters(Preset.QUICK)).isEqualTo(135_658);
    assertThat(parameters(Preset.MEDIUM)).isEqualTo(578_410);
    assertThat(parameters(Preset.PAPER)).isEqualTo(9_225_610);
    Recipe quick = AlphaSweep.settings(Preset.QUICK).recipe();
    assertThat(quick.steps()).isEqualTo(12 * 128);
    assertThat(quick.schedule().at(3)).isEqualTo(0.2);
    assertThat(AlphaSweep.settings(Preset.PAPER).recipe().stepsPerEpoch()).isEqualTo(391);
  }

  private static long parameters(Preset preset) {
    return dev.jacobean.autodiff.Tree.leaves(AlphaSweep.settings(preset).recipe().start(0)).stream()
        .mapToLong(leaf -> leaf.shape().size()).sum();
  }
}
