package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.experiments.InverseScale.Law;
import dev.jacobean.experiments.InverseScale.Scaling;
import dev.jacobean.nn.Gradients;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;

class InverseScaleTest {
  private static final InverseScale.Settings SMALL = new InverseScale.Settings(7, 3, List.of(6), 1, 2, 20);

  @Test
  void theMeasurementIsWhatTheDefinitionSays() {
    Result result = new InverseScale.Measurement(3, 0, Law.GAUSSIAN, 6, SMALL).run(Progress.silent());
    Tensor x = Teaching.sphere(7, 3, Seeds.stream(3, 0, "inputs"));
    TanhNet w = TanhNet.normal(Seeds.stream(3, 0, "network 6"), 6, 3);
    Tensor target = Tensor.normal(Backends.f64(), Seeds.stream(3, 0, "labels"), 7).times(1 / Math.sqrt(7));
    // TanhNet has its own factor 1/√m, h here has not, and both divide by the root of the number of points.
    var map = Autodiff.linearize(at -> at.apply(x).times(Math.sqrt(6.0 / 7)), w);
    double steepness = 0;
    Tensor direction = target;
    for (int i = 0; i < 2000; i++) {
      direction = direction.times(1 / Gradients.norm(direction).item());
      Tensor next = map.pushforward(map.pullback(direction));
      steepness = Math.sqrt(Gradients.norm(next).item());
      direction = next;
    }
    // The power iteration has converged to rounding, unless two eigenvalues agree within some per cent.
    assertThat(result.value("steepness")).isCloseTo(steepness, within(1e-9 * steepness));
    double alpha = 1.0 / 6;
    double error = Gradients.norm(map.value().times(alpha).minus(target)).item();
    double kappa = error * alpha * result.value("curvature") / Math.pow(alpha * steepness, 2);
    assertThat(result.value("MEAN_FIELD")).isCloseTo(kappa, within(1e-8 * kappa));
    // A neuron with output weight a has a second derivative of 2tanh′(0)‖p‖‖q‖ = 1 at a = 0, and is at most that bound.
    assertThat(result.value("curvature")).isBetween(0.1, w.curvatureBound(0) * Math.sqrt(6));
  }

  @Test
  void claimsHoldOfTheEstimateAndFailOfItsOpposite() {
    for (Preset preset : Preset.values()) {
      assertThat(claims(preset, (scaling, m) -> scaling == Scaling.MEAN_FIELD ? 3 : 3 / Math.sqrt(m), 1e-9))
          .allMatch(Claim::holds);
      assertThat(claims(preset, (scaling, m) -> scaling == Scaling.MEAN_FIELD ? 3 / Math.sqrt(m) : 3, 0.1))
          .hasSize(7).noneMatch(Claim::holds);
    }
  }

  private static List<Claim> claims(Preset preset, ToDoubleBiFunction<Scaling, Integer> kappa, double residual) {
    Study study = new InverseScale().study(new Request(preset, 0, Path.of("data")));
    List<Result> results = study.jobs().stream().map(job -> ((InverseScale.Measurement) job).m()).map(m -> {
      Result result = Result.empty().with("curvature", 1).with("residual", residual).with("steepness", 1);
      for (Scaling scaling : Scaling.values()) {
        result = result.with(scaling.toString(), kappa.applyAsDouble(scaling, m));
      }
      return result;
    }).toList();
    return study.conclude(results).claims();
  }
}
