package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.experiments.LinearLimit.Panel;
import dev.jacobean.experiments.LinearLimit.Training;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinearLimitTest {
  private static final LinearLimit.Settings SMALL = new LinearLimit.Settings(6, 4, List.of(16), 5, 1);

  @Test
  void theTangentModelFollowsItsClosedFormAndTheNetworkStartsWithBoth() {
    Result result = new Training(3, 0, 16, SMALL).run(Progress.silent());
    assertThat(result.series("step")).containsExactly(1, 2, 4, 8, 16, 32);
    for (int i = 0; i < 6; i++) {
      // Single precision.
      assertThat(result.series("tangentLoss")[i]).isCloseTo(result.series("closedLoss")[i], within(1e-5));
      assertThat(result.series("tangent0")[i]).isCloseTo(result.series("closed0")[i], within(1e-5));
      assertThat(result.series("closedApart")[i]).isLessThan(1e-5);
    }
    assertThat(result.series("loss")[5]).isLessThan(result.series("loss")[0]);
    assertThat(result.series("apart")[5]).isGreaterThan(1e-3); // narrow as it is
    double change = Math.abs(result.series("output0")[5] - result.series("tangent0")[5]);
    assertThat(change).isLessThanOrEqualTo(result.series("apart")[5] * Math.sqrt(4));
  }

  @Test
  void aWideNetworkMovesLess() {
    Result narrow = new Training(3, 0, 16, SMALL).run(Progress.silent());
    Result wide = new Training(3, 0, 256, SMALL).run(Progress.silent());
    for (String name : List.of("input", "hidden", "output", "kernel")) {
      assertThat(wide.value(name)).as(name).isLessThan(narrow.value(name)).isPositive();
    }
    // Sixteen times as wide: 1/16 for the hidden weights, as far as one draw tells.
    assertThat(wide.value("hidden") / narrow.value("hidden")).isBetween(1.0 / 32, 1.0 / 8);
  }

  @Test
  void progressAddsUpToTheWork() {
    long[] steps = {0};
    Job job = new Training(3, 0, 64, new LinearLimit.Settings(4, 4, List.of(64), 3, 1));
    job.run(n -> steps[0] += n);
    assertThat(steps[0]).isEqualTo(job.work());
  }

  private static final Map<String, Double> THEORY =
      Map.of("input", -0.5, "hidden", -1.0, "output", -0.5, "kernel", -0.75, "apart", -0.75);

  @Test
  void claimsHoldOfTheTheoryAndFailOfNetworksThatMoveWhateverTheirWidth() {
    for (Preset preset : Preset.values()) {
      assertThat(claims(Panel.CHANGES, preset, 1, 0.01)).hasSize(5).allMatch(Claim::holds);
      assertThat(claims(Panel.CHANGES, preset, 0, 0.01)).noneMatch(Claim::holds);
      assertThat(claims(Panel.CHANGES, preset, 2, 0.01)).noneMatch(Claim::holds);
      assertThat(claims(Panel.PATHS, preset, 1, 0)).hasSize(4).allMatch(Claim::holds);
      assertThat(claims(Panel.PATHS, preset, 0, 0.2)).noneMatch(Claim::holds);
      assertThat(claims(Panel.PATHS, preset, 1, Double.NaN)).noneMatch(Claim::holds);
    }
  }

  /// Of networks whose changes have the theory's exponents times a factor, and models that are so far from each other.
  private static List<Claim> claims(Panel panel, Preset preset, double factor, double far) {
    Study study = new LinearLimit(panel).study(new Request(preset, 0, Path.of("data")));
    List<Result> results = study.jobs().stream().map(job -> ((Training) job).width()).map(width -> {
      Result result = Result.empty().with("step", 1, 2).with("loss", 0.5, 0.1 + far).with("tangentLoss", 0.5, 0.1)
          .with("closedLoss", 0.5, 0.1 + far).with("closedApart", far, far);
      for (String name : THEORY.keySet()) {
        double last = Math.pow(width, factor * THEORY.get(name));
        result = name.equals("apart") ? result.with(name, 0, panel == Panel.PATHS ? far : last)
            : result.with(name, last);
      }
      for (int i = 0; i < Training.SHOWN; i++) {
        result = result.with("output" + i, 0, 1).with("tangent" + i, 0, 1).with("closed" + i, 0, 1);
      }
      return result;
    }).toList();
    return study.conclude(results).claims();
  }
}
