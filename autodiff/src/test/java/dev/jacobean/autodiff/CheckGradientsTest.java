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

  @Test
  void orderZeroIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Autodiff.checkGradients(Tensor::sin, AT, 0))
        .withMessage("checkGradients: order is 0; must be at least 1");
  }
}
