package dev.jacobean.autodiff.array;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The loops of [Fold#LOG_SUM_EXP]: log Σ eˣ = m + log Σ eˣ⁻ᵐ, where m is the largest x, or 0 if that is infinite.
///
/// Two visits to numbers that lie in the first cache by the second. The order of the additions is fixed by the lengths
/// alone, as in [FloatReduce].
@SuppressWarnings("cast") // the twin for double needs fewer
final class FloatLogSum implements Loop.Reduce {
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;
  private static final float NOTHING = Float.NEGATIVE_INFINITY;

  // Each lane meets the one so many further on.
  private static final VectorShuffle<Float> BY_8 = VectorShuffle.iota(S, 8 % LANES, 1, true);
  private static final VectorShuffle<Float> BY_4 = VectorShuffle.iota(S, 4 % LANES, 1, true);
  private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(S, 2 % LANES, 1, true);
  private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(S, 1 % LANES, 1, true);

  FloatLogSum() {}

  @Override
  public void row(Object x, int xo, int n, Object y, int yo) {
    row((float[]) x, xo, n, (float[]) y, yo);
  }

  private static void row(float[] from, int xo, int n, float[] to, int yo) {
    FloatVector most = FloatVector.broadcast(S, NOTHING);
    for (int i = 0; i < n; i += LANES) {
      most = most.max(some(from, xo + i, n - i));
    }
    most = LANES > 8 ? most.max(most.rearrange(BY_8)) : most;
    most = LANES > 4 ? most.max(most.rearrange(BY_4)) : most;
    most = LANES > 2 ? most.max(most.rearrange(BY_2)) : most;
    FloatVector shifts = shift(LANES > 1 ? most.max(most.rearrange(BY_1)) : most);
    FloatVector sums = FloatVector.zero(S);
    for (int i = 0; i < n; i += LANES) {
      sums = sums.add(FloatMath.exp(some(from, xo + i, n - i).sub(shifts)));
    }
    sums = LANES > 8 ? sums.add(sums.rearrange(BY_8)) : sums;
    sums = LANES > 4 ? sums.add(sums.rearrange(BY_4)) : sums;
    sums = LANES > 2 ? sums.add(sums.rearrange(BY_2)) : sums;
    sums = LANES > 1 ? sums.add(sums.rearrange(BY_1)) : sums;
    to[yo] = FloatMath.log(sums).add(shifts).lane(0);
  }

  /// The largest numbers, or 0 where they are infinite or none: there the difference is no number, and equals nothing.
  private static FloatVector shift(FloatVector most) {
    return FloatVector.zero(S).blend(most, most.sub(most).eq(0));
  }

  /// The next `n` numbers; nothing in the lanes beyond.
  private static FloatVector some(float[] from, int at, int n) {
    VectorMask<Float> there = S.indexInRange(0, n);
    return FloatVector.broadcast(S, NOTHING).blend(FloatVector.fromArray(S, from, at, there), there);
  }

  @Override
  public void columns(Object x, int xo, int stride, int rows, Object y, int yo, int n) {
    float[] from = (float[]) x;
    float[] to = (float[]) y;
    int whole = n - n % LANES;
    for (int i = 0; i < whole; i += LANES) {
      column(from, xo + i, stride, rows, to, yo + i);
    }
    if (whole < n) {
      float[] copy = new float[rows * LANES];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(from, xo + whole + row * stride, copy, row * LANES, n - whole);
      }
      float[] folded = new float[LANES];
      column(copy, 0, LANES, rows, folded, 0);
      System.arraycopy(folded, 0, to, yo + whole, n - whole);
    }
  }

  /// A vector's width of columns.
  private static void column(float[] from, int xo, int stride, int rows, float[] to, int yo) {
    FloatVector most = FloatVector.broadcast(S, NOTHING);
    for (int row = 0; row < rows; row++) {
      most = most.max(FloatVector.fromArray(S, from, xo + row * stride));
    }
    FloatVector shifts = shift(most);
    FloatVector sums = FloatVector.zero(S);
    for (int row = 0; row < rows; row++) {
      sums = sums.add(FloatMath.exp(FloatVector.fromArray(S, from, xo + row * stride).sub(shifts)));
    }
    FloatMath.log(sums).add(shifts).intoArray(to, yo);
  }
}
