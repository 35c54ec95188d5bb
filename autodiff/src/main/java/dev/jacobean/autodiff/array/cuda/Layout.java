package dev.jacobean.autodiff.array.cuda;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Nested loops over a shape that step through up to three strided views at once, as kernels take them (`struct Layout`
/// in `common.cu`).
///
/// Axes of size 1 are dropped, and neighbouring axes that every view walks evenly become one, so that most layouts have
/// one axis and kernels divide little.
///
/// @param sizes   how often each loop runs, outermost first; at least one loop
/// @param offsets for each view, where it begins
/// @param strides for each view, how far each loop steps
record Layout(int[] sizes, int[] offsets, int[][] strides) {
  /// As many views as a kernel takes.
  static final int VIEWS = 3;

  /// As many loops as a kernel takes.
  static final int AXES = 8;

  /// The shortest axis for which reading along it and writing along the other costs more than turning.
  private static final int TURN = 8;

  /// What a thread reads and writes in one piece where it can (`Pack` in `common.cu`).
  static final int PACK_BYTES = 16;

  /// Over views of one shape.
  static Layout over(Array... views) {
    int[] offsets = Arrays.stream(views).mapToInt(Array::offset).toArray();
    return merge(views[0].shape().sizes(), offsets, Arrays.stream(views).map(Layout::strides).toArray(int[][]::new));
  }

  /// Over some axes of one view.
  static Layout over(Array x, int offset, int... axes) {
    int[] sizes = Arrays.stream(axes).map(x.shape()::size).toArray();
    return merge(sizes, new int[] {offset}, new int[][] {Arrays.stream(axes).map(x::stride).toArray()});
  }

  /// Over a view, and a box of its shape inside a row-major array.
  ///
  /// @param corner where the box begins, counted in elements
  static Layout into(Shape whole, int corner, Array x) {
    return merge(x.shape().sizes(), new int[] {corner, x.offset()}, new int[][] {rowMajor(whole), strides(x)});
  }

  static int[] strides(Array x) {
    int[] strides = new int[x.shape().rank()];
    Arrays.setAll(strides, x::stride);
    return strides;
  }

  /// The strides of a row-major array.
  static int[] rowMajor(Shape shape) {
    int[] strides = new int[shape.rank()];
    for (int axis = strides.length - 1, count = 1; axis >= 0; axis--) {
      strides[axis] = count;
      count *= shape.size(axis);
    }
    return strides;
  }

  static Layout merge(int[] sizes, int[] offsets, int[][] strides) {
    int[] merged = new int[Math.max(sizes.length, 1)];
    int[][] steps = new int[strides.length][merged.length];
    int last = -1;
    for (int axis = 0; axis < sizes.length; axis++) {
      if (sizes[axis] == 1) {
        continue;
      }
      boolean even = last >= 0;
      for (int view = 0; view < strides.length && even; view++) {
        even = steps[view][last] == strides[view][axis] * sizes[axis];
      }
      last = even ? last : last + 1;
      merged[last] = even ? merged[last] * sizes[axis] : sizes[axis];
      for (int view = 0; view < strides.length; view++) {
        steps[view][last] = strides[view][axis];
      }
    }
    if (last < 0) {
      last = 0;
      merged[0] = 1;
    }
    int[][] kept = new int[strides.length][];
    for (int view = 0; view < kept.length; view++) {
      kept[view] = Arrays.copyOf(steps[view], last + 1);
    }
    return new Layout(Arrays.copyOf(merged, last + 1), offsets, kept);
  }

  int depth() {
    return sizes.length;
  }

  /// One round of the outermost loop.
  Layout round(int index) {
    int[] from = offsets.clone();
    int[][] inner = new int[strides.length][];
    for (int view = 0; view < strides.length; view++) {
      from[view] += index * strides[view][0];
      inner[view] = Arrays.copyOfRange(strides[view], 1, sizes.length);
    }
    return new Layout(Arrays.copyOfRange(sizes, 1, sizes.length), from, inner);
  }

  /// Whether one loop walks over neighbouring numbers, in the only view.
  boolean isRun() {
    return depth() == 1 && (sizes[0] == 1 || strides[0][0] == 1);
  }

  /// Whether every round of the loops begins at a whole pack of so many numbers, in the only view.
  boolean isAligned(int pack) {
    return offsets[0] % pack == 0 && Arrays.stream(strides[0]).allMatch(stride -> stride % pack == 0);
  }

  /// Whether every view can be read in packs.
  boolean isPacks(int pack) {
    return IntStream.range(0, offsets.length).allMatch(view -> repeat(view, pack) >= 0);
  }

  /// After how many packs a view begins again: after all, if its numbers lie one after another; after none, if it is one
  /// number for all. -1 for a view that cannot be read in packs, from a whole one on.
  int repeat(int view, int pack) {
    int[] steps = strides[view];
    if (Arrays.stream(steps).allMatch(step -> step == 0)) {
      return 0;
    }
    boolean runs = inner(view) == 1 && offsets[view] % pack == 0;
    if (depth() == 1) {
      return runs ? Math.ceilDiv(sizes[0], pack) : -1;
    }
    if (!runs || depth() > 2 || sizes[1] % pack != 0) {
      return -1;
    }
    int packs = sizes[1] / pack;
    if (steps[0] == 0) {
      return packs;
    }
    return steps[0] == sizes[1] ? sizes[0] * packs : -1;
  }

  /// Whether the views are a box and a source whose last two axes are exchanged, so that neither has gaps along its own
  /// last one, and both are so long that it is worth turning tiles.
  boolean isTurn() {
    int last = depth() - 1;
    return last >= 1 && inner(0) == 1 && strides[1][last - 1] == 1 && sizes[last] >= TURN && sizes[last - 1] >= TURN;
  }

  /// How far the innermost loop steps through a view.
  int inner(int view) {
    return strides[view][sizes.length - 1];
  }

  /// As the kernels' struct: number of loops, sizes, offsets, strides by view.
  ///
  /// @throws IllegalArgumentException for more loops than a kernel takes
  int[] struct() {
    if (sizes.length > AXES) {
      throw new IllegalArgumentException(
          "fold: %d axes lie apart in memory; on the cuda backend there must be at most %d"
              .formatted(sizes.length, AXES));
    }
    int[] struct = new int[1 + AXES + VIEWS + VIEWS * AXES];
    struct[0] = sizes.length;
    System.arraycopy(sizes, 0, struct, 1, sizes.length);
    System.arraycopy(offsets, 0, struct, 1 + AXES, offsets.length);
    for (int view = 0; view < strides.length; view++) {
      System.arraycopy(strides[view], 0, struct, 1 + AXES + VIEWS + view * AXES, sizes.length);
    }
    return struct;
  }
}
