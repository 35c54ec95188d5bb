package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Optimisers on ½·wᵀAw − b·w. Long numbers are the parameters after five steps at rate 0.1 by PyTorch 2.13's rules.
class OptimizerTest {
  private static final Tensor A = Tensor.of(new double[][] {{3, 1}, {1, 2}});
  private static final Tensor B = Tensor.of(1.0, -2);
  private static final Tensor START = Tensor.of(1.0, -1);

  @Test
  void descentIsThatOfOthers() {
    ends(Optimizer.sgd(), 0.7755, -1.28375);
    ends(Optimizer.momentum(0.9), 0.58623, -1.61198);
    ends(Optimizer.momentum(0.9).decayed(0.5), 0.3001803125, -1.0839690625);
    ends(Optimizer.nesterov(0.9), 0.75925095, -1.5055860275);
  }

  @Test
  void adamIsThatOfOthers() {
    ends(Optimizer.adam(), 0.6247737815830345, -1.4353944533798304);
    ends(Optimizer.adamW(0.5), 0.4964749775063519, -1.191967889928049);
  }

  @Test
  void theHeavyBallMultipliesTheWholeVelocityByTheRate() {
    Optimizer rule = Optimizer.momentum(0.5);
    var state = rule.next(rule.start(Tensor.of(0.0)), Tensor.of(1.0), 0.1);
    state = rule.next(state, Tensor.of(1.0), 10);
    assertThat(state.memory().getFirst().item()).isEqualTo(1.5);
    assertThat(state.parameters().item()).isEqualTo(-0.1 - 15);
  }

  @Test
  void aStateIsATreeThatHoldsAllThatTheNextStepNeeds() {
    Linear start = Linear.xavier(Backends.f32(), new Random(1), 3, 2, 1);
    Linear gradient = Tree.map(w -> w.square().plus(1), start);
    for (Optimizer rule : new Optimizer[] {
        Optimizer.sgd(), Optimizer.nesterov(0.9), Optimizer.adam(), Optimizer.adamW(0.1).decayed(0.01).clipped(1)}) {
      var state = rule.next(rule.start(start), gradient, 0.1);
      var read = Tree.rebuild(rule.start(start), Tree.leaves(state)); // as a checkpoint does
      assertThat(read.count()).isEqualTo(1);
      assertThat(Tree.leaves(rule.next(read, gradient, 0.1)).stream().map(Tensor::toDoubles))
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactlyElementsOf(
              Tree.leaves(rule.next(state, gradient, 0.1)).stream().map(Tensor::toDoubles).toList());
    }
    assertThat(Tree.names(Optimizer.adam().start(start))).containsExactly("parameters.weight", "parameters.bias",
        "memory[0].weight", "memory[0].bias", "memory[1].weight", "memory[1].bias", "steps");
  }

  /// A step takes one pass for both; the bits are those of one sum after the other.
  @Test
  void momentumHasTheBitsOfOneSumAfterTheOther() {
    Tensor g = Tensor.normal(Backends.f32(), new Random(1), 1001);
    Tensor w = Tensor.normal(Backends.f32(), new Random(2), 1001);
    Tensor v = w.zeros();
    Tensor ahead = w;
    var ball = Optimizer.momentum(0.9).start(w);
    var nesterov = Optimizer.nesterov(0.9).start(ahead);
    for (int i = 0; i < 3; i++) {
      ball = Optimizer.momentum(0.9).next(ball, g, 0.1);
      nesterov = Optimizer.nesterov(0.9).next(nesterov, g, 0.1);
      v = g.plusTimes(0.9, v);
      w = w.plusTimes(-0.1, v);
      ahead = ahead.plusTimes(-0.1, g.plusTimes(0.9, v));
      assertThat(ball.memory().getFirst().toDoubles()).isEqualTo(v.toDoubles());
      assertThat(ball.parameters().toDoubles()).isEqualTo(w.toDoubles());
      assertThat(nesterov.memory().getFirst().toDoubles()).isEqualTo(v.toDoubles());
      assertThat(nesterov.parameters().toDoubles()).isEqualTo(ahead.toDoubles());
    }
  }

  @Test
  void stepsCanBeDifferentiatedThrough() {
    Autodiff.checkGradients(w -> steps(Optimizer.momentum(0.9), w, 3), START, 2);
    Autodiff.checkGradients(w -> steps(Optimizer.nesterov(0.9), w, 3), START, 2);
    Autodiff.checkGradients(w -> steps(Optimizer.adam(), w, 3), START, 2);
  }

  @Test
  void clippingCutsTheNormOfAllParametersTogether() {
    Linear gradient = new Linear(Tensor.of(new double[][] {{3}, {4}}), Tensor.of(12.0));
    assertThat(Gradients.norm(gradient).item()).isEqualTo(13);
    Linear cut = Gradients.clipped(gradient, 1);
    assertThat(Gradients.norm(cut).item()).isCloseTo(1, within(1e-15)); // rounding
    assertThat(cut.bias().item()).isCloseTo(12.0 / 13, within(1e-15)); // rounding
    assertThat(Gradients.clipped(Tree.zerosLike(gradient), 1).bias().item()).isEqualTo(0);
    assertThatThrownBy(() -> Gradients.clipped(gradient, 0))
        .hasMessage("clipped: longest norm is 0.0; must be positive");
    for (double bad : new double[] {0, -1, Double.NaN}) {
      assertThatThrownBy(() -> Optimizer.sgd().clipped(bad)).isInstanceOf(IllegalArgumentException.class)
          .hasMessage("clipped: longest norm is " + bad + "; must be positive");
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void aGradientBelowTheLimitKeepsItsBits(DType dtype) {
    Tensor gradient = Tensor.normal(Backends.of(dtype), new Random(4), 500);
    for (double limit : new double[] {30, 33.3, 47, 1e39, Double.MAX_VALUE, Double.POSITIVE_INFINITY}) {
      assertThat(Gradients.clipped(gradient, limit).toDoubles()).as("limit %s", limit).isEqualTo(gradient.toDoubles());
    }
  }

  /// The squares of these numbers are above the largest number of the element type, that of the last ones' norm, too.
  @ParameterizedTest
  @CsvSource({"F32,1e19", "F32,1e30", "F32,3e38", "F64,1e154", "F64,1e200", "F64,1.5e308"})
  void aVeryLongGradientIsCutLikeAnyOther(DType dtype, double size) {
    Tensor direction = Tensor.of(Backends.of(dtype), Shape.of(4), 1, -1, 1, 1);
    Tensor cut = Gradients.clipped(direction.times(size), 3);
    assertThat(cut.to(DType.F64).toDoubles()).containsExactly(new double[] {1.5, -1.5, 1.5, 1.5}, within(1e-6)); // F32
  }

  @Test
  void clippingCanBeDifferentiatedThroughOnBothSidesOfTheLimit() {
    Tensor gradient = Tensor.of(3.0, -4);
    Autodiff.checkGradients(g -> Gradients.clipped(g, 2), gradient, 2);
    Autodiff.checkGradients(g -> Gradients.clipped(g, 20), gradient, 2);
    Tensor tiny = gradient.times(1e-4).to(DType.F32);
    assertThat(Autodiff.gradient(g -> Gradients.clipped(g, 2).sum(), tiny).toDoubles()).containsExactly(1, 1);
  }

  @Test
  void theWordSaidLastActsOnTheGradientFirst() {
    Tensor w = Tensor.of(10.0);
    Tensor g = Tensor.of(5.0);
    Optimizer clipsThenDecays = Optimizer.sgd().decayed(1).clipped(1);
    Optimizer decaysThenClips = Optimizer.sgd().clipped(1).decayed(1);
    assertThat(clipsThenDecays.next(clipsThenDecays.start(w), g, 1).parameters().item()).isEqualTo(10 - (1 + 10));
    assertThat(decaysThenClips.next(decaysThenClips.start(w), g, 1).parameters().item()).isEqualTo(10 - 1);
  }

  @Test
  void aGradientMustBeLikeTheParameters() {
    Optimizer rule = Optimizer.sgd();
    assertThatThrownBy(() -> rule.next(rule.start(START), Tensor.of(1.0), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1]").hasMessageContaining("[2]").hasMessageEndingWith("must be equal");
    assertThatThrownBy(() -> Optimizer.momentum(1)).hasMessage("momentum: is 1.0; must be at least 0 and less than 1");
  }

  @Test
  void anotherRulesStateIsRefused() {
    Tensor g = Tensor.of(1.0, 1);
    var plain = Optimizer.sgd().start(START);
    var moments = Optimizer.adam().start(START);
    assertThatThrownBy(() -> Optimizer.adam().next(plain, g, 1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("adam: the state remembers 0 trees; must be 2, as the state that start gives");
    assertThatThrownBy(() -> Optimizer.momentum(0.9).next(plain, g, 1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("momentum: the state remembers 0 trees; must be 1, as the state that start gives");
    assertThatThrownBy(() -> Optimizer.sgd().clipped(1).next(moments, g, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("descent: the state remembers 2 trees; must be 0, as the state that start gives");
  }

  @Test
  void schedulesAreAsTheirFormulas() {
    assertThat(Schedule.constant(0.3).at(17)).isEqualTo(0.3);
    assertThat(Schedule.inverse(1, 1.0 / 3).at(6)).isCloseTo(1.0 / 3, within(1e-15)); // rounding
    Schedule steps = Schedule.steps(1, 0.5, 10);
    assertThat(new double[] {steps.at(0), steps.at(9.9), steps.at(10), steps.at(25)}).containsExactly(1, 1, 0.5, 0.25);
    Schedule cosine = Schedule.cosine(2, 10);
    assertThat(new double[] {cosine.at(0), cosine.at(5), cosine.at(10), cosine.at(11)})
        .containsExactly(new double[] {2, 1, 0, 0}, within(1e-15)); // cos(π/2) is not exactly 0
    Schedule warm = Schedule.constant(1).warmedUp(3);
    assertThat(new double[] {warm.at(0), warm.at(1), warm.at(2), warm.at(3), warm.at(9)})
        .containsExactly(.25, .5, .75, 1, 1);
  }

  @Test
  void rungeKuttaIsOfOrderFourAndEulerOfOrderOne() {
    assertThat(order(Integrator.EULER)).isCloseTo(1, within(0.1)); // the next term of the error is a tenth of the first
    assertThat(order(Integrator.RK4)).isCloseTo(4, within(0.1));
  }

  @Test
  void eulerOnTheGradientFlowIsGradientDescent() {
    Tensor flow = Integrator.EULER.step(w -> gradient(w).negate(), START, 0.1);
    Optimizer rule = Optimizer.sgd();
    assertThat(flow.toDoubles())
        .containsExactly(rule.next(rule.start(START), gradient(START), 0.1).parameters().toDoubles(),
            within(1e-15)); // rounding
  }

  /// How fast the error at time 1 falls as steps are halved, for the flow w' = −w of exact solution e^−t.
  private static double order(Integrator integrator) {
    return Math.log(error(integrator, 16) / error(integrator, 32)) / Math.log(2);
  }

  private static double error(Integrator integrator, int steps) {
    UnaryOperator<Tensor> velocity = Tensor::negate;
    Tensor w = Tensor.of(1.0);
    for (int i = 0; i < steps; i++) {
      w = integrator.step(velocity, w, 1.0 / steps);
    }
    return Math.abs(w.item() - Math.exp(-1));
  }

  private static void ends(Optimizer rule, double... expected) {
    assertThat(steps(rule, START, 5).toDoubles()).containsExactly(expected, within(1e-12)); // rounding of five steps
  }

  private static Tensor steps(Optimizer rule, Tensor start, int count) {
    var state = rule.start(start);
    for (int i = 0; i < count; i++) {
      state = rule.next(state, gradient(state.parameters()), 0.1);
    }
    return state.parameters();
  }

  private static Tensor gradient(Tensor w) {
    return A.matmul(w.insertAxis(1)).dropAxis(1).minus(B);
  }
}
