package dev.jacobean.autodiff.array;

import static dev.jacobean.autodiff.array.Samples.assertSame;
import static dev.jacobean.autodiff.array.Samples.sizes;
import static dev.jacobean.autodiff.array.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The vector backend against the reference backend: reductions and rearrangements.
@Tag("widths")
class ReductionParityTest {
  @ParameterizedTest
  @EnumSource
  void foldsAgree(DType dtype) {
    Backend vector = Backends.vector(dtype);
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      int rank = random.nextInt(5);
      int[] sizes = sizes(random, rank, seed % 100 == 0 ? 40 : 11);
      int[] axes = IntStream.range(0, rank).filter(axis -> random.nextBoolean()).toArray();
      // Whole numbers, so that sums are exact in any order.
      Array x = view(Samples::whole, Backends.reference(dtype), random, sizes);
      assertSame(vector.fold(Fold.SUM, x.on(vector), axes), x.backend().fold(Fold.SUM, x, axes), "seed " + seed);
      Array w = view(Samples::wild, Backends.reference(dtype), random, sizes);
      for (Fold fold : List.of(Fold.MAX, Fold.MIN)) {
        assertSame(vector.fold(fold, w.on(vector), axes), w.backend().fold(fold, w, axes), fold + ", seed " + seed);
      }
      if (rank > 0 && sizes[rank - 1] > 0) {
        assertSame(w.on(vector).argmax(-1), w.argmax(-1), "seed " + seed);
      }
      if (rank > 0 && sizes[0] > 0) {
        assertSame(w.on(vector).argmax(0), w.argmax(0), "seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void sumsOfExponentialsAgree(DType dtype) {
    Backend vector = Backends.vector(dtype);
    // Exponentials and additions to a unit or two in the last place each; partial sums of at most some hundred additions.
    double tolerance = 100 * (dtype == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0));
    for (int seed = 0; seed < 1000; seed++) {
      Random random = new Random(seed);
      int rank = random.nextInt(4);
      int[] sizes = seed == 0 ? new int[] {20_011} : seed == 2 ? new int[] {5003, 3} : sizes(random, rank, 11);
      int[] axes = IntStream.range(0, sizes.length).filter(axis -> random.nextBoolean()).toArray();
      Array x = view(seed % 2 == 0 ? Samples::normal : Samples::wild, Backends.reference(dtype), random, sizes);
      double[] right = x.fold(Fold.LOG_SUM_EXP, axes).toDoubles();
      double[] found = x.on(vector).fold(Fold.LOG_SUM_EXP, axes).toDoubles();
      for (int i = 0; i < right.length; i++) {
        if (Double.isFinite(right[i])) {
          assertThat(found[i]).as("seed " + seed).isCloseTo(right[i], within(tolerance * (1 + Math.abs(right[i]))));
        } else {
          assertThat(Double.valueOf(found[i])).as("seed " + seed).isEqualTo(Double.valueOf(right[i]));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void longFoldsAgree(DType dtype) {
    Backend vector = Backends.vector(dtype);
    int[][] shapes = {{100_003}, {3, 20_011}, {20_011, 3}, {5003, 67}, {7, 3001, 5}};
    for (int[] sizes : shapes) {
      Array x = Samples.whole(Backends.reference(dtype), new Random(1), sizes);
      for (int axis = 0; axis < sizes.length; axis++) {
        assertSame(x.on(vector).fold(Fold.SUM, axis), x.fold(Fold.SUM, axis), x.shape() + ", axis " + axis);
      }
      assertSame(x.on(vector).fold(Fold.SUM), x.fold(Fold.SUM), x.shape());
    }
  }

  @ParameterizedTest
  @EnumSource
  void sumsAreAccurate(DType dtype) {
    Array x = Samples.normal(Backends.vector(dtype), new Random(2), 1_000_003);
    double[] values = x.toDoubles();
    double exact = 0;
    double absolute = 0;
    for (double value : values) {
      exact += value;
      absolute += Math.abs(value);
    }
    // Partial sums of at most 64 additions each, in three levels: about 100 roundings on the way of one number.
    double unit = dtype == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0) * 1000;
    assertThat(Math.abs(x.fold(Fold.SUM).item() - exact)).isLessThan(absolute * unit * 100);
  }

  @ParameterizedTest
  @EnumSource
  void rearrangementsAgree(DType dtype) {
    Backend vector = Backends.vector(dtype);
    for (int seed = 0; seed < 1000; seed++) {
      Random random = new Random(seed);
      int rank = 1 + random.nextInt(4);
      int[] sizes = sizes(random, rank, 9);
      Array x = view(Samples::wild, Backends.reference(dtype), random, sizes);
      String what = "seed " + seed;
      int[] before = random.ints(rank, 0, 3).toArray();
      int[] after = random.ints(rank, 0, 3).toArray();
      assertSame(x.on(vector).pad(before, after), x.pad(before, after), what);
      int axis = random.nextInt(rank);
      int[] other = sizes.clone();
      other[axis] = random.nextInt(5);
      Array y = view(Samples::wild, Backends.reference(dtype), random, other);
      assertSame(Array.concatenate(axis, List.of(x.on(vector), y.on(vector), x.on(vector))),
          Array.concatenate(axis, List.of(x, y, x)), what);
      int[] indices = sizes[axis] == 0 ? new int[0] : random.ints(random.nextInt(12), 0, sizes[axis]).toArray();
      Array gathered = x.gather(axis, indices);
      assertSame(x.on(vector).gather(axis, indices), gathered, what);
      Array c = view(Samples::whole, Backends.reference(dtype), random, gathered.shape().sizes());
      assertSame(c.on(vector).scatter(axis, sizes[axis], indices), c.scatter(axis, sizes[axis], indices), what);
    }
  }
}
