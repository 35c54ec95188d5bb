package dev.jacobean.autodiff.array;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The loops of a fold; loaded once for each fold (see [Loop]) but [Fold#LOG_SUM_EXP], which has [FloatLogSum].
///
/// The order of the additions is fixed by the lengths alone. `reduceLanes` is not used, for its order is not defined.
@SuppressWarnings("cast") // the twin for double needs fewer
final class FloatReduce implements Loop.Reduce {
  private static final Fold F = Loop.operation(MethodHandles.lookup(), Fold.class);
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;

  FloatReduce() {}

  @Override
  public void row(Object x, int xo, int n, Object y, int yo) {
    float[] from = (float[]) x;
    float folded = (float) F.start();
    int i = 0;
    if (n >= LANES) {
      float[] lanes = new float[LANES];
      i = wholes(from, xo, n, lanes);
      for (float lane : lanes) {
        folded = at(folded, lane);
      }
    }
    for (; i < n; i++) {
      folded = at(folded, from[xo + i]);
    }
    ((float[]) y)[yo] = folded;
  }

  /// Folds as many elements as make whole vectors into lanes; returns how many.
  private static int wholes(float[] from, int xo, int n, float[] lanes) {
    FloatVector a = FloatVector.broadcast(S, (float) F.start());
    int i = 0;
    if (n >= 4 * LANES) {
      FloatVector b = a;
      FloatVector c = a;
      FloatVector d = a;
      for (; i <= n - 4 * LANES; i += 4 * LANES) {
        a = at(a, FloatVector.fromArray(S, from, xo + i));
        b = at(b, FloatVector.fromArray(S, from, xo + i + LANES));
        c = at(c, FloatVector.fromArray(S, from, xo + i + 2 * LANES));
        d = at(d, FloatVector.fromArray(S, from, xo + i + 3 * LANES));
      }
      a = at(at(a, b), at(c, d));
    }
    for (; i <= n - LANES; i += LANES) {
      a = at(a, FloatVector.fromArray(S, from, xo + i));
    }
    a.intoArray(lanes, 0);
    return i;
  }

  @Override
  public void columns(Object x, int xo, int stride, int rows, Object y, int yo, int n) {
    float[] from = (float[]) x;
    float[] to = (float[]) y;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      fourWide(from, xo + i, stride, rows, to, yo + i);
    }
    for (; i <= n - LANES; i += LANES) {
      oneWide(from, xo + i, stride, rows, to, yo + i);
    }
    for (; i < n; i++) {
      float folded = (float) F.start();
      for (int row = 0; row < rows; row++) {
        folded = at(folded, from[xo + i + row * stride]);
      }
      to[yo + i] = folded;
    }
  }

  private static void fourWide(float[] from, int xo, int stride, int rows, float[] to, int yo) {
    FloatVector a = FloatVector.broadcast(S, (float) F.start());
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int at = xo;
    for (int row = 0; row < rows; row++) {
      a = at(a, FloatVector.fromArray(S, from, at));
      b = at(b, FloatVector.fromArray(S, from, at + LANES));
      c = at(c, FloatVector.fromArray(S, from, at + 2 * LANES));
      d = at(d, FloatVector.fromArray(S, from, at + 3 * LANES));
      at += stride;
    }
    a.intoArray(to, yo);
    b.intoArray(to, yo + LANES);
    c.intoArray(to, yo + 2 * LANES);
    d.intoArray(to, yo + 3 * LANES);
  }

  private static void oneWide(float[] from, int xo, int stride, int rows, float[] to, int yo) {
    FloatVector a = FloatVector.broadcast(S, (float) F.start());
    int at = xo;
    for (int row = 0; row < rows; row++) {
      a = at(a, FloatVector.fromArray(S, from, at));
      at += stride;
    }
    a.intoArray(to, yo);
  }

  private static FloatVector at(FloatVector folded, FloatVector x) {
    return F == Fold.SUM ? folded.add(x) : F == Fold.MAX ? folded.max(x) : folded.min(x);
  }

  private static float at(float folded, float x) {
    return F == Fold.SUM ? folded + x : F == Fold.MAX ? Math.max(folded, x) : Math.min(folded, x);
  }
}
