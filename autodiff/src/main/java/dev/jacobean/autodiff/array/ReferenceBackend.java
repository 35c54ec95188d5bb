package dev.jacobean.autodiff.array;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Plain loops: what every other backend must agree with, and what runs where there are no SIMD lanes.
///
/// Each operation reads its arguments as doubles in row-major order, computes in doubles, and rounds once when it
/// stores. So one text serves both element types, and single precision is as exact here as it can be.
final class ReferenceBackend implements Backend {
  private final DType dtype;

  ReferenceBackend(DType dtype) {
    this.dtype = dtype;
  }

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public String toString() {
    return name() + " " + dtype.name().toLowerCase(Locale.ROOT);
  }

  // ---- storage

  @Override
  public Array of(Shape shape, double... values) {
    shape.checkCount(values.length);
    return store(shape, dtype == DType.F64 ? values.clone() : values);
  }

  @Override
  public Array of(Shape shape, float... values) {
    shape.checkCount(values.length);
    return dtype == DType.F32 ? Array.of(this, shape, values.clone()) : store(shape, widen(values, 0, values.length));
  }

  @Override
  public double[] toDoubles(Array x) {
    double[] values = read(x);
    return values == x.storage() ? values.clone() : values;
  }

  @Override
  public Array copy(Array x) {
    return store(x.shape(), toDoubles(x));
  }

  /// The elements in row-major order; not to be written, for it may be the storage itself.
  private static double[] read(Array x) {
    int size = x.shape().size();
    boolean rowMajor = x.isRowMajor();
    if (x.storage() instanceof float[] floats) {
      return rowMajor ? widen(floats, x.offset(), size) : take(floats, places(x));
    }
    double[] doubles = (double[]) x.storage();
    if (!rowMajor) {
      return take(doubles, places(x));
    }
    return size == doubles.length ? doubles : Arrays.copyOfRange(doubles, x.offset(), x.offset() + size);
  }

  private static double[] widen(float[] values, int from, int size) {
    double[] wide = new double[size];
    for (int i = 0; i < size; i++) {
      wide[i] = values[from + i];
    }
    return wide;
  }

  private static double[] take(float[] values, int... places) {
    double[] taken = new double[places.length];
    for (int i = 0; i < places.length; i++) {
      taken[i] = values[places[i]];
    }
    return taken;
  }

  private static double[] take(double[] values, int... places) {
    double[] taken = new double[places.length];
    for (int i = 0; i < places.length; i++) {
      taken[i] = values[places[i]];
    }
    return taken;
  }

  /// Rounds to the element type; keeps `values`.
  private Array store(Shape shape, double[] values) {
    if (dtype == DType.F64) {
      return Array.of(this, shape, values);
    }
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return Array.of(this, shape, rounded);
  }

  /// Where in its storage each element of a view lies, in row-major order.
  private static int[] places(Array x) {
    int[] strides = new int[x.shape().rank()];
    Arrays.setAll(strides, x::stride);
    return places(x.shape(), x.offset(), strides);
  }

  /// `offset + Σ index·stride` for every index of a shape, in row-major order.
  private static int[] places(Shape shape, int offset, int... strides) {
    int[] places = new int[shape.size()];
    if (places.length == 0) {
      return places;
    }
    places[0] = offset;
    int known = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      for (int i = known; i < known * shape.at(axis); i++) {
        places[i] = places[i - known] + strides[axis];
      }
      known *= shape.at(axis);
    }
    return places;
  }

  // ---- elementwise

  @Override
  public Array map(Unary f, Array x) {
    double[] a = read(x);
    double[] y = new double[a.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = f.at(a[i]);
    }
    return store(x.shape(), y);
  }

  @Override
  public Array zip(Binary f, Array x, Array y) {
    double[] a = read(x);
    double[] b = read(y);
    double[] z = new double[a.length];
    for (int i = 0; i < z.length; i++) {
      z[i] = f.at(a[i], b[i]);
    }
    return store(x.shape(), z);
  }

  @Override
  public Array addTimes(Array x, double factor, Array y) {
    double[] a = read(x);
    double[] b = read(y);
    double rounded = dtype == DType.F32 ? (float) factor : factor;
    double[] z = new double[a.length];
    for (int i = 0; i < z.length; i++) {
      double product = rounded * b[i];
      z[i] = a[i] + (dtype == DType.F32 ? (float) product : product);
    }
    return store(x.shape(), z);
  }

  @Override
  public Array select(Array condition, Array x, Array y) {
    double[] c = read(condition);
    double[] a = read(x);
    double[] b = read(y);
    double[] z = new double[c.length];
    for (int i = 0; i < z.length; i++) {
      z[i] = c[i] != 0 ? a[i] : b[i];
    }
    return store(x.shape(), z);
  }

  // ---- reductions

  @Override
  public Array fold(Fold fold, Array x, int... axes) {
    double[] a = read(x);
    Shape shape = x.shape().without(axes);
    int[] strides = new int[x.shape().rank()];
    for (int axis = 0, kept = 0; axis < strides.length; axis++) {
      if (Arrays.binarySearch(axes, axis) < 0) {
        strides[axis] = shape.strides()[kept++];
      }
    }
    int[] places = places(x.shape(), 0, strides);
    double[] y = new double[shape.size()];
    Arrays.fill(y, fold.start());
    for (int i = 0; i < a.length; i++) {
      y[places[i]] = fold.step(y[places[i]], a[i]);
    }
    return store(shape, y);
  }

  @Override
  public Array argmax(Array x, int axis) {
    double[] a = read(x);
    int length = x.shape().at(axis);
    int inner = x.shape().strides()[axis];
    Shape shape = x.shape().without(axis);
    double[] y = new double[shape.size()];
    for (int o = 0; o < y.length; o++) {
      int first = o / inner * inner * length + o % inner;
      int best = 0;
      for (int i = 1; i < length; i++) {
        if (beats(a[first + i * inner], a[first + best * inner])) {
          best = i;
        }
      }
      y[o] = best;
    }
    return store(shape, y);
  }

  /// Whether a later element is larger, a NaN counting as largest.
  private static boolean beats(double x, double best) {
    return x > best || (Double.isNaN(x) && !Double.isNaN(best));
  }

  // ---- products

  @Override
  public Array matmul(Array x, Array y) {
    double[] a = read(x);
    double[] b = read(y);
    int m = x.shape().size(-2);
    int k = x.shape().size(-1);
    int n = y.shape().size(-1);
    Shape shape = x.shape().dropLast(1).append(n);
    double[] c = new double[shape.size()];
    int rows = n == 0 ? 0 : c.length / n;
    for (int row = 0; row < rows; row++) {
      int matrix = row / m * k * n;
      for (int p = 0; p < k; p++) {
        double factor = a[row * k + p];
        for (int j = 0; j < n; j++) {
          c[row * n + j] += factor * b[matrix + p * n + j];
        }
      }
    }
    return store(shape, c);
  }

  // ---- rearrangements

  @Override
  public Array concatenate(int axis, List<Array> parts) {
    int length = 0;
    for (Array part : parts) {
      length += part.shape().at(axis);
    }
    Shape shape = parts.getFirst().shape().with(axis, length);
    double[] y = new double[shape.size()];
    int start = 0;
    for (Array part : parts) {
      put(read(part), y, places(part.shape(), start * shape.strides()[axis], shape.strides()));
      start += part.shape().at(axis);
    }
    return store(shape, y);
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
    double[] y = new double[shape.size()];
    put(read(x), y, places(x.shape(), offset, shape.strides()));
    return store(shape, y);
  }

  private static void put(double[] values, double[] into, int... places) {
    for (int i = 0; i < values.length; i++) {
      into[places[i]] = values[i];
    }
  }

  @Override
  public Array gather(Array x, int axis, int... indices) {
    double[] a = read(x);
    Shape shape = x.shape().with(axis, indices.length);
    double[] y = new double[shape.size()];
    int inner = shape.strides()[axis];
    for (int i = 0; i < y.length; i++) {
      int slice = i / inner;
      int outer = slice / indices.length;
      y[i] = a[(outer * x.shape().at(axis) + indices[slice % indices.length]) * inner + i % inner];
    }
    return store(shape, y);
  }

  @Override
  public Array scatter(Array c, int axis, int length, int... indices) {
    double[] a = read(c);
    Shape shape = c.shape().with(axis, length);
    double[] y = new double[shape.size()];
    int inner = shape.strides()[axis];
    for (int i = 0; i < a.length; i++) {
      int slice = i / inner;
      int outer = slice / indices.length;
      y[(outer * length + indices[slice % indices.length]) * inner + i % inner] += a[i];
    }
    return store(shape, y);
  }

  // ---- windows: each operation says what one pixel under one place of one window means

  @Override
  public Array convolve(Array x, Array k, Window window) {
    double[] a = read(x);
    double[] w = read(k);
    int in = k.shape().at(2);
    int out = k.shape().at(3);
    Shape shape = window.out(x.shape(), out);
    double[] y = new double[shape.size()];
    Taps.forEach(window, x.shape(), (o, p, place) -> {
      for (int i = 0; i < in; i++) {
        for (int j = 0; j < out; j++) {
          y[o * out + j] += a[p * in + i] * w[(place * in + i) * out + j];
        }
      }
    });
    return store(shape, y);
  }

  @Override
  public Array convolveImages(Array c, Array k, Window window, Shape images) {
    double[] b = read(c);
    double[] w = read(k);
    int in = k.shape().at(2);
    int out = k.shape().at(3);
    double[] x = new double[images.size()];
    Taps.forEach(window, images, (o, p, place) -> {
      for (int i = 0; i < in; i++) {
        for (int j = 0; j < out; j++) {
          x[p * in + i] += b[o * out + j] * w[(place * in + i) * out + j];
        }
      }
    });
    return store(images, x);
  }

  @Override
  public Array convolveKernel(Array x, Array c, Window window) {
    double[] a = read(x);
    double[] b = read(c);
    int in = x.shape().at(3);
    int out = c.shape().at(3);
    Shape shape = Shape.of(window.height(), window.width(), in, out);
    double[] w = new double[shape.size()];
    Taps.forEach(window, x.shape(), (o, p, place) -> {
      for (int i = 0; i < in; i++) {
        for (int j = 0; j < out; j++) {
          w[(place * in + i) * out + j] += a[p * in + i] * b[o * out + j];
        }
      }
    });
    return store(shape, w);
  }

  @Override
  public Array poolPlaces(Array x, Window window) {
    double[] a = read(x);
    int channels = x.shape().at(3);
    Shape shape = window.out(x.shape(), channels);
    double[] places = new double[shape.size()];
    double[] best = new double[shape.size()];
    boolean[] begun = new boolean[shape.size()];
    Taps.forEach(window, x.shape(), (o, p, place) -> {
      for (int i = 0; i < channels; i++) {
        int to = o * channels + i;
        double candidate = a[p * channels + i];
        if (!begun[to] || beats(candidate, best[to])) {
          begun[to] = true;
          best[to] = candidate;
          places[to] = place;
        }
      }
    });
    return store(shape, places);
  }

  @Override
  public Array pickPlaces(Array x, Array places, Window window) {
    double[] a = read(x);
    double[] chosen = read(places);
    int channels = x.shape().at(3);
    double[] y = new double[chosen.length];
    Taps.forEach(window, x.shape(), (o, p, place) -> {
      for (int i = 0; i < channels; i++) {
        if (chosen[o * channels + i] == place) {
          y[o * channels + i] = a[p * channels + i];
        }
      }
    });
    return store(places.shape(), y);
  }

  @Override
  public Array putPlaces(Array c, Array places, Window window, Shape images) {
    double[] b = read(c);
    double[] chosen = read(places);
    int channels = images.at(3);
    double[] x = new double[images.size()];
    Taps.forEach(window, images, (o, p, place) -> {
      for (int i = 0; i < channels; i++) {
        if (chosen[o * channels + i] == place) {
          x[p * channels + i] += b[o * channels + i];
        }
      }
    });
    return store(images, x);
  }

  @Override
  public Array poolSum(Array x, Window window) {
    double[] a = read(x);
    int channels = x.shape().at(3);
    Shape shape = window.out(x.shape(), channels);
    double[] y = new double[shape.size()];
    Taps.forEach(window, x.shape(), (o, p, place) -> {
      for (int i = 0; i < channels; i++) {
        y[o * channels + i] += a[p * channels + i];
      }
    });
    return store(shape, y);
  }

  @Override
  public Array unpoolSum(Array c, Window window, Shape images) {
    double[] b = read(c);
    int channels = images.at(3);
    double[] x = new double[images.size()];
    Taps.forEach(window, images, (o, p, place) -> {
      for (int i = 0; i < channels; i++) {
        x[p * channels + i] += b[o * channels + i];
      }
    });
    return store(images, x);
  }
}
