package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.array.Backends;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// The questions one may ask, on functions whose derivatives are known.
class AutodiffTest {
  private static final Tensor X = Tensor.of(0.5, -1.5, 2);

  @Test
  void theGradientIsThePullbackOfOne() {
    assertThat(Autodiff.gradient(x -> x.square().sum(), X).toDoubles()).containsExactly(1, -3, 4);
    ValueAndGradient<Tensor> both = Autodiff.valueAndGradient(x -> x.square().sum(), X);
    assertThat(both.value().item()).isEqualTo(6.5);
    assertThat(both.gradient().toDoubles()).containsExactly(1, -3, 4);
    assertThat(Autodiff.gradient(x -> x.square().sumKeep(), X).toDoubles()).as("a value of shape [1]")
        .containsExactly(1, -3, 4);
    assertThat(Autodiff.vjp(Tensor::square, X).pullback(Tensor.of(1, 10, 100)).toDoubles())
        .containsExactly(1, -30, 400);
  }

  @Test
  void theGradientOfManyNumbersIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Autodiff.gradient(Tensor::square, X))
        .withMessage("gradient: the function's value has shape [3]; must be a single number"
            + " (sum it, or ask for vjp or jacobian)");
  }

  @Test
  void auxiliaryOutputComesBackAsNumbers() {
    record Found(Tensor square, String word) {}
    WithAuxiliary<ValueAndGradient<Tensor>, Found> result = Autodiff.valueGradientAndAuxiliary(
        x -> new WithAuxiliary<>(x.square().sum(), new Found(x.square(), "seen")), X);
    assertThat(result.value().value().item()).isEqualTo(6.5);
    assertThat(result.value().gradient().toDoubles()).containsExactly(1, -3, 4);
    assertThat(result.auxiliary().square().exp().toDoubles()).hasSize(3);
    assertThat(result.auxiliary().word()).isEqualTo("seen");
  }

  /// Its slope is infinite at 0; a cotangent of zero would make that NaN.
  @Test
  void auxiliaryOutputDoesNotReachTheGradient() {
    Tensor at = Tensor.of(0.0, 4.0);
    var result = Autodiff.valueGradientAndAuxiliary(x -> new WithAuxiliary<>(x.sum(), x.sqrt()), at);
    assertThat(result.value().gradient().toDoubles()).containsExactly(1, 1);
  }

  /// Auxiliary tensors of an inner gradient are still watched by the outer one.
  @Test
  void auxiliaryOutputOfAnInnerGradientIsWatchedOutside() {
    double derivative = Autodiff.gradient(x -> Autodiff.valueGradientAndAuxiliary(
        y -> new WithAuxiliary<>(y.square(), y.pow(3).times(x)), x).auxiliary(), Tensor.scalar(2)).item();
    assertThat(derivative).isEqualTo(4 * 8);
  }

  @Test
  void jvpGivesValueAndTangentOfATree() {
    record Point(Tensor x, Tensor y) {}
    Jvp<List<Tensor>> jvp = Autodiff.jvp(p -> List.of(p.x.times(p.y), p.x, Tensor.scalar(9)),
        new Point(Tensor.scalar(2), Tensor.scalar(3)), new Point(Tensor.scalar(10), Tensor.scalar(100)));
    assertThat(jvp.value().stream().map(Tensor::item)).containsExactly(6.0, 2.0, 9.0);
    assertThat(jvp.tangent().stream().map(Tensor::item)).containsExactly(230.0, 10.0, 0.0);
  }

  @Test
  void theHessianOfAQuadraticFormIsItsMatrix() {
    Tensor a = Tensor.normal(Backends.f64(), new Random(4), 3, 3);
    Function<Tensor, Tensor> form = x -> x.dot(a.matmul(x.insertAxis(-1)).dropAxis(-1));
    double[] expected = a.plus(a.transpose()).toDoubles();
    assertThat(Autodiff.hessian(form, X).shape().sizes()).containsExactly(3, 3);
    assertThat(Autodiff.hessian(form, X).toDoubles()).containsExactly(expected, within(1e-14)); // two roundings
    Tensor direction = Tensor.of(1, -2, 3);
    double[] product = a.plus(a.transpose()).matmul(direction.insertAxis(-1)).toDoubles();
    assertThat(Autodiff.hvp(form, X, direction).toDoubles()).containsExactly(product, within(1e-14));
  }

  @Test
  void hvpWorksOnTrees() {
    List<Tensor> at = List.of(Tensor.scalar(2), Tensor.of(1, 3));
    List<Tensor> direction = List.of(Tensor.scalar(1), Tensor.of(0, 1));
    // f(s, v) = s² Σ v²: D²f·(1, (0, 1)) = (2 Σ v² + 4 s v₂, 4 s v + 2 s² (0, 1))
    List<Tensor> product = Autodiff.hvp(w -> w.get(0).square().times(w.get(1).square().sum()), at, direction);
    assertThat(product.get(0).item()).isEqualTo(20 + 24);
    assertThat(product.get(1).toDoubles()).containsExactly(8, 24 + 8);
  }

  @Test
  void singlePrecisionStaysSingle() {
    Tensor x = Tensor.of(0.5f, 2f);
    assertThat(Autodiff.gradient(w -> w.exp().sum(), x).dtype()).isEqualTo(x.dtype());
    assertThat(Autodiff.hessian(w -> w.exp().sum(), x).dtype()).isEqualTo(x.dtype());
    assertThat(Autodiff.jvp(w -> w.relu().mean(), x, x).tangent().dtype()).isEqualTo(x.dtype());
  }
}
