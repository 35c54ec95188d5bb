package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Curvature, Taylor models and single gradients against whole matrices.
class CurvatureTest {
  private static final Backend F64 = Backends.f64();
  private static final Random RANDOM = new Random(1);
  private static final Sequential NET = Mlp.of(new Builder(F64, RANDOM, Initializer.xavierNormal(1.5)),
      Activation.TANH, 3, 5, 4);
  private static final Tensor X = Tensor.normal(F64, RANDOM, 6, 3);
  private static final int[] LABELS = {0, 1, 2, 3, 1, 2};

  private static Tensor loss(Sequential w) {
    return Loss.crossEntropy(w.apply(X), LABELS);
  }

  private static Sequential direction(long seed) {
    Random random = new Random(seed);
    return Tree.map(w -> Tensor.normal(F64, random, w.shape().sizes()), NET);
  }

  @Test
  void productsAreTheMatricesTimesTheDirection() {
    Sequential u = direction(2);
    Tensor column = Dense.flat(u).insertAxis(1);
    Tensor hessian = Dense.hessian(CurvatureTest::loss, NET);
    close(Curvature.hessian(CurvatureTest::loss, NET).pushforward(u), hessian.matmul(column));
    Tensor jacobian = Dense.jacobian(Sequential::apply, NET, X);
    Tensor outer = Autodiff.hessian(y -> Loss.crossEntropy(y.reshape(6, 4), LABELS), NET.apply(X).reshape(-1));
    Tensor gaussNewton = jacobian.transpose().matmul(outer).matmul(jacobian);
    Curvature<Sequential> curvature = gaussNewton();
    close(curvature.pushforward(u), gaussNewton.matmul(column));
    close(curvature.pullback(u), gaussNewton.matmul(column));
  }

  private static Curvature<Sequential> gaussNewton() {
    return Curvature.gaussNewton(w -> w.apply(X), y -> Loss.crossEntropy(y, LABELS), NET);
  }

  private static void close(Sequential found, Tensor expected) {
    assertThat(Dense.difference(Dense.flat(found), expected.dropAxis(1))).isLessThan(1e-12);
  }

  @Test
  void eigenvaluesAreTheMatrixs() {
    double[] values = Dense.eigenvalues(Dense.hessian(CurvatureTest::loss, NET));
    Curvature<Sequential> hessian = Curvature.hessian(CurvatureTest::loss, NET);
    List<Eigenpair<Sequential>> largest = hessian.largest(3, new Random(3));
    for (int i = 0; i < 3; i++) {
      assertThat(Math.abs(largest.get(i).value() - values[i])).isLessThan(1e-9 * values[0]);
      Sequential image = hessian.pushforward(largest.get(i).vector());
      Sequential residual = Tree.minus(image, Tree.times(values[i], largest.get(i).vector()));
      assertThat(Laziness.length(residual)).isLessThan(1e-8 * values[0]);
    }
    double last = values[values.length - 1];
    assertThat(-last).isGreaterThan(values[0]); // here the extreme one is negative
    assertThat(Math.abs(hessian.extreme(1, new Random(4)).getFirst().value() - last)).isLessThan(1e-9 * values[0]);
  }

  @Test
  void theStochasticTraceIsUnbiasedWithinItsStatedError() {
    Curvature<Sequential> hessian = Curvature.hessian(CurvatureTest::loss, NET);
    Tensor matrix = Dense.hessian(CurvatureTest::loss, NET);
    double[] entries = matrix.toDoubles();
    int p = matrix.shape().size(0);
    double trace = 0;
    double beside = 0;
    for (int i = 0; i < entries.length; i++) {
      trace += i % (p + 1) == 0 ? entries[i] : 0;
      beside += i % (p + 1) == 0 ? 0 : entries[i] * entries[i];
    }
    int samples = 4000;
    Curvature.Estimate estimate = hessian.trace(samples, new Random(5));
    assertThat(Math.abs(estimate.value() - trace)).isLessThan(4 * estimate.standardError()); // by chance in 1 of 16,000
    // Hutchinson's variance is twice the squares beside the diagonal; 4,000 samples know theirs within some per cent.
    double expected = Math.sqrt(2 * beside / samples);
    assertThat(estimate.standardError() / expected).isBetween(0.9, 1.1);
    assertThat(hessian.trace(1, new Random(6)).standardError()).isNaN();
    assertThatThrownBy(() -> hessian.trace(0, new Random(6))).hasMessage("trace: 0 samples; must be at least one");
  }

  @Test
  void taylorModelsLeaveTheNextOrder() {
    Sequential u = direction(7);
    for (int order = 0; order <= 3; order++) {
      TaylorModel<Sequential> taylor = new TaylorModel<>(Sequential::apply, NET, order);
      double far = gap(taylor, Tree.times(0.02, u));
      double near = gap(taylor, Tree.times(0.01, u));
      // Half the step leaves 2^−(order + 1) of the rest, up to the order after: a hundredth or so.
      assertThat(Math.log(far / near) / Math.log(2)).as("order " + order).isBetween(order + 0.85, order + 1.15);
    }
  }

  private static double gap(TaylorModel<Sequential> taylor, Sequential u) {
    return Laziness.length(taylor.apply(u, X).minus(Tree.plus(NET, u).apply(X)));
  }

  @Test
  void theTaylorModelOfAPolynomialIsThePolynomial() {
    Function<Tensor, Tensor> cube = w -> w.square().times(w).plus(w.times(2));
    Tensor at = Tensor.of(0.5, -1.5, 2);
    Tensor u = Tensor.of(0.3, 0.7, -0.4);
    TaylorModel<Tensor> taylor = new TaylorModel<>((w, x) -> cube.apply(w), at, 3);
    assertThat(Dense.difference(taylor.apply(u, at), cube.apply(at.plus(u)))).isLessThan(1e-15);
    List<Tensor> terms = taylor.terms(u, at);
    assertThat(Dense.difference(terms.get(1), at.square().times(3).plus(2).times(u))).isLessThan(1e-15);
    assertThat(Dense.difference(terms.get(2), at.times(3).times(u.square()))).isLessThan(1e-15);
    assertThat(Dense.difference(terms.get(3), u.square().times(u))).isLessThan(1e-15);
    // It is differentiated like any model.
    Tensor slope = Autodiff.gradient(v -> taylor.apply(v, at).sum(), u);
    assertThat(Dense.difference(slope, at.plus(u).square().times(3).plus(2))).isLessThan(1e-15);
    assertThatThrownBy(() -> new TaylorModel<>((Tensor w, Tensor x) -> w, at, -1))
        .hasMessage("taylor model: order is -1; must be at least 0");
  }

  @Test
  void theFirstTaylorModelIsTheTangentModel() {
    Sequential u = direction(8);
    Tensor tangent = new TangentModel<>(Sequential::apply, NET).apply(u, X);
    assertThat(Dense.difference(new TaylorModel<>(Sequential::apply, NET, 1).apply(u, X), tangent)).isLessThan(1e-15);
  }

  @Test
  void gradientsOfExamplesAverageToTheBatchs() {
    ExampleGradients<Sequential> each = new ExampleGradients<>((w, i) ->
        Loss.crossEntropy(w.apply(X.slice(0, i, i + 1)), LABELS[i]), NET, 6);
    ExampleGradients.Moments<Sequential> moments = each.moments();
    Tensor mean = Dense.flat(Autodiff.gradient(CurvatureTest::loss, NET));
    assertThat(Dense.difference(Dense.flat(moments.mean()), mean)).isLessThan(1e-14);
    Tensor rows = Tensor.stack(0, each.all().map(Dense::flat).toArray(Tensor[]::new));
    assertThat(Dense.difference(Dense.flat(moments.variance()), rows.variance(0))).isLessThan(1e-13);
    assertThat(Dense.difference(Tensor.of(each.norms()), rows.square().sum(1).sqrt())).isLessThan(1e-14);
    assertThatThrownBy(() -> new ExampleGradients<>((Sequential w, Integer i) -> loss(w), NET, 0))
        .hasMessage("example gradients: 0 examples; must be at least one");
  }
}
