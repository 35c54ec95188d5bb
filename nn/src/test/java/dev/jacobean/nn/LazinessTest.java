package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.nn.LazinessReport.Verdict;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/// Norms, κ and the report against closed forms and brute force.
class LazinessTest {
  private static final Backend F64 = Backends.f64();

  /// h(w) = Bw + (ε/2)·w∘w, as one example with 20 outputs: ‖D²h‖ = ε, ‖Dh(0)‖ = ‖B‖.
  private static final Tensor B = Tensor.normal(F64, new Random(1), 20, 20).times(1 / Math.sqrt(20));
  private static final Tensor ONE = Tensor.zeros(F64, 1, 1);
  private static final Tensor ORIGIN = Tensor.zeros(F64, 20);

  private static BiFunction<Tensor, Tensor, Tensor> quadratic(double epsilon) {
    return (w, x) -> B.matmul(w.insertAxis(1)).dropAxis(1).plus(w.square().times(epsilon / 2)).insertAxis(0);
  }

  @Test
  void aQuadraticModelHasItsClosedForm() {
    BiFunction<Tensor, Tensor, Tensor> model = quadratic(0.3);
    Laziness.Norm first = Laziness.derivative(model, ORIGIN, ONE);
    Laziness.Norm second = Laziness.secondDerivative(model, ORIGIN, ONE, 2, 1e-8, new Random(2));
    double norm = Math.sqrt(Dense.eigenvalues(B.matmul(B.transpose()))[0]);
    assertThat(first.value()).isCloseTo(norm, within(1e-9));
    assertThat(second.value()).isCloseTo(0.3, within(1e-7)); // where the ascent stops
    assertThat(second.residual()).isLessThan(1e-3);
    Tensor target = Tensor.normal(F64, new Random(3), 1, 20);
    double kappa = Laziness.kappa(10, model.apply(ORIGIN, ONE).times(10), target, first, second);
    assertThat(kappa).isCloseTo(Laziness.length(target) * 0.3 / (10 * norm * norm), within(1e-7));
  }

  @Test
  void aLinearModelDoesNotBend() {
    assertThat(Laziness.secondDerivative(quadratic(0), ORIGIN, ONE, 2, 1e-6, new Random(2)).value()).isZero();
    LazinessReport report = Laziness.report(Scaled.of(quadratic(0), 1), ORIGIN, ONE, Tensor.ones(F64, 1, 20));
    assertThat(report.verdict()).isEqualTo(Verdict.LAZY);
    assertThat(report.kappa()).isZero();
    assertThat(report.other()).isEmpty();
    assertThat(report.toString()).contains("No smaller alpha was found at which it is not.");
  }

  @Test
  void aTwoLayerNetBendsLikeItsWorstNeuron() {
    // f(x) = Σⱼ aⱼ tanh(bⱼ·x) is a sum of functions of one neuron each: ‖D²h‖ is the largest ‖D²φ(θⱼ)‖ (paper, A.2).
    Random random = new Random(4);
    Tensor x = Tensor.normal(F64, random, 6, 3);
    TwoLayer net = new TwoLayer(Tensor.normal(F64, random, 5), Tensor.normal(F64, random, 5, 3));
    BiFunction<TwoLayer, Tensor, Tensor> model = LazinessTest::smooth;
    double worst = 0;
    for (int j = 0; j < 5; j++) {
      TwoLayer neuron = new TwoLayer(net.outer().slice(0, j, j + 1), net.inner().slice(0, j, j + 1));
      worst = Math.max(worst, brute(model, neuron, x));
    }
    double found = Laziness.secondDerivative(model, net, x, 6, 1e-7, new Random(5)).value();
    // Brute force is a lower bound too, from a grid of directions that is 0.01 wide: it loses about its square.
    assertThat(found).isBetween(worst, worst * 1.005);
  }

  private static Tensor smooth(TwoLayer net, Tensor x) {
    return x.matmul(net.inner().transpose()).tanh().matmul(net.outer().insertAxis(1)).dropAxis(1);
  }

  /// The largest ‖D²h[u, u]‖ over many random directions, each bettered by a random walk.
  private static double brute(BiFunction<TwoLayer, Tensor, Tensor> model, TwoLayer net, Tensor x) {
    Random random = new Random(6);
    double best = 0;
    for (int start = 0; start < 4; start++) {
      TwoLayer u = Laziness.scaled(Tree.map(w -> Tensor.normal(F64, random, w.shape().sizes()), net));
      double here = bend(model, net, x, u);
      for (int step = 0; step < 1500; step++) {
        double size = Math.pow(10, -3 * random.nextDouble());
        TwoLayer next = Laziness.scaled(
            Tree.map(w -> w.plus(Tensor.normal(F64, random, w.shape().sizes()).times(size)), u));
        double there = bend(model, net, x, next);
        if (there > here) {
          here = there;
          u = next;
        }
      }
      best = Math.max(best, here);
    }
    return best;
  }

  private static double bend(BiFunction<TwoLayer, Tensor, Tensor> model, TwoLayer net, Tensor x, TwoLayer u) {
    Tensor second = new TaylorModel<>(model, net, 2).terms(u, x).get(2).times(2);
    return Laziness.length(second) / Math.sqrt(x.shape().size(0));
  }

  @Test
  void theDerivativesNormIsTheLargestSingularValue() {
    Random random = new Random(7);
    Sequential net = Mlp.of(new Builder(F64, random, Initializer.xavierNormal(1)), Activation.TANH, 3, 6, 2);
    Tensor x = Tensor.normal(F64, random, 5, 3);
    double[] values = Dense.eigenvalues(Dense.kernel(Sequential::apply, net, x));
    assertThat(Laziness.derivative(Sequential::apply, net, x).value()).isCloseTo(Math.sqrt(values[0] / 5), within(1e-9));
  }

  @Test
  void measuresOfMotionAreWhatTheyAreCalled() {
    assertThat(Laziness.motion(Tensor.of(3.0, 4), Tensor.of(3.0, 4.5))).isCloseTo(0.1, within(1e-15));
    Tensor before = Tensor.of(new double[][] {{2, 0}, {0, 1}});
    assertThat(Laziness.drift(before, before.times(1.5))).isCloseTo(0.5, within(1e-15));
    assertThat(Laziness.alignment(before, before.times(7))).isCloseTo(1, within(1e-15));
    assertThat(Laziness.alignment(before, Tensor.of(new double[][] {{0, 1}, {1, 0}}))).isZero();
    BiFunction<Tensor, Tensor, Tensor> square = (w, x) -> w.square().insertAxis(0);
    // From 1 to 2 the square rises by 3, of which its tangent explains 2: 1 − (1/3)².
    assertThat(Laziness.explained(square, Tensor.of(1.0), Tensor.of(2.0), ONE)).isCloseTo(1 - 1.0 / 9, within(1e-15));
  }

  @Test
  void aSmallScaleIsRichAndALargeOneLazyAndEachReportKnowsTheOther() {
    Random random = new Random(8);
    Sequential net = Mlp.of(new Builder(F64, random, Initializer.xavierNormal(0.5)), Activation.TANH, 4, 10, 2);
    Tensor x = Tensor.normal(F64, random, 12, 4);
    Tensor target = Tensor.normal(F64, random, 12, 2);
    LazinessReport rich = Laziness.report(Scaled.centred(Sequential::apply, 0.1, net), net, x, target);
    assertThat(rich.verdict()).isEqualTo(Verdict.RICH);
    assertThat(rich.kappa()).isGreaterThan(1);
    assertThat(rich.other()).hasValueSatisfying(there -> {
      assertThat(there.alpha()).isGreaterThan(0.1);
      assertThat(there.outputGap()).isLessThan(0.1);
    });
    assertThat(rich.toString()).contains("It does not train lazily at alpha = 0.100", "it would: there the gap");
    LazinessReport lazy = Laziness.report(Scaled.centred(Sequential::apply, 1000, net), net, x, target);
    assertThat(lazy.verdict()).isEqualTo(Verdict.LAZY);
    assertThat(lazy.other()).hasValueSatisfying(there -> assertThat(there.outputGap()).isGreaterThan(0.1));
    assertThat(lazy.toString()).contains("It trains lazily at alpha = 1000", "it would not");
    // A smooth model leaves its tangent like 1/α; from a centred start κ is 1/α exactly.
    LazinessReport lazier = Laziness.report(Scaled.centred(Sequential::apply, 10_000, net), net, x, target);
    assertThat(lazy.trial().outputGap() / lazier.trial().outputGap()).isBetween(9.5, 10.5);
    assertThat(lazy.kappa() / lazier.kappa()).isCloseTo(10, within(1e-9));
    assertThat(lazy.trial().stability()).isEmpty();
    assertThat(lazy.trial().loss()).isCloseTo(lazy.trial().tangentLoss(), within(1e-3 * lazy.trial().tangentLoss()));
  }

  @Test
  void theSquareLossHasTheKappaOfThePaperUpToTheGradientsAlignment() {
    // F/‖∇F‖ ≥ ½‖αh − y*‖/(α‖Dh‖): the paper bounds ‖∇F‖ by ‖Dh‖‖αh − y*‖/α.
    Tensor target = Tensor.normal(F64, new Random(9), 1, 20);
    LazinessReport report = Laziness.report(Scaled.of(quadratic(0.3), 2), ORIGIN, ONE, target);
    double paper = Laziness.kappa(2, ORIGIN.insertAxis(0), target, report.derivative(), report.second());
    assertThat(report.kappa()).isGreaterThanOrEqualTo(paper / 2);
  }

  @Test
  void networksOfReluTellTheirStabilityInSinglePrecisionToo() {
    Random random = new Random(10);
    Sequential net = Mlp.of(new Builder(Backends.f32(), random, Initializer.heNormal(1)), Activation.RELU, 4, 16, 3);
    Tensor x = Tensor.normal(Backends.f32(), random, 10, 4);
    int[] labels = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0};
    LazinessReport report = Laziness.report(Scaled.centred(Sequential::apply, 100, net), net, x,
        y -> Loss.crossEntropy(y, labels));
    assertThat(report.trial().stability().orElse(0)).isBetween(0.9, 1.0);
    assertThat(report.toString()).contains("activations kept");
    assertThat(x.dtype()).isEqualTo(DType.F32);
  }

  @Test
  void motionThatIsLostInRoundingIsNoVerdict() {
    Random random = new Random(9);
    Sequential net = Mlp.of(new Builder(F64, random, Initializer.xavierNormal(0.5)), Activation.TANH, 4, 10, 2);
    Tensor x = Tensor.normal(F64, random, 12, 4);
    Tensor target = Tensor.normal(F64, random, 12, 2);
    assertThat(Laziness.report(Scaled.centred(Sequential::apply, 1e10, net), net, x, target).verdict())
        .isEqualTo(Verdict.LAZY);
    assertThatThrownBy(() -> Laziness.report(Scaled.centred(Sequential::apply, 1e15, net), net, x, target))
        .hasMessageMatching("laziness: in 50 steps at alpha = 1.0E15 the weights move by .* of their length, which is lost"
            + " in rounding; a smaller alpha moves them more, and so does a target farther from the start");
    assertThatThrownBy(() -> Laziness.report(Scaled.centred(Sequential::apply, 1, net), net, x, target.zeros()))
        .hasMessageContaining("at alpha = 1.0 the weights move by 0.0 of their length");
  }

  @Test
  void badInputIsOneSentence() {
    Scaled<Tensor> scaled = Scaled.of(quadratic(1), 1);
    assertThatThrownBy(() -> Laziness.report(scaled, ORIGIN, Tensor.zeros(F64, 0, 1), ONE))
        .hasMessage("laziness: x is [0, 1]; must have a first axis that counts examples, and at least one");
    assertThatThrownBy(() -> Laziness.report(scaled, Tensor.full(F64, Double.NaN, 20), ONE, ONE))
        .hasMessage("laziness: the model's outputs [1, 20] hold NaN; must be finite");
    Scaled<Tensor> constant = Scaled.of((w, x) -> w.times(0).insertAxis(0), 1);
    assertThatThrownBy(() -> Laziness.report(constant, ORIGIN, ONE, Tensor.ones(F64, 1, 20)))
        .hasMessageStartingWith("laziness: the derivative of the model on x [1, 1] is 0");
    assertThatThrownBy(() -> Laziness.report(scaled, ORIGIN, ONE, Tensor.full(F64, Double.NaN, 1, 20)))
        .hasMessage("laziness: the loss at the start is NaN; must be finite");
  }
}
