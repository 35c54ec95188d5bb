package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.nn.Gradients;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NeuronCurvatureTest {
  private final Tensor x = Teaching.sphere(7, 3, Seeds.stream(1, 0, "points"));
  private final TanhNet net = TanhNet.normal(Seeds.stream(1, 0, "net"), 6, 3);

  @Test
  void secondDerivativesAreThoseOnPaper() {
    TanhNet v = TanhNet.normal(Seeds.stream(1, 0, "direction"), 6, 3);
    double[] nested = NeuronCurvature.second(net, v, x).toDoubles();
    Tensor t = x.matmul(net.inner().transpose()).tanh();
    Tensor along = x.matmul(v.inner().transpose());
    // 2p·tanh′(b·x)(q·x) + a·tanh″(b·x)(q·x)², tanh′ = 1 − tanh², tanh″ = −2 tanh·tanh′
    Tensor slope = t.square().negate().plus(1);
    Tensor paper = v.outer().times(2).times(slope).times(along)
        .plus(net.outer().times(t).times(slope).times(-2).times(along.square())).times(1 / Math.sqrt(7));
    assertThat(nested).containsExactly(paper.toDoubles(), within(1e-13));
  }

  @Test
  void ascentFindsWhatASearchFinds() {
    NeuronCurvature.Norms norms = NeuronCurvature.norms(net, x, 4, 200, Seeds.stream(1, 0, "ascent"));
    RandomGenerator random = Seeds.stream(1, 0, "search");
    double[] found = new double[6];
    for (int i = 0; i < 20_000; i++) {
      TanhNet v = TanhNet.normal(random, 6, 3);
      double[] values = NeuronCurvature.second(net, v, x).square().sum(0).sqrt()
          .dividedBy(v.outer().square().plus(v.inner().square().sum(1))).toDoubles();
      for (int j = 0; j < 6; j++) {
        found[j] = Math.max(found[j], values[j]);
      }
    }
    double[] values = norms.value().toDoubles();
    for (int j = 0; j < 6; j++) {
      // 20 000 directions in four dimensions come within some degrees of the best one.
      assertThat(values[j]).isBetween(found[j] * (1 - 1e-9), found[j] * 1.02);
    }
    assertThat(norms.residualThere()).isLessThan(1e-6);
  }

  @Test
  void theLargestIsThatOfTheBestNeuronFollowedToTheEnd() {
    TanhNet wide = TanhNet.normal(Seeds.stream(2, 0, "net"), 40, 3);
    double rough = NeuronCurvature.norms(wide, x, 2, 5, Seeds.stream(2, 0, "ascent")).largest();
    NeuronCurvature.Norms norms = NeuronCurvature.largest(wide, x, 2, 5, Seeds.stream(2, 0, "ascent"));
    double thorough = NeuronCurvature.norms(wide, x, 4, 400, Seeds.stream(2, 0, "other")).largest();
    assertThat(norms.largest()).isGreaterThan(rough);
    // Near a maximum the norm errs by the square of the residual.
    assertThat(norms.largest()).isCloseTo(thorough, withinPercentage(0.01));
    assertThat(norms.residualThere()).isLessThan(1e-3);
  }

  @Test
  void noDirectionOfTheWholeNetworkBeatsItsBestNeuron() {
    double most = NeuronCurvature.norms(net, x, 4, 200, Seeds.stream(1, 0, "ascent")).largest();
    RandomGenerator random = Seeds.stream(1, 0, "whole");
    for (int i = 0; i < 1000; i++) {
      TanhNet v = TanhNet.normal(random, 6, 3);
      double length = Gradients.norm(v).item();
      assertThat(Gradients.norm(NeuronCurvature.second(net, v, x).sum(1)).item() / (length * length)).isLessThan(most);
    }
  }

  @Test
  void theBoundIsAboveTheNormsItBounds() {
    double most = NeuronCurvature.norms(net, x, 4, 200, Seeds.stream(1, 0, "ascent")).largest();
    assertThat(net.curvatureBound(0)).isGreaterThan(most / Math.sqrt(6)); // whose sum is divided by √m
    assertThat(net.curvatureBound(1)).isGreaterThan(net.curvatureBound(0));
  }
}
