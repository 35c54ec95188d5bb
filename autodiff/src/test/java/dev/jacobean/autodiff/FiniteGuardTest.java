package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

/// The first operation that makes NaN or infinity out of numbers is named.
class FiniteGuardTest {
  private static final Tensor X = Tensor.of(new double[][] {{1, 2, -3}, {4, 0, 6}});

  @Test
  void theOperationItsShapesAndTheLineAreNamed() {
    int line = new Throwable().getStackTrace()[0].getLineNumber() + 2;
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> Autodiff.requireFinite(() -> X.times(2).log().sum()))
        .withMessageContaining("log: result F64[2, 3] holds NaN (first at element 2)")
        .withMessageContaining("arguments are [F64[2, 3]]")
        .withMessageContaining("at FiniteGuardTest.lambda$")
        .withMessageEndingWith("(FiniteGuardTest.java:" + line + ")");
  }

  @Test
  void aConstantThatBecomesInfiniteIsFound() {
    Tensor x = Tensor.of(1f, 2f);
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Autodiff.requireFinite(() -> x.times(1e39)))
        .withMessageContaining("constant: 1.0E39 is infinite in F32, at FiniteGuardTest.lambda$");
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Autodiff.requireFinite(() -> x.minus(-1e39)));
    assertThat(Autodiff.requireFinite(() -> x.atMost(Double.POSITIVE_INFINITY)).toDoubles()).containsExactly(1, 2);
  }

  @Test
  void derivativesAreGuardedToo() {
    Tensor zero = Tensor.of(0, 1);
    assertThat(Autodiff.requireFinite(() -> zero.sqrt().sum().item())).isEqualTo(1);
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> Autodiff.requireFinite(() -> Autodiff.gradient(x -> x.sqrt().sum(), zero)))
        .withMessageContaining("reciprocal: result F64[2] holds Infinity")
        .withMessageContaining("FiniteGuardTest.java");
  }

  @Test
  void whatComesInUnfiniteMayStaySo() {
    Tensor infinite = Tensor.of(Double.POSITIVE_INFINITY, 1);
    assertThat(Autodiff.requireFinite(() -> infinite.plus(1).toDoubles())).containsExactly(Double.POSITIVE_INFINITY, 2);
  }

  @Test
  void nothingIsGuardedOutside() {
    assertThat(Autodiff.<Double>requireFinite(() -> 1.0)).isEqualTo(1);
    assertThat(X.log().toDoubles()).contains(Double.NaN);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> Autodiff.requireFinite(() -> {
      throw new IllegalStateException("mine");
    })).withMessage("mine");
    assertThat(FiniteGuard.anywhere()).isFalse();
  }

  @Test
  void anotherThreadIsNotGuarded() throws InterruptedException {
    double[] seen = {0};
    Thread other = Thread.ofPlatform().unstarted(() -> seen[0] = Tensor.scalar(-1).log().item());
    Autodiff.requireFinite(() -> {
      other.start();
      try {
        other.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return 0;
    });
    assertThat(seen[0]).isNaN();
  }
}
