package dev.jacobean.autodiff.array;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Rearranges the factors of a product, so that its innermost loop reads both in order.
final class FloatPack {
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;
  private static final int WIDE = 2 * LANES;

  /// Four numbers; only used where a vector has at least as many.
  private static final VectorSpecies<Float> FOUR = VectorSpecies.of(float.class, VectorShape.forBitSize(4 * Float.SIZE));
  private static final boolean FOURS = LANES >= 4;
  private static final VectorShuffle<Float> NEIGHBOURS = VectorShuffle.fromValues(FOUR, 1, 0, 3, 2);
  private static final VectorShuffle<Float> HALVES = VectorShuffle.fromValues(FOUR, 2, 3, 0, 1);
  private static final VectorMask<Float> ODD = VectorMask.fromLong(FOUR, 0b1010);
  private static final VectorMask<Float> UPPER = VectorMask.fromLong(FOUR, 0b1100);

  private FloatPack() {}

  /// See [Kernels#transpose].
  static void transpose(float[] x, int xo, int xs, float[] y, int yo, int ys, int rows, int k) {
    int whole = FOURS ? k & -4 : 0;
    int i = 0;
    for (; i + 4 <= rows; i += 4) {
      int from = xo + i * xs;
      blocks(x, from, xs, y, yo + i, ys, whole);
      four(x, from, xs, y, yo + i, ys, whole, k);
    }
    for (; i < rows; i++) {
      for (int p = 0; p < k; p++) {
        y[yo + i + p * ys] = x[xo + i * xs + p];
      }
    }
  }

  /// Four rows, four columns at a time, in registers: first the squares of two exchange their corners, then those of four
  /// theirs. This takes a third of the time that single numbers take.
  private static void blocks(float[] x, int xo, int xs, float[] y, int yo, int ys, int k) {
    int to = yo;
    for (int p = 0; p < k; p += 4) {
      FloatVector a = FloatVector.fromArray(FOUR, x, xo + p);
      FloatVector b = FloatVector.fromArray(FOUR, x, xo + xs + p);
      FloatVector c = FloatVector.fromArray(FOUR, x, xo + 2 * xs + p);
      FloatVector d = FloatVector.fromArray(FOUR, x, xo + 3 * xs + p);
      FloatVector ab = a.blend(b.rearrange(NEIGHBOURS), ODD);
      FloatVector ba = a.rearrange(NEIGHBOURS).blend(b, ODD);
      FloatVector cd = c.blend(d.rearrange(NEIGHBOURS), ODD);
      FloatVector dc = c.rearrange(NEIGHBOURS).blend(d, ODD);
      ab.blend(cd.rearrange(HALVES), UPPER).intoArray(y, to);
      ba.blend(dc.rearrange(HALVES), UPPER).intoArray(y, to + ys);
      ab.rearrange(HALVES).blend(cd, UPPER).intoArray(y, to + 2 * ys);
      ba.rearrange(HALVES).blend(dc, UPPER).intoArray(y, to + 3 * ys);
      to += 4 * ys;
    }
  }

  private static void four(float[] x, int xo, int xs, float[] y, int yo, int ys, int from, int k) {
    int to = yo + from * ys;
    for (int p = from; p < k; p++) {
      y[to] = x[xo + p];
      y[to + 1] = x[xo + xs + p];
      y[to + 2] = x[xo + 2 * xs + p];
      y[to + 3] = x[xo + 3 * xs + p];
      to += ys;
    }
  }

  /// See [Kernels#panels].
  static void panels(float[] x, int xo, int xs, float[] y, int yo, int k, int panels) {
    for (int p = 0; p < k; p++) {
      int from = xo + p * xs;
      int to = yo + p * WIDE;
      for (int i = 0; i < panels; i++) {
        FloatVector.fromArray(S, x, from).intoArray(y, to);
        FloatVector.fromArray(S, x, from + LANES).intoArray(y, to + LANES);
        from += WIDE;
        to += k * WIDE;
      }
    }
  }

  /// See [Kernels#strips].
  static void strips(float[] x, int xo, int xs, float[] y, int yo, int k, int height, int strips) {
    int fours = FOURS ? height & -4 : 0;
    for (int p = 0; p < k; p++) {
      int from = xo + p * xs;
      int to = yo + p * height;
      for (int i = 0; i < strips; i++) {
        for (int j = 0; j < fours; j += 4) {
          FloatVector.fromArray(FOUR, x, from + j).intoArray(y, to + j);
        }
        for (int j = fours; j < height; j++) {
          y[to + j] = x[from + j];
        }
        from += height;
        to += k * height;
      }
    }
  }
}
