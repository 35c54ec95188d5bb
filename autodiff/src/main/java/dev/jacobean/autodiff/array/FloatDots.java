package dev.jacobean.autodiff.array;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Products of a matrix and a vector, without packing: they are bound by reading the matrix once.
final class FloatDots {
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;

  private FloatDots() {}

  /// Products of the rows of a matrix with a vector; see [Kernels#dots].
  static void dots(float[] x, int xo, int xs, float[] v, int vo, float[] y, int yo, int n, int k) {
    int whole = S.loopBound(k);
    float[] lanes = new float[4 * LANES];
    int i = 0;
    for (; i < n; i += 4) {
      int rows = Math.min(4, n - i);
      int first = xo + i * xs;
      // A missing row repeats the first.
      if (whole > 0) {
        four(x, first, rows > 1 ? first + xs : first, rows > 2 ? first + 2 * xs : first,
            rows > 3 ? first + 3 * xs : first, v, vo, whole, lanes);
      }
      for (int row = 0; row < rows; row++) {
        float sum = 0;
        for (int lane = row * LANES; lane < row * LANES + LANES; lane++) {
          sum += lanes[lane];
        }
        for (int p = whole; p < k; p++) {
          sum += x[first + row * xs + p] * v[vo + p];
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
    for (int p = 0; p < k; p += LANES) {
      FloatVector f = FloatVector.fromArray(S, v, vo + p);
      a = FloatVector.fromArray(S, x, xa + p).fma(f, a);
      b = FloatVector.fromArray(S, x, xb + p).fma(f, b);
      c = FloatVector.fromArray(S, x, xc + p).fma(f, c);
      d = FloatVector.fromArray(S, x, xd + p).fma(f, d);
    }
    a.intoArray(lanes, 0);
    b.intoArray(lanes, LANES);
    c.intoArray(lanes, 2 * LANES);
    d.intoArray(lanes, 3 * LANES);
  }

  /// A sum of the rows of a matrix with factors; see [Kernels#sums].
  static void sums(float[] x, int xo, int xs, float[] v, int vo, float[] y, int yo, int n, int k) {
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      fourWide(x, xo + i, xs, v, vo, y, yo + i, k);
    }
    for (; i <= n - LANES; i += LANES) {
      oneWide(x, xo + i, xs, v, vo, y, yo + i, k);
    }
    for (; i < n; i++) {
      float sum = 0;
      for (int p = 0; p < k; p++) {
        sum = Math.fma(x[xo + i + p * xs], v[vo + p], sum);
      }
      y[yo + i] = sum;
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
