package dev.jacobean.autodiff.array;

/// Nested loops over a shape that step through several strided views at once.
///
/// Axes of size 1 are dropped, and neighbouring axes that every view walks evenly become one, so that the innermost
/// loop, a row, is as long as it can be.
final class Nest {
  /// What to do with (a piece of) one row.
  @FunctionalInterface
  interface Body {
    /// Works on one row.
    ///
    /// @param at how many elements come before, in row-major order
    /// @param xo where the first view begins
    /// @param yo where the second view begins
    /// @param n number of elements
    void row(int at, int xo, int yo, int n);
  }

  private final int depth;
  private final int[] sizes;
  private final int[] xs;
  private final int[] ys;
  private final int xo;
  private final int yo;

  private Nest(Shape shape, int xo, int[] xs, int yo, int[] ys) {
    this.sizes = new int[Math.max(shape.rank(), 1)];
    this.xs = new int[sizes.length];
    this.ys = new int[sizes.length];
    this.xo = xo;
    this.yo = yo;
    int last = -1;
    for (int axis = 0; axis < shape.rank(); axis++) {
      int size = shape.at(axis);
      if (size == 1) {
        continue;
      }
      boolean even = last >= 0 && this.xs[last] == xs[axis] * size && this.ys[last] == ys[axis] * size;
      if (!even) {
        last++;
      }
      sizes[last] = even ? sizes[last] * size : size;
      this.xs[last] = xs[axis];
      this.ys[last] = ys[axis];
    }
    if (last < 0) {
      sizes[0] = 1;
      this.xs[0] = 1;
      this.ys[0] = 1;
    }
    depth = Math.max(last + 1, 1);
  }

  /// Over one view; the second is the row-major array of its shape.
  static Nest over(Array x) {
    return new Nest(x.shape(), x.offset(), strides(x), 0, x.shape().strides());
  }

  /// Over two views of one shape.
  static Nest over(Array x, Array y) {
    return new Nest(x.shape(), x.offset(), strides(x), y.offset(), strides(y));
  }

  /// Over a view, and a box of its shape inside other storage.
  static Nest over(Array x, int offset, int... strides) {
    return new Nest(x.shape(), x.offset(), strides(x), offset, strides);
  }

  static int[] strides(Array x) {
    int[] strides = new int[x.shape().rank()];
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = x.stride(axis);
    }
    return strides;
  }

  /// Number of loops, at least 1.
  int depth() {
    return depth;
  }

  /// How often a loop runs, counted from the innermost.
  int size(int fromInner) {
    return sizes[depth - 1 - fromInner];
  }

  /// The first view's stride in a loop, counted from the innermost.
  int xs(int fromInner) {
    return xs[depth - 1 - fromInner];
  }

  /// The second view's stride in a loop, counted from the innermost.
  int ys(int fromInner) {
    return ys[depth - 1 - fromInner];
  }

  /// Visits all rows; threads share them in pieces of about `grain` elements.
  void forEachRow(int grain, Body body) {
    int length = size(0);
    int rows = 1;
    for (int i = 0; i < depth - 1; i++) {
      rows *= sizes[i];
    }
    if (rows == 0 || length == 0) {
      return;
    }
    if (rows == 1) {
      if (length <= grain) {
        body.row(0, xo, yo, length);
      } else {
        Parallel.forEach(Math.ceilDiv(length, grain), task -> {
          int at = task * grain;
          body.row(at, xo + at * xs(0), yo + at * ys(0), Math.min(grain, length - at));
        });
      }
      return;
    }
    int all = rows;
    int some = Math.max(grain / length, 1);
    if (all <= some) {
      rows(0, all, body);
    } else {
      Parallel.forEach(Math.ceilDiv(all, some), task -> rows(task * some, Math.min(task * some + some, all), body));
    }
  }

  private void rows(int from, int to, Body body) {
    int length = size(0);
    int[] index = new int[depth - 1];
    int x = xo;
    int y = yo;
    for (int axis = depth - 2, rest = from; axis >= 0; axis--) {
      index[axis] = rest % sizes[axis];
      rest /= sizes[axis];
      x += index[axis] * xs[axis];
      y += index[axis] * ys[axis];
    }
    for (int row = from; row < to; row++) {
      body.row(row * length, x, y, length);
      for (int axis = depth - 2; axis >= 0; axis--) {
        x += xs[axis];
        y += ys[axis];
        if (++index[axis] < sizes[axis]) {
          break;
        }
        index[axis] = 0;
        x -= sizes[axis] * xs[axis];
        y -= sizes[axis] * ys[axis];
      }
    }
  }

  /// The loop, other than the innermost, with the smallest stride in the first view; counted from the innermost.
  int tightest() {
    int best = 1;
    for (int i = 2; i < depth; i++) {
      if (Math.abs(xs(i)) < Math.abs(xs(best))) {
        best = i;
      }
    }
    return best;
  }

  /// The same loops without one of them, counted from the innermost.
  Nest without(int fromInner) {
    int axis = depth - 1 - fromInner;
    int[] kept = new int[depth - 1];
    int[] x = new int[depth - 1];
    int[] y = new int[depth - 1];
    for (int from = 0, to = 0; from < depth; from++) {
      if (from != axis) {
        kept[to] = sizes[from];
        x[to] = xs[from];
        y[to++] = ys[from];
      }
    }
    return new Nest(Shape.of(kept), xo, x, yo, y);
  }
}
