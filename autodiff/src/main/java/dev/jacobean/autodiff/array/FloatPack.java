package dev.jacobean.autodiff.array;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Rearranges the factors of a product, so that its innermost loop reads both in order.
final class FloatPack {
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;
  private static final int WIDE = 2 * LANES;

  private FloatPack() {}

  /// See [Kernels#transpose].
  static void transpose(float[] x, int xo, int xs, float[] y, int yo, int ys, int rows, int k) {
    int i = 0;
    for (; i + 4 <= rows; i += 4) {
      int from = xo + i * xs;
      four(x, from, from + xs, from + 2 * xs, from + 3 * xs, y, yo + i, ys, k);
    }
    for (; i < rows; i++) {
      for (int p = 0; p < k; p++) {
        y[yo + i + p * ys] = x[xo + i * xs + p];
      }
    }
  }

  private static void four(float[] x, int a, int b, int c, int d, float[] y, int yo, int ys, int k) {
    int to = yo;
    for (int p = 0; p < k; p++) {
      y[to] = x[a + p];
      y[to + 1] = x[b + p];
      y[to + 2] = x[c + p];
      y[to + 3] = x[d + p];
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
}
