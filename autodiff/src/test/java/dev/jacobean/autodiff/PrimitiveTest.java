package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.array.DType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Operations of a user's own: one linear map, and both modes, every nesting and every order follow.
class PrimitiveTest {
  /// arctan, which the library lacks; derivative 1/(1 + x²).
  private static final Primitive ARCTAN = Primitive.of("arctan", x -> Tensor.of(x.backend(), x.shape(),
      Arrays.stream(x.toDoubles()).map(Math::atan).toArray()), (x, y) -> {
    Tensor slope = x.square().plus(1).reciprocal();
    return LinearMap.of(t -> t.times(slope), c -> c.times(slope));
  });

  /// x yᵀ z as one operation, linear in each of its arguments.
  private static final Primitive TRIPLE = Primitive.of("triple", x -> x[0].times(x[1]).times(x[2]), (i, x, y) -> {
    Tensor others = i == 0 ? x[1].times(x[2]) : i == 1 ? x[0].times(x[2]) : x[0].times(x[1]);
    return LinearMap.of(t -> t.times(others), c -> c.times(others));
  });

  static List<List<Mode>> orders() {
    return List.of(Mode.values()).stream().flatMap(first -> List.of(Mode.values()).stream().flatMap(second ->
        List.of(Mode.values()).stream().map(third -> List.of(first, second, third)))).toList();
  }

  @ParameterizedTest
  @MethodSource("orders")
  void aUsersOperationHasDerivativesOfEveryOrderInEveryMode(List<Mode> modes) {
    double x = 0.6;
    Function<Tensor, Tensor> f = ARCTAN::apply;
    double[] closed = {1 / (1 + x * x), -2 * x / Math.pow(1 + x * x, 2), (6 * x * x - 2) / Math.pow(1 + x * x, 3)};
    for (int order = 1; order <= 3; order++) {
      f = modes.get(order - 1).derivative(f);
      assertThat(f.apply(Tensor.scalar(x)).item()).isCloseTo(closed[order - 1], within(1e-15)); // a few roundings
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void everyArgumentHasItsMap(List<Mode> modes) {
    Function<Tensor, Tensor> f = x -> TRIPLE.apply(x, x.sin(), x);
    Function<Tensor, Tensor> same = x -> x.times(x.sin()).times(x);
    for (Mode mode : modes) {
      f = mode.derivative(f);
      same = mode.derivative(same);
    }
    // sums of a dozen numbers near 1, in another order
    assertThat(f.apply(Tensor.scalar(0.7)).item()).isCloseTo(same.apply(Tensor.scalar(0.7)).item(), within(1e-14));
  }

  @Test
  void itObeysTheLaws() {
    Autodiff.checkGradients(ARCTAN::apply, Tensor.of(0.3, -1.1), 3);
    Autodiff.checkGradients((List<Tensor> x) -> TRIPLE.apply(x.toArray(Tensor[]::new)),
        List.of(Tensor.of(0.3, -1.1), Tensor.of(1, 2), Tensor.of(-0.5, 0.8)), 3);
    assertThat(ARCTAN.name()).isEqualTo("arctan");
  }

  @Test
  void itsEvaluationMayNotUseWatchedTensorsThatAreNoArguments() {
    assertThatIllegalArgumentException().isThrownBy(() -> Autodiff.gradient(w -> Primitive.of("scaled",
            x -> x.times(w), (x, y) -> LinearMap.of(t -> t.times(w), c -> c.times(w))).apply(w), Tensor.scalar(2)))
        .withMessageStartingWith("scaled: the evaluation used a tensor that a differentiation is watching");
  }

  /// Broadcasting would make wrong numbers of them.
  @Test
  void aMapThatGivesAnotherShapeOrTypeIsRefused() {
    Tensor x = Tensor.of(1, 2, 3);
    String on = x.backend().name();
    Primitive total = Primitive.of("total", Tensor::sum, (a, y) -> LinearMap.of(t -> t, c -> c));
    assertThatIllegalArgumentException().isThrownBy(() -> Autodiff.gradient(total::apply, x))
        .withMessage("total: pullback gave F64 [] on %1$s, argument is F64 [3] on %1$s; must be equal".formatted(on));
    assertThatIllegalArgumentException().isThrownBy(() -> Autodiff.jvp(total::apply, x, x))
        .withMessage("total: pushforward gave F64 [3] on %1$s, value is F64 [] on %1$s; must be equal".formatted(on));
    Primitive single = Primitive.of("single", a -> a.to(DType.F32), (a, y) -> LinearMap.of(t -> t, c -> c));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.linearize(single::apply, x).pullback(x.to(DType.F32)))
        .withMessage("single: pullback gave F32 [3] on %1$s, argument is F64 [3] on %1$s; must be equal".formatted(on));
    Primitive none = Primitive.of("none", Tensor::sum, (a, y) -> nothing());
    assertThatNullPointerException().isThrownBy(() -> Autodiff.gradient(none::apply, x))
        .withMessage("none: the rule gave null; must give a linear map");
  }

  @SuppressWarnings("NullAway") // what a user may do
  private static LinearMap<Tensor, Tensor> nothing() {
    return null;
  }

  /// Only the maps of watched arguments are asked for.
  @Test
  void argumentsThatNobodyWatchesNeedNoMap() {
    Primitive half = Primitive.of("half", x -> x[0].times(x[1]), (i, x, y) -> {
      if (i == 1) {
        throw new AssertionError("nobody watches the second");
      }
      return LinearMap.of(t -> t.times(x[1]), c -> c.times(x[1]));
    });
    assertThat(Autodiff.gradient(x -> half.apply(x, Tensor.scalar(5)), Tensor.scalar(2)).item()).isEqualTo(5);
    Jvp<Tensor> jvp = Autodiff.jvp(x -> half.apply(x, Tensor.scalar(5)), Tensor.scalar(2), Tensor.scalar(1));
    assertThat(jvp.tangent().item()).isEqualTo(5);
  }
}
