package dev.jacobean.autodiff.array;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Products of a matrix and a vector, without packing: they are bound by reading the matrix once.
final class FloatDots {
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;

  private FloatDots() {}

  /// Products of the rows of a matrix with a vector; see [Kernels#dots].
  static void dots(float[] x, int xo, int xs, float[] v, int vo, float[] y, int yo, int n, int k) {
    float[] lanes = new float[4 * LANES];
    for (int i = 0; i < n; i += 4) {
      int rows = Math.min(4, n - i);
      int first = xo + i * xs;
      // A missing row repeats the first.
      four(x, first, rows > 1 ? first + xs : first, rows > 2 ? first + 2 * xs : first,
          rows > 3 ? first + 3 * xs : first, v, vo, k, lanes);
      for (int row = 0; row < rows; row++) {
        float sum = 0;
        for (int lane = row * LANES; lane < row * LANES + LANES; lane++) {
          sum += lanes[lane];
        }
        y[yo + i + row] = sum;
      }
    }
  }

  private static void four(float[] x, int xa, int xb, int xc, int xd, float[] v, int vo, int k, float[] lanes) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int whole = S.loopBound(k);
    for (int p = 0; p < whole; p += LANES) {
      FloatVector f = FloatVector.fromArray(S, v, vo + p);
      a = FloatVector.fromArray(S, x, xa + p).fma(f, a);
      b = FloatVector.fromArray(S, x, xb + p).fma(f, b);
      c = FloatVector.fromArray(S, x, xc + p).fma(f, c);
      d = FloatVector.fromArray(S, x, xd + p).fma(f, d);
    }
    if (whole < k) {
      VectorMask<Float> rest = S.indexInRange(whole, k);
      FloatVector f = FloatVector.fromArray(S, v, vo + whole, rest);
      a = FloatVector.fromArray(S, x, xa + whole, rest).fma(f, a);
      b = FloatVector.fromArray(S, x, xb + whole, rest).fma(f, b);
      c = FloatVector.fromArray(S, x, xc + whole, rest).fma(f, c);
      d = FloatVector.fromArray(S, x, xd + whole, rest).fma(f, d);
    }
    a.intoArray(lanes, 0);
    b.intoArray(lanes, LANES);
    c.intoArray(lanes, 2 * LANES);
    d.intoArray(lanes, 3 * LANES);
  }

  /// A sum of the rows of a matrix with factors, for `y` of zeros; see [Kernels#sums].
  static void sums(float[] x, int xo, int xs, float[] v, int vo, float[] y, int yo, int n, int k) {
    int whole = S.loopBound(n);
    int p = 0;
    if (n > 8 * LANES) {
      for (; p <= k - 8; p += 8) {
        eightRows(x, xo + p * xs, xs, v, vo + p, y, yo, whole);
      }
    } else if (n >= 4 * LANES) {
      fourWide(x, xo, xs, v, vo, y, yo, k);
      p = k;
      for (int i = 4 * LANES; i < whole; i += LANES) {
        oneWide(x, xo + i, xs, v, vo, y, yo + i, k);
      }
    }
    for (; p < k; p++) {
      float factor = v[vo + p];
      for (int i = 0; i < whole; i += LANES) {
        FloatVector.fromArray(S, x, xo + p * xs + i).fma(FloatVector.broadcast(S, factor),
            FloatVector.fromArray(S, y, yo + i)).intoArray(y, yo + i);
      }
    }
    for (int i = whole; i < n; i++) {
      float sum = 0;
      for (int q = 0; q < k; q++) {
        sum = Math.fma(x[xo + i + q * xs], v[vo + q], sum);
      }
      y[yo + i] = sum;
    }
  }

  /// Adds eight rows at once: fewer passes over `y`, and long runs through each row.
  private static void eightRows(float[] x, int xo, int xs, float[] v, int vo, float[] y, int yo, int n) {
    FloatVector a = FloatVector.broadcast(S, v[vo]);
    FloatVector b = FloatVector.broadcast(S, v[vo + 1]);
    FloatVector c = FloatVector.broadcast(S, v[vo + 2]);
    FloatVector d = FloatVector.broadcast(S, v[vo + 3]);
    FloatVector e = FloatVector.broadcast(S, v[vo + 4]);
    FloatVector f = FloatVector.broadcast(S, v[vo + 5]);
    FloatVector g = FloatVector.broadcast(S, v[vo + 6]);
    FloatVector h = FloatVector.broadcast(S, v[vo + 7]);
    for (int i = 0; i < n; i += LANES) {
      FloatVector sum = FloatVector.fromArray(S, x, xo + i).fma(a, FloatVector.fromArray(S, y, yo + i));
      sum = FloatVector.fromArray(S, x, xo + xs + i).fma(b, sum);
      sum = FloatVector.fromArray(S, x, xo + 2 * xs + i).fma(c, sum);
      sum = FloatVector.fromArray(S, x, xo + 3 * xs + i).fma(d, sum);
      sum = FloatVector.fromArray(S, x, xo + 4 * xs + i).fma(e, sum);
      sum = FloatVector.fromArray(S, x, xo + 5 * xs + i).fma(f, sum);
      sum = FloatVector.fromArray(S, x, xo + 6 * xs + i).fma(g, sum);
      FloatVector.fromArray(S, x, xo + 7 * xs + i).fma(h, sum).intoArray(y, yo + i);
    }
  }

  private static void fourWide(float[] x, int xo, int xs, float[] v, int vo, float[] y, int yo, int k) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int at = xo;
    for (int p = 0; p < k; p++) {
      FloatVector f = FloatVector.broadcast(S, v[vo + p]);
      a = FloatVector.fromArray(S, x, at).fma(f, a);
      b = FloatVector.fromArray(S, x, at + LANES).fma(f, b);
      c = FloatVector.fromArray(S, x, at + 2 * LANES).fma(f, c);
      d = FloatVector.fromArray(S, x, at + 3 * LANES).fma(f, d);
      at += xs;
    }
    a.intoArray(y, yo);
    b.intoArray(y, yo + LANES);
    c.intoArray(y, yo + 2 * LANES);
    d.intoArray(y, yo + 3 * LANES);
  }

  private static void oneWide(float[] x, int xo, int xs, float[] v, int vo, float[] y, int yo, int k) {
    FloatVector a = FloatVector.zero(S);
    int at = xo;
    for (int p = 0; p < k; p++) {
      a = FloatVector.fromArray(S, x, at).fma(FloatVector.broadcast(S, v[vo + p]), a);
      at += xs;
    }
    a.intoArray(y, yo);
  }
}
