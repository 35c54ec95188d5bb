package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jacobean.autodiff.array.Backends;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The check that users run on rules of their own finds rules that are wrong.
class CheckGradientsTest {
  private static final Tensor AT = Tensor.of(0.4, -0.9, 1.3);

  /// sin with its own pushforward and pullback.
  private static Primitive sine(UnaryOperator<Tensor> slopeForward, UnaryOperator<Tensor> slopeBack) {
    return Primitive.of("sine", Tensor::sin,
        (x, y) -> LinearMap.of(t -> t.times(slopeForward.apply(x)), c -> c.times(slopeBack.apply(x))));
  }

  private static void failsAt(int order, Primitive wrong, String law) {
    assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Autodiff.checkGradients(wrong::apply, AT, order))
        .withMessageStartingWith("order " + order + ", " + law);
    if (order > 1) {
      Autodiff.checkGradients(wrong::apply, AT, order - 1);
    }
  }

  @Test
  void rightRulesPassInBothPrecisions() {
    Autodiff.checkGradients(sine(Tensor::cos, Tensor::cos)::apply, AT, 3);
    Autodiff.checkGradients(sine(Tensor::cos, Tensor::cos)::apply, AT.to(Backends.f32()), 2);
    record Pair(Tensor a, Tensor b) {}
    Autodiff.checkGradients((Pair w) -> List.of(w.a.times(w.b).tanh(), w.a.exp()), new Pair(AT, Tensor.scalar(0.7)), 3);
    Autodiff.checkGradients(w -> w.sum(), AT, 2);
    Autodiff.checkGradients(w -> Tensor.scalar(3), AT, 2);
  }

  @Test
  void aWrongSlopeIsFound() {
    failsAt(1, sine(x -> x.cos().negate(), x -> x.cos().negate()), "jvp against central differences");
    failsAt(1, sine(x -> x.cos().times(1.0001), x -> x.cos().times(1.0001)), "jvp against central differences");
  }

  @Test
  void aPullbackThatIsNotTheAdjointIsFound() {
    failsAt(1, sine(Tensor::cos, x -> x.cos().negate()), "adjoint");
    failsAt(1, sine(Tensor::cos, x -> x.cos().times(1.000001)), "adjoint");
  }

  /// Right first derivatives whose slope cannot be differentiated right: its dependence on x was cut.
  @Test
  void aSlopeThatHidesItsDependenceIsFoundOneOrderUp() {
    failsAt(2, sine(x -> x.stopGradient().cos(), x -> x.stopGradient().cos()), "jvp against central differences");
    failsAt(2, sine(Tensor::cos, x -> x.stopGradient().cos()), "jvp against central differences");
  }

  /// NaN compares false with everything, which must count as a failure.
  @Test
  void aDerivativeThatIsNoNumberIsFound() {
    failsAt(1, sine(x -> x.cos().times(Double.NaN), x -> x.cos().times(Double.NaN)), "jvp against pushforward");
  }

  @Test
  void aFunctionThatDependsOnMoreThanItsArgumentIsFound() {
    int[] calls = {0};
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> Autodiff.checkGradients(x -> x.times(1 + ++calls[0]), AT, 1));
  }

  /// x³ whose derivative is said to be 2x², times a factor.
  private static Tensor cube(Tensor x, double factor) {
    return Primitive.of("cube", a -> a.square().times(a), (a, y) -> LinearMap.of(
        t -> t.times(a.square().times(2)), c -> c.times(a.square().times(2)))).apply(x).times(factor);
  }

  @Test
  void aWrongSlopeIsFoundHoweverSmallItIs() {
    for (double factor : new double[] {1e-3, 1e-7, 1e-12, 1e9}) {
      fails(x -> cube(x, factor), AT);
      fails(x -> cube(x, factor), AT.to(Backends.f32()));
    }
    Primitive notAdjoint = Primitive.of("scaled", x -> x.times(1e-5), (x, y) ->
        LinearMap.of(t -> t.times(1e-5), c -> c.times(7e-5)));
    fails(notAdjoint::apply, AT.to(Backends.f32()));
  }

  @Test
  void aWrongSlopeIsFoundBesideALargeOne() {
    fails(x -> x.times(Tensor.of(1e9, 0, 0)).plus(cube(x, 2).times(Tensor.of(0, 1, 1))), AT);
  }

  private static void fails(UnaryOperator<Tensor> f, Tensor at) {
    assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Autodiff.checkGradients(f, at, 1));
  }

  @Test
  void rightRulesPassAtAnySize() {
    for (double size : new double[] {1e-6, 1, 1e6}) {
      Tensor at = Tensor.of(0.4, 0.9, 1.3).times(size);
      Autodiff.checkGradients(x -> x.times(x).times(x), at, 3);
      Autodiff.checkGradients(Tensor::reciprocal, at, 3);
      Autodiff.checkGradients(Tensor::log, at, 3);
      Autodiff.checkGradients(Tensor::sqrt, at.to(Backends.f32()), 2);
      Autodiff.checkGradients(x -> x.plus(1).reciprocal(), at.to(Backends.f32()), 2);
    }
  }

  /// Derivatives that are 0 come out as roundings of what they were computed from.
  @Test
  void rightRulesPassWhereDerivativesVanish() {
    Autodiff.checkGradients(x -> x.softmax(0).sum(), AT, 3);
    Autodiff.checkGradients(x -> x.softmax(0).sum(), AT.to(Backends.f32()), 3);
    Autodiff.checkGradients(x -> x.minus(x), AT, 2);
    Autodiff.checkGradients(x -> x.square().sum(), Tensor.of(0, 0, 3), 2);
    Autodiff.checkGradients(Tensor::sin, Tensor.of(0.0, 0.0), 3);
  }

  @Test
  void orderZeroIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Autodiff.checkGradients(Tensor::sin, AT, 0))
        .withMessage("checkGradients: order is 0; must be at least 1");
  }
}
