package dev.jacobean.autodiff.array;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// SIMD loops on all threads: what is visited, in which order and in which pieces. The loops are [Kernels].
///
/// Conversions from and to Java run on the reference backend's loops, over the same storage.
final class VectorBackend implements Backend {
  /// About this many elements are one task; fewer stay on the caller: some 10 µs of work.
  static final int GRAIN = 16_384;

  private final DType dtype;
  private final Kernels kernels;
  private final int bits;
  private final Backend reference;
  private final VectorMatmul product;
  private final VectorFold folds;
  private final VectorConvolution convolution;
  private final VectorPooling pooling;

  VectorBackend(DType dtype, Kernels kernels, int bits) {
    this.dtype = dtype;
    this.kernels = kernels;
    this.bits = bits;
    this.reference = Backends.reference(dtype);
    this.product = new VectorMatmul(kernels, bits);
    this.folds = new VectorFold(this, kernels);
    this.convolution = new VectorConvolution(kernels, bits);
    this.pooling = new VectorPooling(kernels);
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public String toString() {
    return name() + " " + dtype.name().toLowerCase(Locale.ROOT);
  }

  /// Bits of one vector.
  int bits() {
    return bits;
  }

  // ---- storage

  @Override
  public Array of(Shape shape, double... values) {
    return reference.of(shape, values).on(this);
  }

  @Override
  public Array of(Shape shape, float... values) {
    return reference.of(shape, values).on(this);
  }

  @Override
  public double[] toDoubles(Array x) {
    return reference.toDoubles(x.isRowMajor() ? x : copy(x));
  }

  @Override
  public Array copy(Array x) {
    Object y = kernels.blank(x.shape().size());
    copy(Nest.over(x), x.storage(), y);
    return Array.of(this, x.shape(), y);
  }

  private void copy(Nest nest, Object from, Object to) {
    int xs = nest.xs(0);
    int ys = nest.ys(0);
    if (nest.depth() == 1 || (ys == 1 && (xs == 0 || xs == 1))) {
      nest.forEachRow(GRAIN, (at, xo, yo, n) -> kernels.copy(from, xo, xs, to, yo, ys, n));
      return;
    }
    int across = nest.tightest();
    int m = nest.size(across);
    if (m == 0) {
      return;
    }
    Nest rest = nest.without(across);
    rest.forEachRow(Math.max(GRAIN / m, 1), (at, xo, yo, n) ->
        kernels.copy(from, xo, rest.xs(0), nest.xs(across), to, yo, rest.ys(0), nest.ys(across), n, m));
  }

  private Array rowMajor(Array x) {
    return x.isRowMajor() ? x : copy(x);
  }

  // ---- elementwise

  @Override
  public Array map(Unary f, Array x) {
    Loop.Map loop = kernels.map(f);
    Array from = rowMajor(x);
    int size = x.shape().size();
    Object y = kernels.blank(size);
    if (size <= GRAIN) {
      loop.run(from.storage(), from.offset(), y, 0, size);
    } else {
      Parallel.forEach(Math.ceilDiv(size, GRAIN), task -> {
        int at = task * GRAIN;
        loop.run(from.storage(), from.offset() + at, y, at, Math.min(GRAIN, size - at));
      });
    }
    return Array.of(this, x.shape(), y);
  }

  @Override
  public Array zip(Binary f, Array x, Array y) {
    Loop.Zip loop = kernels.zip(f);
    int size = x.shape().size();
    Object z = kernels.blank(size);
    if (size <= GRAIN && x.isRowMajor() && y.isRowMajor()) {
      loop.run(x.storage(), x.offset(), 1, y.storage(), y.offset(), 1, z, 0, size);
    } else {
      zip(loop, x, y, z);
    }
    return Array.of(this, x.shape(), z);
  }

  private void zip(Loop.Zip loop, Array x, Array y, Object z) {
    Nest nest = Nest.over(x, y);
    int xs = nest.xs(0);
    int ys = nest.ys(0);
    if (xs != 0 && xs != 1) {
      zip(loop, copy(x), y, z);
    } else if (ys != 0 && ys != 1) {
      zip(loop, x, copy(y), z);
    } else {
      nest.forEachRow(GRAIN, (at, xo, yo, n) -> loop.run(x.storage(), xo, xs, y.storage(), yo, ys, z, at, n));
    }
  }

  @Override
  public Array addTimes(Array x, double factor, Array y) {
    Array a = rowMajor(x);
    Array b = rowMajor(y);
    int size = a.shape().size();
    Object z = kernels.blank(size);
    Parallel.forEach(Math.ceilDiv(size, GRAIN), task -> {
      int at = task * GRAIN;
      kernels.addTimes(a.storage(), a.offset() + at, factor, b.storage(), b.offset() + at, z, at,
          Math.min(GRAIN, size - at));
    });
    return Array.of(this, a.shape(), z);
  }

  @Override
  public Sums addTimesTwice(Array x, double a, Array v, double b, Array w) {
    Array left = rowMajor(x);
    Array right = rowMajor(v);
    Array outer = rowMajor(w);
    int size = left.shape().size();
    Object y = kernels.blank(size);
    Object z = kernels.blank(size);
    Parallel.forEach(Math.ceilDiv(size, GRAIN), task -> {
      int at = task * GRAIN;
      kernels.addTimesTwice(left.storage(), left.offset() + at, a, right.storage(), right.offset() + at, b,
          outer.storage(), outer.offset() + at, y, z, at, Math.min(GRAIN, size - at));
    });
    return new Sums(Array.of(this, left.shape(), y), Array.of(this, left.shape(), z));
  }

  @Override
  public Array select(Array condition, Array x, Array y) {
    Nest nest = Nest.over(x, y);
    int xs = nest.xs(0);
    int ys = nest.ys(0);
    if ((xs != 0 && xs != 1) || (xs == 0 && ys == 0)) {
      return select(condition, copy(x), y);
    }
    if (ys != 0 && ys != 1) {
      return select(condition, x, copy(y));
    }
    Array c = rowMajor(condition);
    Object z = kernels.blank(c.shape().size());
    nest.forEachRow(GRAIN, (at, xo, yo, n) ->
        kernels.select(c.storage(), c.offset() + at, x.storage(), xo, xs, y.storage(), yo, ys, z, at, n));
    return Array.of(this, c.shape(), z);
  }

  @Override
  public Array gateOfSum(Array x, Array y, Array open) {
    Nest nest = Nest.over(x, y);
    int xs = nest.xs(0);
    int ys = nest.ys(0);
    if (xs != 1 || ys != 1) {
      return gateOfSum(xs == 1 ? x : copy(x), ys == 1 ? y : copy(y), open);
    }
    Array gate = rowMajor(open);
    Object z = kernels.blank(x.shape().size());
    nest.forEachRow(GRAIN, (at, xo, yo, n) ->
        kernels.gateOfSum(x.storage(), xo, y.storage(), yo, gate.storage(), gate.offset() + at, z, at, n));
    return Array.of(this, x.shape(), z);
  }

  // ---- reductions

  @Override
  public Array fold(Fold fold, Array x, int... axes) {
    return folds.run(fold, x, axes);
  }

  @Override
  public Array softmax(Array x, int... axes) {
    return folds.isOfRows(x, axes) ? folds.softmax(x, axes) : Backend.super.softmax(x, axes);
  }

  @Override
  public Array argmax(Array x, int axis) {
    Shape shape = x.shape().without(axis);
    double[] y = new double[shape.size()];
    int xs = x.stride(axis);
    int length = x.shape().at(axis);
    if (y.length > 0) {
      Nest kept = Nest.over(x.slice(axis, 0, 1, 1));
      kept.forEachRow(Math.max(GRAIN / length, 1), (at, xo, yo, n) -> {
        for (int i = 0; i < n; i++) {
          y[at + i] = kernels.argmax(x.storage(), xo + i * kept.xs(0), xs, length);
        }
      });
    }
    return of(shape, y);
  }

  // ---- products

  @Override
  public Array matmul(Array x, Array y) {
    int rank = x.shape().rank();
    int m = x.shape().at(rank - 2);
    int k = x.shape().at(rank - 1);
    int n = y.shape().at(rank - 1);
    Shape shape = x.shape().with(rank - 1, n);
    Object z = k == 0 ? kernels.allocate(shape.size()) : kernels.blank(shape.size());
    if (rank == 2) {
      product.run(m, k, n, matrix(x, x.offset()), matrix(y, y.offset()), z, 0);
    } else if (shape.size() > 0 && k > 0) {
      batches(x, y, m, k, n, z);
    }
    return Array.of(this, shape, z);
  }

  private void batches(Array x, Array y, int m, int k, int n, Object z) {
    int rank = x.shape().rank();
    int count = x.shape().size() / m / k;
    boolean oneRight = true;
    for (int axis = 0; axis < rank - 2; axis++) {
      oneRight &= y.stride(axis) == 0 || y.shape().at(axis) == 1;
    }
    if (oneRight && x.isRowMajor()) {
      var rows = new VectorMatmul.Matrix(x.storage(), x.offset(), k, 1);
      product.run(count * m, k, n, rows, matrix(y, y.offset()), z, 0);
      return;
    }
    long work = (long) m * k * n;
    Nest nest = Nest.over(corner(x), corner(y));
    nest.forEachRow((int) (work > VectorMatmul.WORTH ? count : Math.max(VectorMatmul.WORTH / work, 1)),
        (at, xo, yo, some) -> {
          for (int i = 0; i < some; i++) {
            product.run(m, k, n, matrix(x, xo + i * nest.xs(0)), matrix(y, yo + i * nest.ys(0)), z, (at + i) * m * n);
          }
        });
  }

  /// The first element of every matrix.
  private static Array corner(Array x) {
    return x.slice(-1, 0, 1, 1).slice(-2, 0, 1, 1);
  }

  private static VectorMatmul.Matrix matrix(Array x, int offset) {
    int rank = x.shape().rank();
    return new VectorMatmul.Matrix(x.storage(), offset, x.stride(rank - 2), x.stride(rank - 1));
  }

  // ---- rearrangements

  @Override
  public Array concatenate(int axis, List<Array> parts) {
    int length = 0;
    for (Array part : parts) {
      length += part.shape().at(axis);
    }
    Shape shape = parts.getFirst().shape().with(axis, length);
    Object y = kernels.blank(shape.size());
    int start = 0;
    for (Array part : parts) {
      copy(Nest.over(part, start * shape.strides()[axis], shape.strides()), part.storage(), y);
      start += part.shape().at(axis);
    }
    return Array.of(this, shape, y);
  }

  @Override
  public Array pad(Array x, int[] before, int[] after) {
    int[] sizes = x.shape().sizes();
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] += before[axis] + after[axis];
    }
    Shape shape = Shape.of(sizes);
    int offset = 0;
    for (int axis = 0; axis < sizes.length; axis++) {
      offset += before[axis] * shape.strides()[axis];
    }
    Object y = kernels.allocate(shape.size());
    copy(Nest.over(x, offset, shape.strides()), x.storage(), y);
    return Array.of(this, shape, y);
  }

  @Override
  public Array gather(Array x, int axis, int... indices) {
    Array from = rowMajor(x);
    Shape shape = x.shape().with(axis, indices.length);
    Object y = kernels.blank(shape.size());
    int inner = shape.strides()[axis];
    int outer = inner == 0 || indices.length == 0 ? 0 : shape.size() / inner / indices.length;
    int rows = outer * indices.length;
    int some = Math.max(GRAIN / Math.max(inner, 1), 1);
    Parallel.forEach(Math.ceilDiv(rows, some), task -> {
      for (int row = task * some; row < Math.min(task * some + some, rows); row++) {
        int source = (row / indices.length * x.shape().at(axis) + indices[row % indices.length]) * inner;
        kernels.copy(from.storage(), from.offset() + source, 1, y, row * inner, 1, inner);
      }
    });
    return Array.of(this, shape, y);
  }

  @Override
  public Array scatter(Array c, int axis, int length, int... indices) {
    Array from = rowMajor(c);
    Shape shape = c.shape().with(axis, length);
    Object y = kernels.allocate(shape.size());
    int inner = shape.strides()[axis];
    int outer = inner == 0 || indices.length == 0 ? 0 : c.shape().size() / inner / indices.length;
    // A task has a slice and a range of its elements to itself: what is added to a number is added in order.
    int width = Math.max(Math.min(inner, GRAIN / Math.max(indices.length, 1)), 1);
    int ranges = Math.ceilDiv(inner, width);
    int tasks = c.shape().size() <= GRAIN ? 1 : outer * ranges;
    Parallel.forEach(tasks, task -> {
      for (int part = task; part < outer * ranges; part += tasks) {
        int o = part / ranges;
        int start = part % ranges * width;
        for (int i = 0; i < indices.length; i++) {
          int source = from.offset() + (o * indices.length + i) * inner + start;
          kernels.add(from.storage(), source, y, (o * length + indices[i]) * inner + start, Math.min(width, inner - start));
        }
      }
    });
    return Array.of(this, shape, y);
  }

  // ---- windows

  @Override
  public Array convolve(Array x, Array k, Window window) {
    Shape shape = window.out(x.shape(), k.shape().at(3));
    Object y = kernels.blank(shape.size());
    if (shape.size() > 0) {
      convolution.forward(rowMajor(x), rowMajor(k), window, y);
    }
    return Array.of(this, shape, y);
  }

  @Override
  public Array convolveImages(Array c, Array k, Window window, Shape images) {
    Object x = kernels.blank(images.size());
    if (images.size() > 0) {
      convolution.images(rowMajor(c), rowMajor(k), window, images, x);
    }
    return Array.of(this, images, x);
  }

  @Override
  public Array convolveKernel(Array x, Array c, Window window) {
    Shape shape = Shape.of(window.height(), window.width(), x.shape().at(3), c.shape().at(3));
    Object k = kernels.blank(shape.size());
    if (shape.size() > 0) {
      convolution.kernel(rowMajor(x), rowMajor(c), window, k);
    }
    return Array.of(this, shape, k);
  }

  @Override
  public Array poolPlaces(Array x, Window window) {
    Shape shape = window.out(x.shape(), x.shape().at(3));
    Object places = kernels.allocate(shape.size());
    if (x.shape().size() > 0) {
      pooling.places(rowMajor(x), window, places);
    }
    return Array.of(this, shape, places);
  }

  @Override
  public Array pickPlaces(Array x, Array places, Window window) {
    Object y = kernels.allocate(places.shape().size());
    pooling.pick(rowMajor(x), rowMajor(places), window, y);
    return Array.of(this, places.shape(), y);
  }

  @Override
  public Array putPlaces(Array c, Array places, Window window, Shape images) {
    Object x = kernels.allocate(images.size());
    pooling.put(rowMajor(c), rowMajor(places), window, images, x);
    return Array.of(this, images, x);
  }

  @Override
  public Array poolSum(Array x, Window window) {
    Shape shape = window.out(x.shape(), x.shape().at(3));
    Object y = kernels.allocate(shape.size());
    pooling.sum(rowMajor(x), window, y);
    return Array.of(this, shape, y);
  }

  @Override
  public Array unpoolSum(Array c, Window window, Shape images) {
    Object x = kernels.allocate(images.size());
    pooling.unsum(rowMajor(c), window, images, x);
    return Array.of(this, images, x);
  }
}
