package dev.jacobean.autodiff;

import static dev.jacobean.autodiff.Autodiff.checkpoint;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Recomputing instead of keeping changes neither value nor derivatives.
class CheckpointTest {
  private record Block(Tensor weight, Tensor shift, double rate) {}

  private record Output(Tensor wide, Map<String, Tensor> more, String note) {}

  private static final Random RANDOM = new Random(23);
  private static final Block AT = block();

  private static Block block() {
    return new Block(Tensor.normal(Backends.f64(), RANDOM, 2, 3), Tensor.normal(Backends.f64(), RANDOM, 3), 0.5);
  }

  private static Output run(Block w) {
    Tensor wide = w.weight.plus(w.shift).tanh().times(w.rate);
    return new Output(wide, Map.of("norm", wide.square().sum(), "shift", w.shift.exp()), "kept");
  }

  private static Tensor loss(Output y) {
    return y.wide.sum().times(requireNonNull(y.more.get("norm"))).plus(requireNonNull(y.more.get("shift")).sum());
  }

  @Test
  void severalTensorsInAndOutGiveTheSameBits() {
    Output plain = run(AT);
    Output value = checkpoint(CheckpointTest::run).apply(AT);
    assertThat(numbers(value)).usingRecursiveComparison().isEqualTo(numbers(plain));
    assertThat(value.note()).isEqualTo("kept");
    Function<Block, Output> again = checkpoint(CheckpointTest::run);
    assertThat(numbers(Autodiff.gradient(w -> loss(again.apply(w)), AT)))
        .usingRecursiveComparison().isEqualTo(numbers(Autodiff.gradient(w -> loss(run(w)), AT)));
    Block t = block();
    assertThat(numbers(Autodiff.jvp(again, AT, t).tangent()))
        .usingRecursiveComparison().isEqualTo(numbers(Autodiff.jvp(CheckpointTest::run, AT, t).tangent()));
    assertThat(numbers(Autodiff.linearize(again, AT).pushforward(t)))
        .usingRecursiveComparison().isEqualTo(numbers(Autodiff.linearize(CheckpointTest::run, AT).pushforward(t)));
    assertThat(numbers(Autodiff.hvp(w -> loss(again.apply(w)), AT, t)))
        .usingRecursiveComparison().isEqualTo(numbers(Autodiff.hvp(w -> loss(run(w)), AT, t)));
  }

  private static List<double[]> numbers(Object tree) {
    return Tree.leaves(tree).stream().map(Tensor::toDoubles).toList();
  }

  @Test
  void eachProductEvaluatesOnceMore() {
    AtomicInteger evaluations = new AtomicInteger();
    Linearization<Tensor, Tensor> map = Autodiff.linearize(checkpoint((Tensor x) -> {
      evaluations.incrementAndGet();
      return x.exp().sin();
    }), Tensor.of(1, 2));
    assertThat(evaluations).hasValue(1);
    map.pullback(Tensor.of(1, 1));
    assertThat(evaluations).hasValue(2);
    map.pushforward(Tensor.of(1, 1));
    map.pullback(Tensor.of(1, 1));
    assertThat(evaluations).hasValue(4);
  }

  @Test
  void aTapeKeepsTheArgumentOnly() {
    Function<Tensor, Tensor> deep = x -> x.exp().sin().tanh().exp().sin().tanh();
    Tensor at = Tensor.normal(Backends.f64(), RANDOM, 1000);
    long plain = Autodiff.explain(deep, at).bytes();
    long less = Autodiff.explain(checkpoint(deep), at).bytes();
    assertThat(plain).as("sine keeps what exp keeps already").isEqualTo(4 * 8000);
    assertThat(less).as("the argument lives anyway").isZero();
  }

  @Test
  void tensorsOfTwoTypesOrNoneAreRefused() {
    Tensor x = Tensor.of(1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> checkpoint((List<Tensor> w) -> w.getFirst()).apply(List.of(x, x.to(DType.F32))))
        .withMessage("checkpoint: tensors of the argument are on [%1$s f64, %1$s f32];"
            + " must be at least one, all on one backend", x.backend().name());
    assertThatIllegalArgumentException().isThrownBy(() -> checkpoint((Tensor w) -> List.of()).apply(x))
        .withMessage("checkpoint: tensors of the value are on []; must be at least one, all on one backend");
  }

  @Test
  void checkpointsNest() {
    Function<Tensor, Tensor> inner = x -> x.square().tanh();
    Function<Tensor, Tensor> plain = x -> inner.apply(inner.apply(x).exp());
    Function<Tensor, Tensor> nested = checkpoint(x -> checkpoint(inner).apply(checkpoint(inner).apply(x).exp()));
    Tensor at = Tensor.of(0.5, -1.2);
    assertThat(Autodiff.hessian(x -> nested.apply(x).sum(), at).toDoubles())
        .containsExactly(Autodiff.hessian(x -> plain.apply(x).sum(), at).toDoubles());
  }

  @Test
  void aWatchedTensorMustComeInThroughTheArgument() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.gradient(w -> checkpoint((Tensor x) -> x.times(w)).apply(w), Tensor.scalar(2)))
        .withMessageStartingWith("checkpoint: the evaluation used a tensor that a differentiation is watching")
        .withMessageEndingWith("every tensor it depends on must be an argument");
    Tensor through = Autodiff.gradient(
        w -> checkpoint((List<Tensor> x) -> x.get(0).times(x.get(1))).apply(List.of(w, w)), Tensor.scalar(2));
    assertThat(through.item()).isEqualTo(4);
  }
}
