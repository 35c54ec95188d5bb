package dev.jacobean.autodiff.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Binary;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Fold;
import dev.jacobean.autodiff.array.Parallel;
import dev.jacobean.autodiff.array.Shape;
import org.junit.jupiter.api.Test;

/// The programs in the comments of `dev.jacobean.autodiff.array`.
class NumbersTest {
  @Test
  void anArrayIsAViewOfStorage() {
    // @start region="array"
    Backend backend = Backends.of(DType.F64);                        // SIMD loops, if the module is there
    Array x = backend.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 5.0, 6.0, 9.0);
    Array sums = x.fold(Fold.SUM, 1);                                // [2]: 6 and 20
    Array wide = sums.reshape(Shape.of(2, 1)).expand(x.shape());     // [2, 3], which takes no memory
    Array shares = x.zip(Binary.DIVIDE, wide);                       // each row sums to 1
    Array turned = shares.permute(1, 0).slice(0, 1, 3, 1);           // [2, 2], a view of the same numbers
    // @end
    assertThat(wide.stride(1)).isZero();
    assertThat(shares.fold(Fold.SUM, 1).toDoubles()).containsExactly(new double[] {1, 1}, within(1e-15));
    assertThat(turned.storage()).isSameAs(shares.storage());
    assertThat(turned.toDoubles()).containsExactly(2 / 6.0, 6 / 20.0, 3 / 6.0, 9 / 20.0);
  }

  @Test
  void tasksAreKnownByTheirNumber() {
    // @start region="parallel"
    double[] sums = new double[8];
    Parallel.forEach(sums.length, task -> {
      for (int i = 0; i < 1000; i++) {
        sums[task] += task * i;                                      // one writer an element, in one order
      }
    });
    // @end
    for (int task = 0; task < sums.length; task++) {
      assertThat(sums[task]).isEqualTo(task * 499_500);
    }
  }
}
