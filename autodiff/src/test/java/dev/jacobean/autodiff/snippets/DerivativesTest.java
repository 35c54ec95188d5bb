package dev.jacobean.autodiff.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Jacobians;
import dev.jacobean.autodiff.Jvp;
import dev.jacobean.autodiff.LinearMap;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Primitive;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The programs in the comments of `dev.jacobean.autodiff`: between `@start` and `@end` stands what readers see.
class DerivativesTest {
  private static final double ROUNDING = 1e-14; // a few operations on numbers of size 1, in double precision

  @Test
  void aLinearisationGoesBothWays() {
    // @start region="linearize"
    Function<Tensor, Tensor> f = x -> x.times(x.sin());
    Tensor x = Tensor.of(0.5, 1.0, 2.0);
    Linearization<Tensor, Tensor> map = Autodiff.linearize(f, x); // one evaluation; map.value() is f(x)

    Tensor t = Tensor.of(1.0, 0.0, -1.0);
    Tensor c = Tensor.of(0.3, 2.0, 1.0);
    Tensor moved = map.pushforward(t);                            // Df(x)·t: how f(x) moves along t
    Tensor weighed = map.pullback(c);                             // Df(x)*·c: how ⟨c, f(x)⟩ depends on x
    double gap = weighed.dot(t).minus(c.dot(moved)).item();       // 0 but for rounding: the law of adjoints
    // @end
    assertThat(gap).isCloseTo(0, within(ROUNDING));
    double[] slope = Arrays.stream(x.toDoubles()).map(s -> Math.sin(s) + s * Math.cos(s)).toArray();
    assertThat(moved.toDoubles()).containsExactly(new double[] {slope[0], 0, -slope[2]}, within(ROUNDING));
    assertThat(weighed.toDoubles()).containsExactly(
        new double[] {0.3 * slope[0], 2 * slope[1], slope[2]}, within(ROUNDING));
  }

  @Test
  void questionsNest() {
    // @start region="questions"
    Function<Tensor, Tensor> f = x -> x.exp().square().sum();           // Σ e^(2x)
    Tensor x = Tensor.of(0.0, 0.5);
    Tensor t = Tensor.of(1.0, -1.0);

    Tensor gradient = Autodiff.gradient(f, x);                          // 2e^(2x), by reverse mode
    Jvp<Tensor> along = Autodiff.jvp(f, x, t);                          // value and slope along t, by forward mode
    Tensor curved = Autodiff.hvp(f, x, t);                              // 4e^(2x)·t, forward over reverse
    Tensor third = Autodiff.gradient(z -> Autodiff.hvp(f, z, t).sum(), x); // 8e^(2x)·t, reverse over both
    // @end
    double e = Math.E;
    assertThat(gradient.toDoubles()).containsExactly(new double[] {2, 2 * e}, within(ROUNDING));
    assertThat(along.value().item()).isCloseTo(1 + e, within(ROUNDING));
    assertThat(along.tangent().item()).isCloseTo(2 - 2 * e, within(ROUNDING));
    assertThat(curved.toDoubles()).containsExactly(new double[] {4, -4 * e}, within(ROUNDING));
    assertThat(third.toDoubles()).containsExactly(new double[] {8, -8 * e}, within(4 * ROUNDING));
  }

  // @start region="record"
  record Line(Tensor slope, Tensor offset) {
    Tensor apply(Tensor x) {
      return x.times(slope).plus(offset);
    }
  }
  // @end

  @Test
  void theGradientOfARecordIsARecord() {
    // @start region="tree"
    Tensor x = Tensor.of(0, 1, 2, 3);
    Tensor y = Tensor.of(1, 3, 5, 7);
    Line line = new Line(Tensor.scalar(0), Tensor.scalar(0));
    for (int step = 0; step < 200; step++) {
      Line gradient = Autodiff.gradient(w -> w.apply(x).minus(y).square().mean(), line); // a Line again
      line = Tree.plusTimes(line, -0.1, gradient);
    }
    List<String> names = Tree.names(line);                                               // [slope, offset]
    // @end
    assertThat(names).containsExactly("slope", "offset");
    // After 200 steps the slower of the two errors has been multiplied by 0.94 (or less) as often: 1e-5 and less.
    assertThat(line.slope().item()).isCloseTo(2, within(1e-4));
    assertThat(line.offset().item()).isCloseTo(1, within(1e-4));
  }

  // @start region="primitive"
  /// log cosh x, without overflow; its derivative is tanh x.
  static final Primitive LOG_COSH = Primitive.of("logCosh",
      x -> x.abs().plus(x.abs().times(-2).exp().log1p()).minus(Math.log(2)),
      (x, y) -> {
        Tensor slope = x.tanh();
        return LinearMap.of(t -> t.times(slope), c -> c.times(slope));
      });
  // @end

  @Test
  void aPrimitiveOfOnesOwnHasAllDerivatives() {
    Tensor x = Tensor.of(-800.0, -0.5, 0.3, 800.0);
    // @start region="primitiveUse"
    Tensor slope = Autodiff.gradient(z -> LOG_COSH.apply(z).sum(), x);                            // tanh x
    Tensor curvature = Autodiff.gradient(z -> Autodiff.gradient(w -> LOG_COSH.apply(w).sum(), z).sum(), x);
    Autodiff.checkGradients(LOG_COSH::apply, Tensor.of(-0.5, 0.3), 3);                            // to the third order
    // @end
    assertThat(LOG_COSH.apply(x).toDoubles()[3]).isCloseTo(800 - Math.log(2), within(1e-12));
    assertThat(slope.toDoubles()).containsExactly(x.tanh().toDoubles());
    assertThat(curvature.toDoubles()).containsExactly(
        x.tanh().square().negate().plus(1).toDoubles(), within(ROUNDING));
  }

  @Test
  void aJacobianNeedNotBeKept() {
    // @start region="rows"
    Function<Tensor, Tensor> f = x -> x.square().times(Tensor.of(1, 2, 3));
    Stream<Tensor> blocks = Jacobians.rows(f, Tensor.of(1, 1, 1), 2);      // two rows a block
    double squared = blocks.mapToDouble(block -> block.square().sum().item()).sum(); // ‖Df(x)‖², Frobenius
    // @end
    assertThat(squared).isEqualTo(4 + 16 + 36);
  }

  @Test
  void aLoopReusesItsMemory() {
    int steps = 60;
    double rate = 0.1;
    Tensor far = Tensor.full(Tensor.scalar(0).backend(), 3, 5000);
    Function<Tensor, Tensor> loss = w -> w.square().sum().times(0.5);
    // @start region="workspace"
    Workspace memory = new Workspace();
    Tensor w = far;
    for (int i = 0; i < steps; i++) {
      w = memory.next(w, at -> Tree.plusTimes(at, -rate, Autodiff.gradient(loss, at)));
    }
    // @end
    assertThat(w.max().item()).isCloseTo(3 * Math.pow(0.9, steps), within(1e-12));
    long fresh = memory.freshBytes();
    memory.next(w, at -> Tree.plusTimes(at, -rate, Autodiff.gradient(loss, at)));
    assertThat(memory.freshBytes()).isEqualTo(fresh);
  }

  @Test
  void aTapeExplainsItself() {
    Tensor x = Tensor.of(1, 2);
    // @start region="explain"
    String table = Autodiff.explain((Tensor z) -> z.exp().times(z).sum(), x).toString();
    // @end
    assertThat(table).contains("exp", "times", "sum", "DerivativesTest.java");
  }
}
