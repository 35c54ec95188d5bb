package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.PoisonedPool;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Memory that goes round must change nothing but the time: the same bits, and never a number of another tensor.
class WorkspaceTest {
  private static final Backend F32 = Backends.vector(DType.F32);
  private static final int SIZE = 5000; // above the size from which arrays are lent

  private final Workspace memory = new Workspace(PoisonedPool.empty());

  private static Tensor some(long seed) {
    return Tensor.normal(F32, new Random(seed), SIZE);
  }

  /// What was lent comes back as NaN, so a buffer that is still in use, or is read before it is written, is seen.
  @Test
  void stepsGiveTheBitsThatTheSameProgramGivesWithoutThem() {
    for (long seed = 1; seed <= 300; seed++) {
      RandomProgram program = new RandomProgram(seed);
      Backend backend = seed % 2 == 0 ? F32 : Backends.vector(DType.F64);
      List<Tensor> at = program.at(backend);
      List<Tensor> tangent = program.direction(backend);
      Function<List<Tensor>, Tensor> loss = x -> program.apply(x).stream().map(y -> y.square().sum())
          .reduce(Tensor::plus).orElseThrow();
      List<List<Tensor>> expected = both(loss, at, tangent);
      for (int round = 0; round < 3; round++) {
        List<List<Tensor>> found = memory.step(() -> both(loss, at, tangent));
        assertThat(bits(found)).as("round %d of %s", round, program).isEqualTo(bits(expected));
        memory.release(found, List.of());
      }
    }
  }

  /// A gradient and a product of the Hessian: both sweeps, streaming and recorded, one inside the other.
  private static List<List<Tensor>> both(Function<List<Tensor>, Tensor> loss, List<Tensor> at, List<Tensor> tangent) {
    return List.of(Autodiff.gradient(loss, at), Autodiff.hvp(loss, at, tangent),
        Autodiff.linearize((List<Tensor> w) -> Autodiff.gradient(loss, w), at).pullback(tangent));
  }

  private static List<Long> bits(Object tree) {
    return Tree.leaves(tree).stream().flatMap(x -> Arrays.stream(x.toDoubles()).boxed())
        .map(Double::doubleToRawLongBits).toList();
  }

  @Test
  void aLoopThatHandsItsStateOverGivesTheSameBits() {
    Tensor plain = some(1);
    Tensor state = plain;
    for (int i = 0; i < 20; i++) {
      plain = descend(plain);
      state = memory.next(state, WorkspaceTest::descend);
    }
    assertThat(bits(state)).isEqualTo(bits(plain));
  }

  /// Both results of one pass outlive the step that made them, or either alone.
  @Test
  void bothSumsOfOnePassAreLentAndLiveOn() {
    for (int i = 0; i < 3; i++) {
      Tree.Sums<Tensor> plain = Tree.plusTimesTwice(some(1), 0.9, some(2), -0.1, some(3));
      Tree.Sums<Tensor> both = memory.step(() -> Tree.plusTimesTwice(some(1), 0.9, some(2), -0.1, some(3)));
      Tensor outer = memory.step(() -> Tree.plusTimesTwice(some(1), 0.9, some(2), -0.1, some(3)).outer());
      assertThat(bits(both)).isEqualTo(bits(plain));
      assertThat(bits(outer)).isEqualTo(bits(plain.outer()));
      memory.release(both, List.of());
      memory.release(outer, List.of());
    }
    assertThat(memory.spareBytes()).isPositive();
  }

  private static Tensor descend(Tensor w) {
    return w.minus(Autodiff.gradient(x -> x.tanh().square().sum().plus(x.sin().sum()), w).times(0.1));
  }

  @Test
  void stepsThatAreAlikeAllocateNothingAfterTheFirstTwo() {
    Tensor state = some(1);
    for (int i = 0; i < 2; i++) {
      state = memory.next(state, WorkspaceTest::descend);
    }
    long before = memory.freshBytes();
    for (int i = 0; i < 30; i++) {
      state = memory.next(state, WorkspaceTest::descend);
    }
    assertThat(before).isPositive();
    assertThat(memory.freshBytes()).isEqualTo(before);
  }

  @Test
  void whatAStepDoesNotReturnEndsWithIt() {
    Tensor[] kept = new Tensor[1];
    Tensor twice = memory.step(() -> {
      kept[0] = some(1).plus(1);
      return kept[0].times(2);
    });
    assertThat(twice.toDoubles()[0]).isEqualTo(2 * some(1).plus(1).toDoubles()[0]);
    assertThatThrownBy(() -> kept[0].toDoubles()).isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("a tensor was read after its end: it was made in a step of a Workspace");
    assertThatThrownBy(() -> kept[0].plus(1)).isInstanceOf(IllegalStateException.class);
    assertThat(kept[0].shape().size()).isEqualTo(SIZE);
  }

  @Test
  void aViewOfWhatEndedHasEndedToo() {
    Tensor state = memory.step(() -> some(1).plus(1));
    Tensor view = state.reshape(50, 100).transpose();
    memory.next(state, x -> x.times(2));
    assertThatThrownBy(view::toDoubles).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatTheNextStateSharesLivesOn() {
    Tensor state = memory.step(() -> some(1).plus(1));
    double first = state.toDoubles()[0];
    Tensor next = memory.next(state, x -> x.reshape(50, 100));
    assertThat(memory.step(() -> next.plus(0)).toDoubles()[0]).isEqualTo(first);
    assertThat(state.toDoubles()[0]).isEqualTo(first);
  }

  @Test
  void aStateOfOtherOriginIsLeftAlone() {
    Tensor initial = some(1);
    Tensor fromAnother = new Workspace(PoisonedPool.empty()).step(() -> initial.plus(1));
    memory.next(initial, x -> x.times(2));
    memory.next(fromAnother, x -> x.times(2));
    assertThat(initial.toDoubles()).doesNotContain(Double.NaN);
    assertThat(fromAnother.toDoubles()).doesNotContain(Double.NaN);
  }

  @Test
  void whatAnInnerStepReturnsEndsWithTheOuterOne() {
    Tensor[] inner = new Tensor[1];
    Tensor sum = memory.step(() -> {
      inner[0] = memory.step(() -> some(1).plus(1));
      memory.step(() -> some(2).times(3)); // would write over it, had it been given back
      return inner[0].plus(inner[0]);
    });
    assertThat(bits(sum)).isEqualTo(bits(some(1).plus(1).plus(some(1).plus(1))));
    assertThatThrownBy(() -> inner[0].toDoubles()).isInstanceOf(IllegalStateException.class);
  }

  /// The slope of tanh is computed at the first product, which may be in a step that ends before the second one.
  @Test
  void aLinearizationMadeOutsideOutlivesTheStepsThatUseIt() {
    Linearization<Tensor, Tensor> map = Autodiff.linearize(Tensor::tanh, some(1));
    Tensor first = memory.step(() -> map.pushforward(some(2)));
    Tensor second = memory.step(() -> map.pushforward(some(2)));
    assertThat(bits(second)).isEqualTo(bits(first)).isEqualTo(bits(map.pushforward(some(2))));
  }

  @Test
  void aStepThatThrowsGivesBackWhatItWasLent() {
    assertThatThrownBy(() -> memory.step(() -> {
      some(1).plus(1);
      throw new IllegalArgumentException("no");
    })).hasMessage("no");
    assertThat(memory.spareBytes()).isPositive();
    assertThat(bits(memory.step(() -> some(1).plus(1)))).isEqualTo(bits(some(1).plus(1)));
  }

  @Test
  void memoryThatNoStepNeedsAnyMoreIsDropped() {
    memory.step(() -> some(1).plus(1).sum().item());
    long early = memory.spareBytes();
    for (int i = 0; i < 20; i++) {
      memory.step(() -> Tensor.scalar(1).plus(1).item());
    }
    assertThat(early).isGreaterThanOrEqualTo(4L * SIZE);
    assertThat(memory.spareBytes()).isLessThan(100);
  }

  @Test
  void anotherThreadIsToldToHaveItsOwn() {
    assertThatThrownBy(() -> memory.step(() ->
        CompletableFuture.supplyAsync(() -> memory.step(() -> some(1))).join()))
        .isInstanceOf(CompletionException.class).hasMessageContaining("give each thread its own");
  }
}
