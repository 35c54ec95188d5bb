package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backends;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The programs about lazy training in the comments of this package.
class LazySnippetsTest {
  private final Random random = new Random(3);
  private final Tensor x = Tensor.normal(Backends.f64(), random, 10, 2);
  private final Tensor y = x.at(1, 0).times(x.at(1, 1)).reshape(10, 1);

  // @start region="model"
  record Net(Tensor hidden, Tensor output) {
    Tensor apply(Tensor x) {
      return x.matmul(hidden).tanh().matmul(output);
    }
  }
  // @end

  private final Net start = new Net(Tensor.normal(Backends.f64(), random, 2, 30),
      Tensor.normal(Backends.f64(), random, 30, 1).times(Math.sqrt(1 / 30.0)));

  @Test
  void trainingAtALargeScaleIsTrainingTheTangentModel() {
    // @start region="tangent"
    Scaled<Net> model = Scaled.centred(Net::apply, 100, start);  // 100·(h(w) − h(w₀))
    TangentModel<Net> tangent = model.tangent(start);            // Dh(w₀)u
    Linearization<Net, Tensor> map = tangent.on(x);              // one evaluation for all steps
    Net w = start;
    Net u = tangent.zero();
    for (int step = 0; step < 100; step++) {
      Net gradient = model.valueAndGradient(h -> Loss.halfSquared(h, y), w, x).gradient();
      w = Tree.plusTimes(w, -0.1, gradient);
      Net linear = tangent.valueAndGradient(h -> Loss.halfSquared(h, y), u, map).gradient();
      u = Tree.plusTimes(u, -0.1, linear);
    }
    Tensor gap = model.apply(w, x).minus(tangent.apply(u, map)); // of order 1/100
    // @end
    double learned = Math.sqrt(tangent.apply(u, map).square().sum().item());
    assertThat(Math.sqrt(gap.square().sum().item()) / learned).isLessThan(1e-2);
    assertThat(Laziness.motion(start, w)).isLessThan(1e-2);
  }

  @Test
  void theReportSaysWhetherTrainingWillBeLazy() {
    // @start region="report"
    LazinessReport lazy = Laziness.report(Scaled.centred(Net::apply, 100, start), start, x, y);
    LazinessReport rich = Laziness.report(Scaled.centred(Net::apply, 0.01, start), start, x, y);
    String verdict = lazy.words(); // "It trains lazily at alpha = 100: …"
    // @end
    assertThat(lazy.verdict()).isEqualTo(LazinessReport.Verdict.LAZY);
    assertThat(verdict).startsWith("It trains lazily at alpha = 100:");
    assertThat(rich.verdict()).isEqualTo(LazinessReport.Verdict.RICH);
  }

  @Test
  void theKernelTellsHowTheTangentModelTrains() {
    // @start region="kernel"
    Tensor kernel = TangentKernel.of(Net::apply, start).matrix(x);                         // [10, 10]
    KernelDynamics dynamics = KernelDynamics.of(kernel, y.zeros(), y, 1.0 / 10);           // for Loss.halfSquared
    double atOnce = dynamics.loss(dynamics.descent(0.1, 100));                             // after 100 steps
    double atLast = dynamics.loss(dynamics.flow(Double.POSITIVE_INFINITY));                // all that can be learned
    // @end
    TangentModel<Net> tangent = TangentModel.centred(Net::apply, start);
    Linearization<Net, Tensor> map = tangent.on(x);
    Net u = tangent.zero();
    for (int step = 0; step < 100; step++) {
      u = Tree.plusTimes(u, -0.1, tangent.valueAndGradient(h -> Loss.halfSquared(h, y), u, map).gradient());
    }
    // Rounding over 100 steps of sums of ten terms, in double precision.
    assertThat(atOnce).isCloseTo(Loss.halfSquared(tangent.apply(u, map), y).item(), within(1e-11));
    assertThat(atLast).isLessThan(atOnce);
  }

  @Test
  void curvatureIsKnownByItsProducts() {
    // @start region="curvature"
    Curvature<Net> hessian = Curvature.hessian(w -> Loss.halfSquared(w.apply(x), y), start);
    Net bent = hessian.pushforward(start);                                         // ∇²F(w₀)·w₀, never formed
    List<Eigenpair<Net>> top = hessian.largest(2, new Random(1));                  // by Lanczos
    double largestStep = 2 / top.getFirst().value();                               // of gradient descent
    // @end
    Net direction = top.getFirst().vector();
    double rayleigh = Tree.dot(direction, hessian.pushforward(direction)).item();
    assertThat(2 / largestStep).isCloseTo(rayleigh, within(1e-8 * rayleigh));
    assertThat(Tree.size(bent)).isEqualTo(Tree.size(start));
  }

  @Test
  void aTaylorModelIsCloserWithEachOrder() {
    // @start region="taylor"
    Net shift = Tree.times(0.1, start);
    Tensor exact = Tree.plus(start, shift).apply(x);
    Tensor first = new TaylorModel<>(Net::apply, start, 1).apply(shift, x);        // the tangent model
    Tensor second = new TaylorModel<>(Net::apply, start, 2).apply(shift, x);
    // @end
    double gap1 = first.minus(exact).abs().max().item();
    assertThat(second.minus(exact).abs().max().item()).isLessThan(gap1 / 2);
    assertThat(first.toDoubles()).containsExactly(
        new TangentModel<>(Net::apply, start).apply(shift, x).toDoubles(), within(1e-14));
  }
}
