package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientFlowTest {
  private static Tensor loss(Tensor y) {
    return Objective.SQUARE.of(y, Tensor.of(1, -2));
  }

  @Test
  void aLinearModelDecaysExponentiallyToItsTarget() {
    GradientFlow<Tensor> flow = new GradientFlow<>(w -> w, GradientFlowTest::loss, Tensor.of(0, 0), 4);
    List<GradientFlow.Moment<Tensor>> path = new ArrayList<>();
    flow.run(0.05, 40, path::add);

    assertThat(path).hasSize(41);
    for (GradientFlow.Moment<Tensor> moment : path) {
      double gone = 1 - Math.exp(-moment.time()); // y′ = y* − y, whatever α
      // A step of the fourth-order method errs by 0.05⁵/120, all steps together by less than 2·0.05⁴/120.
      assertThat(moment.y().toDoubles()).containsExactly(new double[] {gone, -2 * gone}, within(1e-7));
      assertThat(moment.distance()).isCloseTo(Math.sqrt(5) * gone / 4, within(1e-7));
    }
  }

  @Test
  void theTangentFlowOfALinearModelIsItsFlow() {
    GradientFlow<Tensor> flow =
        new GradientFlow<>(w -> w.times(Tensor.of(1, 3)), GradientFlowTest::loss, Tensor.of(0.5, 0.25), 2);
    flow.run(0.02, 50, moment -> {
      assertThat(moment.gap()).isLessThan(1e-14);
      assertThat(moment.outputGap()).isLessThan(1e-14);
    });
  }

  @Test
  void theTangentFlowOfACurvedModelIsThatOfItsLinearisation() {
    Tensor start = Tensor.of(1, 2);
    GradientFlow<Tensor> curved = new GradientFlow<>(Tensor::square, GradientFlowTest::loss, start, 3);
    // h(w₀) + Dh(w₀)(w − w₀) = 2w₀w − w₀²
    GradientFlow<Tensor> straight = new GradientFlow<>(
        w -> w.times(start).times(2).minus(start.square()), GradientFlowTest::loss, start, 3);
    List<GradientFlow.Moment<Tensor>> drawn = new ArrayList<>();
    List<GradientFlow.Moment<Tensor>> path = new ArrayList<>();
    curved.run(0.01, 30, drawn::add);
    straight.run(0.01, 30, path::add);

    for (int i = 0; i < path.size(); i++) {
      assertThat(drawn.get(i).tangentY().toDoubles()).containsExactly(path.get(i).y().toDoubles(), within(1e-12));
    }
    assertThat(drawn.getLast().gap()).as("and the curved one goes elsewhere").isGreaterThan(1e-3);
  }
}
