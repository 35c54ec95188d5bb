package dev.jacobean.nn.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.Key;
import org.junit.jupiter.api.Test;

/// The programs in the comments of this package.
class DataSnippetsTest {
  @Test
  void theBatchOfAStepIsAFunctionOfTheStep() {
    // @start region="batches"
    Examples examples = Examples.of(Tensor.of(new double[][] {{0}, {1}, {2}, {3}, {4}}).to(Backends.f32()), 0, 1, 0, 1, 0);
    Batches batches = Batches.shuffled(examples, 2, Key.of(7));
    int perEpoch = batches.perEpoch();             // 3: of 2, 2 and 1 examples
    Batch some = batches.apply(4);                 // the second batch of the second epoch
    Batch again = batches.apply(4);                // the same bits, on any thread, after a restart, too
    // @end
    assertThat(perEpoch).isEqualTo(3);
    assertThat(batches.position(4)).isEqualTo(new Position(1, 1));
    assertThat(some.size()).isEqualTo(2);
    assertThat(again.inputs().toDoubles()).containsExactly(some.inputs().toDoubles());
    assertThat(again.labels()).containsExactly(some.labels());
  }
}
