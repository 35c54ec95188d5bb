package dev.jacobean.autodiff.array.cuda;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Fold;
import dev.jacobean.autodiff.array.Shape;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Sums and extremes along axes, in an order that depends on sizes and strides alone.
///
/// Where many numbers become one, they are cut into parts, and the parts' results are folded again. A part is the work
/// of a group of threads, which meet in a tree; or of one thread, where neighbouring threads read neighbouring numbers
/// anyway.
final class CudaFold {
  /// Below so many numbers a tree is not worth its barriers.
  private static final int FEW = 32;

  /// Numbers that a thread, or a block, folds before a second one helps.
  private static final int THREAD_SHARE = 64;

  private static final int BLOCK_SHARE = 4096;

  /// Numbers that a thread of a group folds, about.
  private static final int GROUP_SHARE = 16;

  /// Packs of a row that a thread holds, as `HELD` in `fold.cu`.
  private static final int HELD = 4;

  /// Parts that keep a device busy.
  private static final int THREADS = 1 << 18;

  private static final int BLOCKS = 1024;

  private final CudaBackend backend;

  CudaFold(CudaBackend backend) {
    this.backend = backend;
  }

  /// @param axes counted and ascending
  Array fold(Fold fold, Array x, int... axes) {
    Shape shape = x.shape().without(axes);
    if (shape.size() == 0) {
      return backend.blank(shape);
    }
    int count = Arrays.stream(axes).map(x.shape()::size).reduce(1, (a, b) -> a * b);
    int[] kept = IntStream.range(0, x.shape().rank()).filter(axis -> Arrays.binarySearch(axes, axis) < 0).toArray();
    Layout outer = Layout.over(x, x.offset(), kept);
    Layout inner = Layout.over(x, 0, axes);
    if (Math.max(outer.depth(), inner.depth()) > Layout.AXES && !x.isRowMajor()) {
      return fold(fold, backend.copy(x), axes);
    }
    boolean blocks = count >= FEW && (shape.size() == 1 || Math.abs(inner.inner(0)) <= Math.abs(outer.inner(0)));
    int pack = Layout.PACK_BYTES / backend.dtype().bytes();
    int even = Math.ceilDiv(count, parts(blocks, shape.size(), count));
    int share = Math.max(Math.ceilDiv(even, pack), 1) * pack;
    int parts = Math.max(Math.ceilDiv(count, share), 1);
    Array y = backend.blank(parts == 1 ? shape : Shape.of(parts, shape.size()));
    int works = y.shape().size();
    Consumer<Parameters> where = p -> p.struct(outer.struct()).struct(inner.struct());
    Consumer<Parameters> what = p -> p.array(x).array(y).number(shape.size()).number(parts).number(share).number(count);
    if (blocks) {
      int group = Math.clamp(Integer.highestOneBit(share / GROUP_SHARE), 1, Device.THREADS);
      boolean whole = inner.isRun() && outer.isAligned(pack);
      backend.device().share(Family.FOLD, backend.dtype(), "tree_" + fold, Math.ceilDiv(works, Device.THREADS / group),
          what.andThen(p -> p.number(group).number(whole ? 1 : 0)).andThen(where));
    } else {
      backend.each(Family.FOLD, "chain_" + fold, works, what.andThen(where));
    }
    return parts == 1 ? y : fold(fold, y, 0).reshape(shape);
  }

  private static int parts(boolean blocks, int results, int count) {
    int most = Math.max((blocks ? BLOCKS : THREADS) / results, 1);
    return Math.max(Math.min(Math.ceilDiv(count, blocks ? BLOCK_SHARE : THREAD_SHARE), most), 1);
  }

  /// Whether [#softmax] knows these axes of `x`: the last ones, whose numbers lie one after another; and a row is not so
  /// long, among so few, that it should be cut into parts.
  boolean isOfRows(Array x, int... axes) {
    Shape shape = x.shape();
    int first = shape.rank() - axes.length;
    if (shape.size() == 0 || axes.length == 0 || axes[0] != first
        || Layout.over(x, x.offset(), IntStream.range(0, first).toArray()).depth() > Layout.AXES) {
      return false;
    }
    int count = Arrays.stream(axes).map(shape::size).reduce(1, (a, b) -> a * b);
    return Layout.over(x, 0, axes).isRun() && parts(true, shape.size() / count, count) == 1;
  }

  /// Each row is read once, if the threads of a block can hold it.
  Array softmax(Array x, int... axes) {
    int count = Arrays.stream(axes).map(x.shape()::size).reduce(1, (a, b) -> a * b);
    int rows = x.shape().size() / count;
    Layout outer = Layout.over(x, x.offset(), IntStream.range(0, x.shape().rank() - axes.length).toArray());
    int pack = Layout.PACK_BYTES / backend.dtype().bytes();
    int group = Math.clamp(powerOfTwo(Math.ceilDiv(count, HELD * pack)), 1, Device.THREADS);
    boolean whole = count % pack == 0 && outer.isAligned(pack);
    Array y = backend.blank(x.shape());
    backend.device().share(Family.FOLD, backend.dtype(), "softmax", Math.ceilDiv(rows, Device.THREADS / group),
        p -> p.array(x).array(y).number(rows).number(count).number(group).number(whole ? 1 : 0).struct(outer.struct()));
    return y;
  }

  /// The smallest that is not below `x`.
  private static int powerOfTwo(int x) {
    return x <= 1 ? 1 : Integer.highestOneBit(x - 1) << 1;
  }

  Array argmax(Array x, int axis) {
    Shape shape = x.shape().without(axis);
    Array y = backend.blank(shape);
    int[] kept = IntStream.range(0, x.shape().rank()).filter(other -> other != axis).toArray();
    Layout outer = Layout.over(x, x.offset(), kept);
    if (outer.depth() > Layout.AXES && !x.isRowMajor()) {
      return argmax(backend.copy(x), axis);
    }
    backend.each(Family.FOLD, "argmax", shape.size(), p -> p.array(x).array(y).number(shape.size())
        .number(x.shape().size(axis)).number(x.stride(axis)).struct(outer.struct()));
    return y;
  }
}
