package dev.jacobean.autodiff;

import static dev.jacobean.autodiff.Autodiff.gradient;
import static dev.jacobean.autodiff.Autodiff.jvp;
import static dev.jacobean.autodiff.Autodiff.linearize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs in which one differentiation runs inside another: each must see its own perturbation and no other.
///
/// Sources: Siskind & Pearlmutter 2005, "Perturbation confusion and referential transparency"; Manzyuk, Pearlmutter,
/// Radul, Rush & Siskind 2019, "Perturbation confusion in forward automatic differentiation of higher-order functions".
class PerturbationConfusionTest {
  /// A handful of roundings of numbers below 100.
  private static final Offset<Double> ROUNDING = within(1e-13);

  private static final Tensor X = Tensor.scalar(1.3);
  private static final double x = 1.3;

  /// Every pair of modes, the outer one first.
  static Stream<Arguments> pairs() {
    return Stream.of(Mode.values()).flatMap(outer -> Stream.of(Mode.values()).map(inner -> Arguments.of(outer, inner)));
  }

  static Stream<Arguments> triples() {
    return Stream.of(Mode.values()).flatMap(first -> pairs().map(pair ->
        Arguments.of(first, pair.get()[0], pair.get()[1])));
  }

  private static double at(Mode mode, Function<Tensor, Tensor> f, double point) {
    return mode.derivative(f).apply(Tensor.scalar(point)).item();
  }

  private static Tensor at(Mode mode, Function<Tensor, Tensor> f, Tensor point) {
    return mode.derivative(f).apply(point);
  }

  // ---- the classic programs

  /// d/dx (x · d/dy (x + y)) = 1; with the two perturbations confused, 2.
  @ParameterizedTest
  @MethodSource("pairs")
  void theInnerDerivativeDoesNotSeeTheOuterPerturbation(Mode outer, Mode inner) {
    assertThat(at(outer, x -> x.times(at(inner, x::plus, Tensor.scalar(1))), 1)).isEqualTo(1);
  }

  /// The same, with the inner one taken at the outer variable itself.
  @ParameterizedTest
  @MethodSource("pairs")
  void theInnerDerivativeMayBeTakenAtTheOuterVariable(Mode outer, Mode inner) {
    assertThat(at(outer, x -> x.times(at(inner, x::plus, x)), x)).isEqualTo(1);
    assertThat(at(outer, x -> x.times(at(inner, x::times, x)), x)).isCloseTo(2 * x, ROUNDING);
    assertThat(at(outer, x -> at(inner, y -> y.square().times(x), x), x)).isCloseTo(4 * x, ROUNDING);
  }

  /// An inner function that does not depend on its own variable.
  @ParameterizedTest
  @MethodSource("pairs")
  void anInnerFunctionOfTheOuterVariableAloneHasNoDerivative(Mode outer, Mode inner) {
    assertThat(at(outer, x -> x.times(at(inner, y -> x.square(), x)), x)).isZero();
    assertThat(at(outer, x -> x.plus(at(inner, y -> x.square(), x)), x)).isEqualTo(1);
    assertThat(at(outer, x -> at(inner, y -> y, x), x)).isZero();
  }

  /// d/dz (xyz) = xy; d/dy (y·xy) = 2xy; at y = x², d/dx (x·2x³) = 8x³.
  @ParameterizedTest
  @MethodSource("triples")
  void threeVariablesStayApart(Mode outer, Mode middle, Mode inner) {
    double derivative = at(outer, x ->
        x.times(at(middle, y ->
            y.times(at(inner, z -> x.times(y).times(z), y)), x.square())), x);
    assertThat(derivative).isCloseTo(8 * x * x * x, ROUNDING);
  }

  /// The middle variable is skipped by the inner function: d/dx of d/dy of (y · d/dz (x·z²) at z = y) = d/dx 4xy = 4y.
  @ParameterizedTest
  @MethodSource("triples")
  void aLevelMayBeSkipped(Mode outer, Mode middle, Mode inner) {
    double derivative = at(outer, x ->
        at(middle, y -> y.times(at(inner, z -> x.times(z.square()), y)), Tensor.scalar(0.5)), x);
    assertThat(derivative).isCloseTo(4 * 0.5, ROUNDING);
  }

  // ---- higher-order functions (Manzyuk et al. 2019, section 3)

  /// The derivative at 0 of the shift s(u)(f)(x) = f(x + u), a map from functions to functions: it is d/dx.
  private static Function<Tensor, Tensor> shifted(Mode mode, Function<Tensor, Tensor> f) {
    return x -> mode.derivative(u -> f.apply(x.plus(u))).apply(x.zeros());
  }

  /// Applied twice it is the second derivative; confused, it was 0.
  @ParameterizedTest
  @MethodSource("pairs")
  void theDerivativeOfAShiftMayBeAppliedToItself(Mode outer, Mode inner) {
    assertThat(shifted(outer, shifted(inner, Tensor::sin)).apply(X).item()).isCloseTo(-Math.sin(x), ROUNDING);
    assertThat(shifted(outer, shifted(inner, f -> f.pow(3))).apply(X).item()).isCloseTo(6 * x, ROUNDING);
  }

  /// A function that closes over a watched tensor is no tree: used after the differentiation it is an error,
  /// not a number.
  @Test
  void aFunctionThatCarriesAPerturbationOutIsReported() {
    record Shift(Function<Tensor, Tensor> by) {}
    Jvp<Shift> shift = jvp(u -> new Shift(y -> y.plus(u).sin()), Tensor.scalar(0), Tensor.scalar(1));
    assertThatIllegalStateException().isThrownBy(() -> shift.value().by().apply(X)).withMessageContaining("escaped");
  }

  // ---- linearisations inside other differentiations

  @ParameterizedTest
  @MethodSource("pairs")
  void aLinearisationIsDifferentiatedThroughAfterItsTraceHasClosed(Mode outer, Mode other) {
    double forward = at(outer, x -> {
      Linearization<Tensor, Tensor> map = linearize(y -> y.square().times(x), x);
      Tensor between = at(other, y -> y.times(x).exp(), x); // another trace opens and closes in between: x·exp(x²)
      return map.pushforward(x).plus(between); // 2x·x·x + x·exp(x²)
    }, x);
    double expected = 6 * x * x + (1 + 2 * x * x) * Math.exp(x * x);
    assertThat(forward).isCloseTo(expected, within(1e-12)); // numbers near 30
    double back = at(outer, x -> linearize((Tensor y) -> y.square().times(x), x).pullback(x), x);
    assertThat(back).isCloseTo(6 * x * x, ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void twoLinearisationsAtOnceMayCross(Mode outer, Mode unused) {
    double derivative = at(outer, x -> {
      Linearization<Tensor, Tensor> sine = linearize(y -> y.times(x).sin(), x); // x cos x²
      Linearization<Tensor, Tensor> cube = linearize(y -> y.pow(3).times(x), x); // 3x³
      return sine.pushforward(cube.pullback(sine.value())); // 3x⁴ cos x² sin x² = 1.5 x⁴ sin 2x²
    }, x);
    double expected = 6 * Math.pow(x, 3) * Math.sin(2 * x * x) + 6 * Math.pow(x, 5) * Math.cos(2 * x * x);
    assertThat(derivative).isCloseTo(expected, within(1e-12)); // numbers near 30
  }

  /// The pullback is linear in its cotangent, so its derivative is itself, and the gradient of ⟨pullback(c), u⟩ is the
  /// pushforward.
  @Test
  void aLinearisationMadeOutsideIsAConstantMapInside() {
    Random random = new Random(3);
    Tensor at = Tensor.normal(X.backend(), random, 3);
    Tensor direction = Tensor.normal(X.backend(), random, 3);
    Tensor cotangent = Tensor.normal(X.backend(), random, 3);
    Linearization<Tensor, Tensor> map = linearize(w -> w.sum().times(w).tanh(), at);
    assertThat(gradient(c -> map.pullback(c).dot(direction), cotangent).toDoubles())
        .containsExactly(map.pushforward(direction).toDoubles(), within(1e-14));
    assertThat(gradient(t -> map.pushforward(t).dot(cotangent), direction).toDoubles())
        .containsExactly(map.pullback(cotangent).toDoubles(), within(1e-14));
    assertThat(jvp(map::pullback, cotangent, cotangent).tangent().toDoubles())
        .containsExactly(map.pullback(cotangent).toDoubles());
    assertThat(linearize(map::pushforward, direction).pushforward(cotangent).toDoubles())
        .containsExactly(map.pushforward(cotangent).toDoubles());
  }

  @Test
  void aLinearisationOfALinearisationsProductsGivesEverySecondDerivative() {
    Tensor at = Tensor.of(0.3, -0.7);
    Tensor u = Tensor.of(1, 2);
    Function<Tensor, Tensor> f = w -> w.times(w.exp().sum()).sum();
    double[] expected = Autodiff.hessian(f, at).matmul(u.insertAxis(-1)).reshape(2).toDoubles();
    Tensor one = Tensor.scalar(1);
    assertThat(linearize(w -> linearize(f, w).pullback(one), at).pushforward(u).toDoubles())
        .containsExactly(expected, ROUNDING);
    assertThat(linearize(w -> linearize(f, w).pullback(one), at).pullback(u).toDoubles())
        .containsExactly(expected, ROUNDING);
    assertThat(linearize(w -> linearize(f, w).pushforward(u), at).pullback(one).toDoubles())
        .containsExactly(expected, ROUNDING);
    assertThat(gradient(w -> jvp(f, w, u).tangent(), at).toDoubles()).containsExactly(expected, ROUNDING);
  }

  // ---- captured and mixed variables

  /// A tangent that is itself watched: d/dx (x cos x) = cos x − x sin x.
  @ParameterizedTest
  @MethodSource("pairs")
  void aTangentMayBeWatched(Mode outer, Mode unused) {
    assertThat(at(outer, x -> jvp(Tensor::sin, x, x).tangent(), x)).isCloseTo(Math.cos(x) - x * Math.sin(x), ROUNDING);
    assertThat(at(outer, x -> linearize(Tensor::sin, X).pushforward(x), x)).isCloseTo(Math.cos(x), ROUNDING);
    assertThat(at(outer, x -> jvp(Tensor::sin, X, x).tangent(), x)).isCloseTo(Math.cos(x), ROUNDING);
  }

  /// One step of gradient descent, differentiated in its rate and its data (a hypergradient): w₁ = w − r·2(wa − b)a.
  @ParameterizedTest
  @MethodSource("pairs")
  void aTrainingStepIsDifferentiatedInWhatItCaptures(Mode outer, Mode inner) {
    double w = 0.7;
    double b = -0.4;
    double r = 0.1;
    Tensor weight = Tensor.scalar(w);
    Function<Tensor, Function<Tensor, Tensor>> stepped = rate -> a -> weight.minus(
        rate.times(at(inner, v -> v.times(a).minus(b).square(), weight)));
    assertThat(at(outer, rate -> stepped.apply(rate).apply(X).square(), r))
        .isCloseTo(2 * (w - r * 2 * (w * x - b) * x) * -2 * (w * x - b) * x, ROUNDING);
    assertThat(at(outer, a -> stepped.apply(Tensor.scalar(r)).apply(a), x))
        .isCloseTo(-r * (4 * w * x - 2 * b), ROUNDING);
  }

  /// Gates, choices, extremes and pooling hold their pattern fixed as numbers, whoever watches it.
  @ParameterizedTest
  @MethodSource("pairs")
  void patternsAreNumbersAtEveryLevel(Mode outer, Mode inner) {
    assertThat(at(outer, x -> at(inner, y -> x.times(y).relu().square(), x), x)).isCloseTo(6 * x * x, ROUNDING);
    assertThat(at(outer, x -> at(inner, y -> x.times(y).greater(y).select(x.times(y.square()), y), x), x))
        .isCloseTo(4 * x, ROUNDING);
    assertThat(at(outer, x -> at(inner, y -> Tensor.stack(0, x.times(y.square()), y.negate()).max(0), x), x))
        .isCloseTo(4 * x, ROUNDING);
    assertThat(at(outer, x -> at(inner, y -> Tensor.stack(0, x.times(y.square()), y.negate()).reshape(1, 2, 1, 1)
        .pad(new int[4], new int[] {0, 0, 1, 0}).maxPool2d(2, 1, 0).sum(), x), x)).isCloseTo(4 * x, ROUNDING);
    assertThat(at(outer, x -> at(inner, y -> x.square().max(y).times(y), x), x)).isCloseTo(2 * x, ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void stopGradientStopsEveryLevel(Mode outer, Mode inner) {
    assertThat(at(outer, x -> x.times(x.stopGradient()), x)).isCloseTo(x, ROUNDING);
    // d/dy (stop(x)·y²) = 2·stop(x)·y, at y = x; its derivative leaves stop(x) alone
    assertThat(at(outer, x -> at(inner, y -> x.stopGradient().times(y.square()), x), x)).isCloseTo(2 * x, ROUNDING);
    // stopping the inner variable stops the outer one, at which it was taken, too
    assertThat(at(outer, x -> at(inner, y -> y.stopGradient().times(y).times(x), x), x)).isCloseTo(x, ROUNDING);
    assertThat(at(outer, x -> at(inner, y -> y.square(), x).stopGradient().times(x), x)).isCloseTo(2 * x, ROUNDING);
    assertThat(Tree.stopGradient(List.of(X)).getFirst()).isSameAs(X);
  }

  // ---- tensors that escape

  @ParameterizedTest
  @MethodSource("pairs")
  void aTensorThatEscapedIsReportedByTheOperationThatUsesIt(Mode mode, Mode unused) {
    List<Tensor> kept = new ArrayList<>();
    at(mode, x -> {
      kept.add(x.times(Tensor.of(1, 2)));
      return x;
    }, X);
    assertThatIllegalStateException().isThrownBy(() -> kept.getFirst().exp())
        .withMessageContaining("exp: an argument of shape [2] escaped").withMessageContaining("stopGradient");
    assertThat(kept.getFirst().stopGradient().exp().toDoubles()).containsExactly(Math.exp(x), Math.exp(2 * x));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aTensorThatEscapedIntoAnOuterDifferentiationIsReported(Mode outer, Mode inner) {
    assertThatIllegalStateException().isThrownBy(() -> at(outer, x -> escaped(inner, x).times(x), X))
        .withMessageContaining("times: an argument of shape [] escaped");
    assertThatIllegalStateException().isThrownBy(() -> at(outer, x -> escaped(inner, x), X))
        .as("or else its derivative would silently be 0")
        .withMessageContaining("result").withMessageContaining("escaped");
  }

  private static Tensor escaped(Mode inner, Tensor x) {
    List<Tensor> kept = new ArrayList<>();
    at(inner, y -> {
      kept.add(y.times(x));
      return y;
    }, x);
    return kept.getFirst();
  }

  @Test
  void aLinearisationThatEscapedIsReported() {
    List<Linearization<Tensor, Tensor>> kept = new ArrayList<>();
    gradient(x -> {
      kept.add(linearize(y -> y.times(x).sin(), x));
      return x;
    }, X);
    assertThatIllegalStateException().isThrownBy(() -> kept.getFirst().pushforward(X)).withMessageContaining("escaped");
  }

  /// A function that throws ends its differentiation too.
  @Test
  void aDifferentiationThatFailsLeavesNothingBehind() {
    List<Tensor> kept = new ArrayList<>();
    assertThatIllegalStateException().isThrownBy(() -> gradient(x -> {
      kept.add(x);
      throw new IllegalStateException("stop");
    }, X)).withMessage("stop");
    assertThatIllegalStateException().isThrownBy(() -> kept.getFirst().sin()).withMessageContaining("escaped");
    assertThat(gradient(Tensor::square, X).item()).isEqualTo(2 * x);
  }

  // ---- threads

  /// Nested differentiations on four threads at once give the bits that one thread gives.
  @Test
  void severalThreadsDifferentiateAtOnce() throws InterruptedException, ExecutionException {
    Callable<double[]> task = () -> {
      Tensor at = Tensor.normal(X.backend(), new Random(11), 4);
      Tensor direction = Tensor.normal(X.backend(), new Random(12), 4);
      Function<Tensor, Tensor> f = w -> gradient(v -> v.times(w).sum().sin().times(v.exp().sum()), w).dot(w);
      return Tree.leaves(List.of(Autodiff.hessian(f, at), Autodiff.hvp(f, at, direction),
          jvp(w -> gradient(f, w), at, direction))).stream()
          .flatMapToDouble(x -> Arrays.stream(x.toDoubles())).toArray();
    };
    double[] alone = onOneThread(task);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<double[]>> results = threads.invokeAll(IntStream.range(0, 40).mapToObj(i -> task).toList());
      for (Future<double[]> result : results) {
        assertThat(result.get()).containsExactly(alone);
      }
    }
  }

  private static double[] onOneThread(Callable<double[]> task) {
    try {
      return task.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /// One finished linearisation may be used by several threads.
  @Test
  void severalThreadsUseOneLinearisation() throws InterruptedException, ExecutionException {
    Tensor at = Tensor.normal(X.backend(), new Random(13), 20);
    double[] expected = linearize(Tensor::tanh, at).pushforward(at).toDoubles();
    Linearization<Tensor, Tensor> map = linearize(Tensor::tanh, at);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<double[]> result : threads.invokeAll(IntStream.range(0, 40)
          .<Callable<double[]>>mapToObj(i -> () -> map.pushforward(at).toDoubles()).toList())) {
        assertThat(result.get()).containsExactly(expected);
      }
    }
  }

  /// Threads that note maps on one tape, or add to one tangent, would lose some without a word.
  @ParameterizedTest
  @EnumSource
  void whatOneThreadWatchesAnotherMayNotComputeWith(Mode mode) {
    assertThatIllegalStateException().isThrownBy(() -> at(mode, x -> onAnotherThread(x::square), 2))
        .withMessageStartingWith("square: an argument is watched by a differentiation on thread "
            + Thread.currentThread().getName() + ", but used on elsewhere; ");
    assertThat(at(mode, x -> x.times(onAnotherThread(() -> x.stopGradient().square())), 2)).isEqualTo(4);
  }

  private static Tensor onAnotherThread(Supplier<Tensor> program) {
    try (ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("elsewhere").factory())) {
      return thread.submit(program::get).get();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } catch (ExecutionException e) {
      throw (RuntimeException) e.getCause();
    }
  }
}
