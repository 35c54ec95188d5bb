package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Scaled models, tangent models, and what stays of a network's pattern of activations.
class LazyModelsTest {
  private static final Backend F64 = Backends.f64();
  private static final Tensor IMAGES = Tensor.normal(F64, new Random(1), 12, 4, 4, 3);
  private static final int[] LABELS = {0, 1, 2, 3, 0, 1, 2, 3, 3, 2, 1, 0};

  @Test
  void scaledModelsMultiplyAndCentredOnesStartAtZero() {
    Sequential net = net(3);
    assertThat(Scaled.<Sequential>of(Sequential::apply, 3).apply(net, IMAGES).toDoubles())
        .isEqualTo(net.apply(IMAGES).times(3).toDoubles());
    Scaled<Sequential> centred = Scaled.centred(Sequential::apply, 3, net);
    assertThat(centred.apply(net, IMAGES).toDoubles()).containsOnly(0);
    Sequential moved = Tree.times(1.1, net);
    assertThat(centred.apply(moved, IMAGES).toDoubles())
        .isEqualTo(moved.apply(IMAGES).minus(net.apply(IMAGES)).times(3).toDoubles());
    assertThat(centred.apply(moved, IMAGES, centred.start(IMAGES)).toDoubles())
        .isEqualTo(centred.apply(moved, IMAGES).toDoubles());
    assertThatThrownBy(() -> Scaled.of(Sequential::apply, 0))
        .hasMessage("scaled: alpha is 0.0; must be positive and finite");
  }

  @Test
  void theObjectiveIsTheLossOfTheScaledOutputOverTheScaleSquared() {
    Sequential net = net(3);
    Scaled<Sequential> scaled = Scaled.of(Sequential::apply, 10);
    assertThat(scaled.valueAndGradient(LazyModelsTest::squares, net, IMAGES).value().item())
        .isCloseTo(squares(net.apply(IMAGES).times(10)).item() / 100, within(1e-13)); // rounding
  }

  @Test
  void trainingAtAHugeScaleIsTrainingTheTangentModel() {
    // No unit changes its side at this scale, so that both trainings are the same but for rounding: of w₀ + u/α by
    // 1e-16 times α = 1e8 per unit of u, that is 1e-8, some of it kept by momentum. Two orders of room.
    double difference = afterSteps(1e8);
    assertThat(difference).isLessThanOrEqualTo(1e-6);
  }

  @Test
  void trainingAtASmallScaleIsNot() {
    assertThat(afterSteps(1)).isGreaterThan(0.01);
  }

  /// The relative difference of outputs of α·h and of the tangent model after 20 equal steps.
  private static double afterSteps(double alpha) {
    Sequential net = net(3);
    Scaled<Sequential> scaled = Scaled.centred(Sequential::apply, alpha, net);
    TangentModel<Sequential> tangent = scaled.tangent(net);
    Optimizer rule = Optimizer.momentum(0.9);
    var w = rule.start(net);
    var u = rule.start(tangent.zero());
    Tensor start = scaled.start(IMAGES);
    for (int step = 0; step < 20; step++) {
      w = rule.next(w, scaled.valueAndGradient(LazyModelsTest::squares, w.parameters(), IMAGES, start).gradient(), 0.3);
      u = rule.next(u, tangent.valueAndGradient(LazyModelsTest::squares, u.parameters(), IMAGES).gradient(), 0.3);
    }
    Tensor left = scaled.apply(w.parameters(), IMAGES);
    Tensor right = tangent.apply(u.parameters(), IMAGES);
    return Math.sqrt(left.minus(right).square().sum().item() / right.square().sum().item());
  }

  @Test
  void theGradientOfATangentLossIsThePullbackOfTheResidual() {
    Sequential net = net(3);
    TangentModel<Sequential> tangent = new TangentModel<>(Sequential::apply, net);
    Sequential shift = Tree.map(w -> Tensor.normal(F64, new Random(4), w.shape().sizes()).times(0.1), net);
    Tensor target = Labels.oneHot(F64, 4, LABELS);
    Sequential gradient = tangent.valueAndGradient(y -> Loss.halfSquared(y, target), shift, IMAGES).gradient();
    Tensor residual = tangent.apply(shift, IMAGES).minus(target).times(1.0 / LABELS.length);
    close(gradient, tangent.on(IMAGES).pullback(residual));
    close(gradient, Autodiff.gradient(u -> Loss.halfSquared(tangent.apply(u, IMAGES), target), shift));
  }

  @Test
  void oneStepOfATangentModelEvaluatesTheModelOnce() {
    AtomicInteger evaluations = new AtomicInteger();
    TangentModel<Sequential> tangent = new TangentModel<>((w, x) -> {
      evaluations.incrementAndGet();
      return w.apply(x);
    }, net(3));
    tangent.valueAndGradient(LazyModelsTest::squares, tangent.zero(), IMAGES);
    assertThat(evaluations).hasValue(1);
    tangent.apply(tangent.zero(), IMAGES);
    assertThat(evaluations).hasValue(2);
  }

  @Test
  void singlePrecisionIsEnoughForATangentModel() {
    Tensor f64 = shifted(IMAGES, net(3)).to(DType.F32);
    Tensor f32 = shifted(IMAGES.to(DType.F32), Tree.map(w -> w.to(DType.F32), net(3)));
    // Twenty steps, each with sums of some hundred terms rounded to 6e-8.
    assertThat(f32.minus(f64).square().sum().item()).isLessThan(1e-10 * f64.square().sum().item());
  }

  /// What a tangent model, trained for 20 steps, has added to the outputs.
  private static Tensor shifted(Tensor images, Sequential net) {
    TangentModel<Sequential> tangent = TangentModel.centred(Sequential::apply, net);
    Tensor target = Labels.oneHot(images.backend(), 4, LABELS);
    Optimizer rule = Optimizer.momentum(0.9);
    var u = rule.start(tangent.zero());
    for (int step = 0; step < 20; step++) {
      var at = tangent.valueAndGradient(y -> Loss.meanSquared(y, target), u.parameters(), images);
      u = rule.next(u, at.gradient(), 0.3);
    }
    return tangent.apply(u.parameters(), images);
  }

  @Test
  void aTangentModelIsAffineInItsShiftAndTouchesTheModelAtNoShift() {
    Sequential net = net(3);
    TangentModel<Sequential> tangent = new TangentModel<>(Sequential::apply, net);
    TangentModel<Sequential> centred = TangentModel.centred(Sequential::apply, net);
    TangentModel<Sequential> scaled = Scaled.<Sequential>of(Sequential::apply, 7).tangent(net);
    Sequential u = Tree.map(w -> Tensor.normal(F64, new Random(4), w.shape().sizes()), net);
    Tensor start = net.apply(IMAGES);
    Tensor slope = centred.apply(u, IMAGES);
    assertThat(tangent.apply(tangent.zero(), IMAGES).toDoubles()).isEqualTo(start.toDoubles());
    assertThat(centred.apply(centred.zero(), IMAGES).toDoubles()).containsOnly(0);
    close(centred.apply(Tree.times(-2.5, u), IMAGES), slope.times(-2.5));
    close(tangent.apply(u, IMAGES), start.plus(slope));
    close(tangent.apply(u, tangent.on(IMAGES)), start.plus(slope));
    close(scaled.apply(u, IMAGES), start.times(7).plus(slope));
    close(tangent.parameters(u, 4), Tree.plus(net, Tree.times(0.25, u)));
  }

  @Test
  void stabilityIsThePartOfUnitsOnTheSameSide() {
    // One hidden layer with inputs 1, 2 and −2 and weights (1, −1, 3), later (1, 0, −3).
    TwoLayer before = new TwoLayer(Tensor.of(1.0, 1, 1), Tensor.of(new double[][] {{1}, {-1}, {3}}));
    TwoLayer after = new TwoLayer(Tensor.of(1.0, 1, 1), Tensor.of(new double[][] {{1}, {0}, {-3}}));
    Tensor x = Tensor.of(new double[][] {{1}, {2}, {-2}});
    // Unit 0 stays for all three inputs. Unit 1 goes from −1, −2, 2 to 0, which counts as negative: it stays for two.
    // Unit 2 changes for all.
    assertThat(ActivationPattern.stability(before, after, x)).isCloseTo(5.0 / 9, within(1e-15)); // rounding
    assertThat(ActivationPattern.stability(before, before, x)).isEqualTo(1);
  }

  @Test
  void stabilityAveragesOverReluLayersAndSeesInsideResiduals() {
    Builder make = new Builder(F64, new Random(6), Initializer.heNormal(1));
    Sequential net = ResNet.eighteen(make, 2);
    Sequential other = ResNet.eighteen(make, 2);
    Tensor x = Tensor.normal(F64, new Random(7), 2, 8, 8, 3);
    double[] shares = ActivationPattern.of(net, x).agreement(ActivationPattern.of(other, x));
    assertThat(shares).hasSize(17);
    assertThat(Arrays.stream(shares).boxed()).allMatch(share -> share >= 0 && share <= 1);
    assertThat(ActivationPattern.stability(net, other, x))
        .isCloseTo(Arrays.stream(shares).average().orElseThrow(), within(1e-15)); // rounding
  }

  @Test
  void aNetworkGatedByItsOwnPatternIsItself() {
    Sequential net = net(3);
    close(ActivationPattern.of(net, IMAGES).apply(net), net.apply(IMAGES));
  }

  @Test
  void aGatedNetworkIsMultilinearInItsLayers() {
    Sequential net = net(3);
    ActivationPattern frozen = ActivationPattern.of(net, IMAGES);
    Sequential u = Tree.map(w -> Tensor.normal(F64, new Random(4), w.shape().sizes()), net);
    // Along a line in parameters, of degree 3 for three layers with weights: fourth differences vanish.
    Tensor fourth = along(frozen, net, u, -2).plus(along(frozen, net, u, 2))
        .minus(along(frozen, net, u, -1).plus(along(frozen, net, u, 1)).times(4))
        .plus(along(frozen, net, u, 0).times(6));
    assertThat(fourth.abs().max().item())
        .isLessThan(1e-9 * along(frozen, net, u, 2).abs().max().item()); // rounding
  }

  @Test
  void aGatedNetworkAgreesWithTheTangentModelToSecondOrder() {
    Sequential net = net(3);
    ActivationPattern frozen = ActivationPattern.of(net, IMAGES);
    TangentModel<Sequential> tangent = new TangentModel<>(Sequential::apply, net);
    Sequential u = Tree.map(w -> Tensor.normal(F64, new Random(4), w.shape().sizes()), net);
    double[] errors = new double[2];
    for (int i = 0; i < 2; i++) {
      double step = i == 0 ? 1e-3 : 1e-4;
      errors[i] = along(frozen, net, u, step).minus(tangent.apply(Tree.times(step, u), IMAGES)).abs().max().item();
    }
    assertThat(errors[0] / errors[1]).isCloseTo(100, within(5.0)); // third order: 100·(1 + O(1e-3·‖u‖))
  }

  @Test
  void patternsOfOtherNetworksAreRefused() {
    ActivationPattern pattern = ActivationPattern.of(net(3), IMAGES);
    Sequential shallow = Sequential.of(net(3).layers().get(0), Activation.RELU);
    Sequential smooth = Sequential.of(Activation.TANH);
    assertThatThrownBy(() -> pattern.agreement(ActivationPattern.of(shallow, IMAGES)))
        .hasMessage("activation pattern: has 3 gates, the other 1; must be equally many");
    assertThatThrownBy(() -> pattern.apply(shallow))
        .hasMessage("activation pattern: has 3 gates, more than the network; must be equally many");
    assertThatThrownBy(() -> ActivationPattern.stability(smooth, smooth, IMAGES))
        .hasMessage("activation pattern: the network has no ReLU layer among 0 gates; must have one");
    assertThatThrownBy(() -> ActivationPattern.of(shallow, IMAGES).apply(net(3)))
        .hasMessage("activation pattern: has 1 gates, fewer than the network; must be equally many");
  }

  private static Tensor squares(Tensor output) {
    return Loss.meanSquared(output, Labels.oneHot(F64, 4, LABELS));
  }

  private static Tensor along(ActivationPattern frozen, Sequential net, Sequential u, double step) {
    return frozen.apply(Tree.plus(net, Tree.times(step, u)));
  }

  /// A small ReLU network of two convolutions, pooling, and an affine layer.
  private static Sequential net(long seed) {
    Builder make = new Builder(F64, new Random(seed), Initializer.xavierNormal(1));
    return Sequential.of(make.conv(3, 3, 4, 1, 1), Activation.RELU, MaxPool2d.of(2), make.conv(3, 4, 6, 1, 1),
        Activation.RELU, new Flatten(), make.linear(24, 4));
  }

  private static void close(Tensor left, Tensor right) {
    double scale = Math.max(1, right.abs().max().item());
    // sums of some hundred rounded terms
    assertThat(left.minus(right).abs().max().item()).isLessThanOrEqualTo(1e-12 * scale);
  }

  private static void close(Sequential left, Sequential right) {
    for (int i = 0; i < Tree.leaves(left).size(); i++) {
      close(Tree.leaves(left).get(i), Tree.leaves(right).get(i));
    }
  }
}
