package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.experiments.WidthSweep.Scaling;
import dev.jacobean.nn.TwoLayer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;

class WidthSweepTest {
  private static final WidthSweep.Settings SMALL = new WidthSweep.Settings(5, 50, List.of(4), 300, 1, 5, 1);

  private static Result train(Scaling scaling, int m, WidthSweep.Settings sizes) {
    return new WidthSweep.Training(3, 0, scaling, m, sizes).run(Progress.silent());
  }

  @Test
  void stepsAreThoseOfTheCode() {
    // Of the weights, with the gradient of the network without its factor: 1/√m and 0.05.
    assertThat(Scaling.ROOT.step(16) / Scaling.ROOT.factor(16)).isCloseTo(0.25, within(1e-15));
    assertThat(Scaling.MEAN.step(16) / Scaling.MEAN.factor(16)).isCloseTo(0.05, within(1e-15));
  }

  @Test
  void oneStepIsThatOnPaper() {
    WidthSweep.Settings one = new WidthSweep.Settings(5, 50, List.of(1), 1, 1, 5, 1);
    double measured = train(Scaling.MEAN, 1, one).value("train");
    TwoLayer unit = Teaching.teacher(3, 5, Seeds.stream(3, 0, "teacher"));
    Teaching data = Teaching.of(new TwoLayer(unit.outer().times(5), unit.inner()), 50, Seeds.stream(3, 0, "train"));
    TwoLayer w = TwoLayer.normal(Backends.f64(), Seeds.stream(3, 0, "student of 1"), 1, 5, 1);
    double[] b = w.inner().toDoubles();
    double[] points = data.x().toDoubles();
    double[] labels = data.y().toDoubles();
    double outer = w.outer().toDoubles()[0];
    double outerSlope = 0;
    double[] innerSlope = new double[5];
    for (int i = 0; i < 50; i++) {
      double hidden = Math.max(0, dot(b, points, i));
      double residual = outer * hidden - labels[i];
      outerSlope += residual * hidden / 50;
      for (int k = 0; k < 5; k++) {
        innerSlope[k] += hidden > 0 ? residual * outer * points[5 * i + k] / 50 : 0;
      }
    }
    outer -= 0.05 * outerSlope;
    for (int k = 0; k < 5; k++) {
      b[k] -= 0.05 * innerSlope[k];
    }
    double loss = 0;
    for (int i = 0; i < 50; i++) {
      loss += Math.pow(outer * Math.max(0, dot(b, points, i)) - labels[i], 2) / 100;
    }
    // Single precision: seven digits, less a few for the sums.
    assertThat(measured).isCloseTo(1000 / 25.0 * loss, within(1e-5 * measured));
  }

  private static double dot(double[] b, double[] points, int i) {
    double sum = 0;
    for (int k = 0; k < b.length; k++) {
      sum += b[k] * points[b.length * i + k];
    }
    return sum;
  }

  @Test
  void trainingLearns() {
    for (Scaling scaling : Scaling.values()) {
      Result result = train(scaling, 16, SMALL);
      assertThat(result.value("train")).as(scaling.toString()).isLessThan(result.value("null") / 2);
    }
  }

  @Test
  void progressAddsUpToTheWork() {
    long[] steps = {0};
    Job job = new WidthSweep.Training(3, 0, Scaling.ROOT, 4, new WidthSweep.Settings(5, 50, List.of(4), 250, 1, 5, 1));
    job.run(n -> steps[0] += n);
    assertThat(steps[0]).isEqualTo(job.work());
  }

  @Test
  void claimsHoldOfThePublishedCurvesAndFailOfEqualOnes() {
    List<Integer> widths = List.of(2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256, 512);
    assertThat(claims(Preset.PAPER, (scaling, m) -> (scaling == Scaling.ROOT ? WidthStudy.PUBLISHED_ROOT
        : WidthStudy.PUBLISHED_MEAN)[widths.indexOf(m)])).allMatch(Claim::holds);
    assertThat(claims(Preset.PAPER, (scaling, m) -> 0.5).stream().filter(claim -> !claim.holds()).map(Claim::id))
        .containsExactly("ratio", "rise", "mean-field", "best-root", "best-mean");
    assertThat(claims(Preset.PAPER, (scaling, m) -> Double.NaN)).noneMatch(Claim::holds);
  }

  @Test
  void everyPresetHasTheWidthsThatItsClaimsName() {
    for (Preset preset : Preset.values()) {
      assertThat(claims(preset, (scaling, m) -> 1)).hasSize(5);
    }
  }

  private static List<Claim> claims(Preset preset, ToDoubleBiFunction<Scaling, Integer> loss) {
    Study study = WidthSweep.ofCode().study(new Request(preset, 0, Path.of("data")));
    List<Result> results = study.jobs().stream().map(job -> (WidthSweep.Training) job)
        .map(job -> loss.applyAsDouble(job.scaling(), job.m()))
        .map(test -> Result.empty().with("test", test).with("train", 0).with("null", 5.84)).toList();
    return study.conclude(results).claims();
  }
}
