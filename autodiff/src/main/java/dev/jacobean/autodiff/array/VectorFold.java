package dev.jacobean.autodiff.array;

import java.util.Arrays;

/// Reductions: either each row becomes a number, or rows are folded into one; other orders of axes are copied first.
///
/// Long folds go in pieces whose lengths are fixed, for accuracy and for the threads: the order in which numbers meet
/// depends on the shape alone.
final class VectorFold {
  private static final int PIECE = 8_192;
  private static final int ROWS = 1_024;

  /// About so many numbers, and twice what is made of them, fit the first cache.
  private static final int BLOCK = 2_048;

  /// A strip of columns for one task is no narrower.
  private static final int STRIP = 64;

  private final VectorBackend backend;
  private final Kernels kernels;

  VectorFold(VectorBackend backend, Kernels kernels) {
    this.backend = backend;
    this.kernels = kernels;
  }

  Array run(Fold fold, Array x, int... axes) {
    Shape shape = x.shape().without(axes);
    if (x.shape().size() == 0 || axes.length == 0) {
      double[] values = axes.length == 0 ? backend.toDoubles(x) : new double[shape.size()];
      if (axes.length > 0) {
        Arrays.fill(values, fold.start());
      }
      return backend.of(shape, values);
    }
    Object y = kernels.allocate(shape.size());
    Nest kept = Nest.over(firsts(x, axes));
    Nest folded = Nest.over(line(x, axes));
    Loop.Reduce loop = kernels.reduce(fold);
    if (folded.depth() == 1 && (folded.xs(0) == 1 || folded.size(0) == 1)) {
      rows(loop, x.storage(), kept, folded.size(0), y);
    } else if (folded.depth() == 1 && kept.xs(0) == 1) {
      columns(loop, x.storage(), kept, folded.size(0), folded.xs(0), y);
    } else {
      Array last = backend.copy(x.permute(foldedLast(x.shape().rank(), axes)));
      int length = x.shape().size() / shape.size();
      Array starts = last.reshape(Shape.of(shape.size(), length)).slice(1, 0, 1, 1);
      rows(loop, last.storage(), Nest.over(starts), length, y);
    }
    return Array.of(backend, shape, y);
  }

  /// Whether [#softmax] knows these axes of `x`: the last ones, whose numbers lie one after another and are folded in one
  /// piece.
  boolean isOfRows(Array x, int... axes) {
    if (x.shape().size() == 0 || axes.length == 0 || axes[0] != x.shape().rank() - axes.length) {
      return false;
    }
    Nest row = Nest.over(line(x, axes));
    return row.depth() == 1 && row.size(0) <= PIECE && (row.xs(0) == 1 || row.size(0) == 1);
  }

  /// Rows are folded, and met again while they lie in the first cache: a block after the other, so that the long loops
  /// of [#kernels] serve. A row has its fold, then its differences; a block its exponentials.
  Array softmax(Array x, int... axes) {
    Object y = kernels.blank(x.shape().size());
    Nest starts = Nest.over(firsts(x, axes));
    int length = line(x, axes).shape().size();
    int block = Math.max(BLOCK / length, 1);
    starts.forEachRow(Math.max(VectorBackend.GRAIN / length, 1), (at, xo, yo, n) -> {
      for (int i = 0; i < n; i += block) {
        weights(x.storage(), xo + i * starts.xs(0), starts.xs(0), Math.min(block, n - i), length, y, (at + i) * length);
      }
    });
    return Array.of(backend, x.shape(), y);
  }

  private void weights(Object x, int xo, int xs, int rows, int length, Object y, int yo) {
    Loop.Reduce fold = kernels.reduce(Fold.LOG_SUM_EXP);
    Loop.Zip subtract = kernels.zip(Binary.SUBTRACT);
    Object folded = kernels.scratch(0, 1);
    Object differences = kernels.scratch(1, rows * length);
    for (int row = 0; row < rows; row++) {
      fold.row(x, xo + row * xs, length, folded, 0);
      subtract.run(x, xo + row * xs, 1, folded, 0, 0, differences, row * length, length);
    }
    kernels.map(Unary.EXP).run(differences, 0, y, yo, rows * length);
  }

  /// The first number of every line along these axes.
  private static Array firsts(Array x, int... axes) {
    Array firsts = x;
    for (int axis : axes) {
      firsts = firsts.slice(axis, 0, 1, 1);
    }
    return firsts;
  }

  /// The first line along these axes.
  private static Array line(Array x, int... axes) {
    Array line = x;
    for (int axis = 0; axis < x.shape().rank(); axis++) {
      if (Arrays.binarySearch(axes, axis) < 0) {
        line = line.slice(axis, 0, 1, 1);
      }
    }
    return line;
  }

  private static int[] foldedLast(int rank, int... axes) {
    int[] order = new int[rank];
    int next = 0;
    for (int axis = 0; axis < rank; axis++) {
      if (Arrays.binarySearch(axes, axis) < 0) {
        order[next++] = axis;
      }
    }
    System.arraycopy(axes, 0, order, next, axes.length);
    return order;
  }

  private void rows(Loop.Reduce loop, Object x, Nest kept, int length, Object y) {
    int xs = kept.xs(0);
    kept.forEachRow(Math.max(VectorBackend.GRAIN / length, 1), (at, xo, yo, n) -> {
      for (int i = 0; i < n; i++) {
        row(loop, x, xo + i * xs, length, y, at + i);
      }
    });
  }

  private void row(Loop.Reduce loop, Object x, int xo, int length, Object y, int yo) {
    if (length <= PIECE) {
      loop.row(x, xo, length, y, yo);
      return;
    }
    int pieces = Math.ceilDiv(length, PIECE);
    Object parts = kernels.allocate(pieces);
    Parallel.forEach(pieces, piece ->
        loop.row(x, xo + piece * PIECE, Math.min(PIECE, length - piece * PIECE), parts, piece));
    row(loop, parts, 0, pieces, y, yo);
  }

  private void columns(Loop.Reduce loop, Object x, Nest kept, int rows, int stride, Object y) {
    kept.forEachRow(Math.max(VectorBackend.GRAIN / rows, STRIP), (at, xo, yo, n) -> {
      if (rows <= ROWS) {
        loop.columns(x, xo, stride, rows, y, at, n);
        return;
      }
      int pieces = Math.ceilDiv(rows, ROWS);
      Object parts = kernels.allocate(Math.multiplyExact(pieces, n));
      Parallel.forEach(pieces, piece ->
          loop.columns(
              x, xo + piece * ROWS * stride, stride, Math.min(ROWS, rows - piece * ROWS), parts, piece * n, n));
      loop.columns(parts, 0, n, pieces, y, at, n);
    });
  }
}
