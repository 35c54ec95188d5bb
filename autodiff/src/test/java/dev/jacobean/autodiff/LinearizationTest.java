package dev.jacobean.autodiff;

import static dev.jacobean.autodiff.Autodiff.linearize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.array.Backends;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// One evaluation, then any number of products both ways.
class LinearizationTest {
  private record Parameters(Tensor matrix, Tensor shift, String name) {}

  private record Result(Tensor output, Tensor constant, List<Tensor> inputs) {}

  private static final Random RANDOM = new Random(17);
  private static final Tensor INPUT = Tensor.normal(Backends.f64(), RANDOM, 4, 2);
  private static final Parameters AT = parameters();

  private static Parameters parameters() {
    return new Parameters(
        Tensor.normal(Backends.f64(), RANDOM, 2, 3), Tensor.normal(Backends.f64(), RANDOM, 3), "dense");
  }

  private static Result model(Parameters w) {
    return new Result(INPUT.matmul(w.matrix).plus(w.shift).tanh(), Tensor.of(1, 2), List.of(w.shift, w.shift));
  }

  @Test
  void theFunctionIsEvaluatedOnceForAThousandProducts() {
    AtomicInteger evaluations = new AtomicInteger();
    AtomicInteger operations = new AtomicInteger();
    Primitive counted = Primitive.of("counted", x -> {
      operations.incrementAndGet();
      return x.tanh();
    }, (x, y) -> LinearMap.of(t -> t.times(y.square().negate().plus(1)), c -> c.times(y.square().negate().plus(1))));
    Linearization<Tensor, Tensor> map = linearize(x -> {
      evaluations.incrementAndGet();
      return counted.apply(x.square()).sin();
    }, Tensor.of(0.3, -0.7));
    double[] pushed = map.pushforward(Tensor.of(1.0, 2.0)).toDoubles();
    double[] pulled = map.pullback(Tensor.of(3.0, 4.0)).toDoubles();
    for (int i = 0; i < 1000; i++) {
      assertThat(map.pushforward(Tensor.of(1.0, 2.0)).toDoubles()).containsExactly(pushed);
      assertThat(map.pullback(Tensor.of(3.0, 4.0)).toDoubles()).containsExactly(pulled);
    }
    assertThat(evaluations).hasValue(1);
    assertThat(operations).hasValue(1);
  }

  @Test
  void valuesAndProductsKeepTheStructureOfTheTrees() {
    Linearization<Parameters, Result> map = linearize(LinearizationTest::model, AT);
    assertThat(map.value().output().toDoubles()).containsExactly(model(AT).output().toDoubles());
    assertThat(map.value().inputs().getFirst()).isSameAs(AT.shift());
    Parameters tangent = parameters();
    Result pushed = map.pushforward(tangent);
    assertThat(pushed.constant().toDoubles()).containsExactly(0, 0);
    assertThat(pushed.inputs().getLast().toDoubles()).containsExactly(tangent.shift().toDoubles());
    Result cotangent = Tree.map(y -> Tensor.normal(y.backend(), new Random(2), y.shape().sizes()), map.value());
    Parameters pulled = map.pullback(cotangent);
    assertThat(pulled.name()).isEqualTo("dense");
    // sums of 20 numbers near 1
    assertThat(Tree.dot(pulled, tangent).item()).isCloseTo(Tree.dot(cotangent, pushed).item(), within(1e-13));
  }

  @Test
  void whatIsNotUsedHasAZeroGradient() {
    Linearization<Parameters, Tensor> map = linearize(w -> w.shift.sum(), AT);
    assertThat(map.pullback(Tensor.scalar(1)).matrix().toDoubles()).containsOnly(0).hasSize(6);
    assertThat(linearize(w -> Tensor.scalar(4), AT).pullback(Tensor.scalar(1)).shift().toDoubles())
        .containsExactly(0, 0, 0);
    assertThat(linearize(w -> Tensor.scalar(4), AT).pushforward(AT).item()).isZero();
  }

  @Test
  void transposingSwapsTheProducts() {
    Linearization<Parameters, Result> map = linearize(LinearizationTest::model, AT);
    Result cotangent = map.value();
    assertThat(map.transpose().pushforward(cotangent).matrix().toDoubles())
        .containsExactly(map.pullback(cotangent).matrix().toDoubles());
    assertThat(map.transpose().pullback(AT).output().toDoubles())
        .containsExactly(map.pushforward(AT).output().toDoubles());
    assertThat(map.transpose().transpose().pullback(cotangent).matrix().toDoubles())
        .containsExactly(map.pullback(cotangent).matrix().toDoubles());
  }

  /// The chain rule: the map of a composition is the composition of the maps.
  @Test
  void mapsComposeLikeTheirFunctions() {
    Tensor x = Tensor.of(0.4, -1.1);
    Linearization<Tensor, Tensor> first = linearize(w -> w.times(w.sum()), x);
    LinearMap<Tensor, Tensor> both = first.then(linearize(Tensor::exp, first.value()));
    Linearization<Tensor, Tensor> whole = linearize(w -> w.times(w.sum()).exp(), x);
    Tensor t = Tensor.of(1.0, 2.0);
    assertThat(both.pushforward(t).toDoubles()).containsExactly(whole.pushforward(t).toDoubles());
    assertThat(both.pullback(t).toDoubles()).containsExactly(whole.pullback(t).toDoubles());
    assertThat(both.transpose().pushforward(t).toDoubles()).containsExactly(whole.pullback(t).toDoubles());
  }

  @Test
  void productsAreLinear() {
    Linearization<Parameters, Result> map = linearize(LinearizationTest::model, AT);
    Parameters u = parameters();
    Parameters v = parameters();
    Result sum = Tree.plus(map.pushforward(u), Tree.times(2, map.pushforward(v)));
    // a few roundings of numbers below 10
    assertThat(map.pushforward(Tree.plus(u, Tree.times(2, v))).output().toDoubles())
        .containsExactly(sum.output().toDoubles(), within(1e-14));
  }

  @Test
  void tensorsOfAnotherShapeAreRefusedByName() {
    Linearization<Parameters, Result> map = linearize(LinearizationTest::model, AT);
    String on = Backends.f64().name();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> map.pushforward(new Parameters(AT.matrix(), Tensor.of(1, 2), "")))
        .withMessage("tangent shift: is F64 [2] on %1$s, primal is F64 [3] on %1$s; must be equal".formatted(on));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> map.pullback(new Result(INPUT, Tensor.of(1, 2), List.of(AT.shift(), AT.shift()))))
        .withMessage(("cotangent output: is F64 [4, 2] on %1$s,"
            + " primal is F64 [4, 3] on %1$s; must be equal").formatted(on));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> map.pullback(new Result(map.value().output(), Tensor.of(1, 2), List.of())))
        .withMessageStartingWith("cotangent: has tensors").withMessageEndingWith("must be the same tree");
    assertThatIllegalArgumentException().isThrownBy(() -> Autodiff.jvp(Tensor::sin, Tensor.scalar(1), Tensor.of(1, 2)))
        .withMessage("tangent: is F64 [2] on %1$s, primal is F64 [] on %1$s; must be equal".formatted(on));
  }

  @Test
  @SuppressWarnings("NullAway") // what a user may do
  void aFunctionThatGivesNullIsRefused() {
    Function<Tensor, Tensor> none = x -> null;
    for (Function<Tensor, Object> question : List.<Function<Tensor, Object>>of(x -> linearize(none, x),
        x -> Autodiff.jvp(none, x, x), x -> Autodiff.checkpoint(none).apply(x))) {
      assertThatNullPointerException().isThrownBy(() -> question.apply(AT.shift()))
          .withMessage("the function's value is null; must be a tensor or a tree of tensors");
    }
  }

  /// A single-use pullback gives the same bits, and frees the tape.
  @Test
  void aSingleUsePullbackIsTheLastOne() {
    Linearization<Parameters, Tensor> map = linearize(w -> model(w).output().sum(), AT);
    double[] expected = map.pullback(Tensor.scalar(1)).matrix().toDoubles();
    assertThat(map.pullback(Tensor.scalar(1), true).matrix().toDoubles()).containsExactly(expected);
  }

  /// The caller may use its array of indices again.
  @Test
  void aTapeRemembersIndicesAsTheyWere() {
    remembersIndices((x, indices) -> x.gather(1, indices), 2, 0);
    remembersIndices((x, indices) -> x.scatter(0, 3, indices), 2, 1);
    remembersIndices((x, order) -> x.permute(order), 1, 0);
    remembersIndices((x, before) -> x.pad(before, new int[2]), 1, 2);
    remembersIndices((x, after) -> x.pad(new int[2], after), 1, 2);
  }

  private static void remembersIndices(BiFunction<Tensor, int[], Tensor> f, int... indices) {
    Tensor x = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    Linearization<Tensor, Tensor> expected = linearize(w -> f.apply(w, indices.clone()), x);
    Linearization<Tensor, Tensor> map = linearize(w -> f.apply(w, indices), x);
    Arrays.fill(indices, 0);
    assertThat(map.pushforward(x).toDoubles()).containsExactly(expected.pushforward(x).toDoubles());
    Tensor cotangent = map.value();
    assertThat(map.pullback(cotangent).toDoubles()).containsExactly(expected.pullback(cotangent).toDoubles());
  }
}
