package dev.jacobean.autodiff.array;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// The loop of a function of two arguments; loaded once for each function (see [Loop]).
@SuppressWarnings("cast") // the twin for double needs fewer
final class FloatZip implements Loop.Zip {
  private static final Binary F = Loop.operation(MethodHandles.lookup(), Binary.class);

  /// Has no vector form here yet. All others round once, like their definition.
  private static final boolean SCALAR = F == Binary.POW;

  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;

  // Whole vectors, made once: a number in the place of a vector may keep the compiler from inlining the loop.
  private static final FloatVector ZERO = FloatVector.zero(S);
  private static final FloatVector ONE = FloatVector.broadcast(S, 1);

  FloatZip() {}

  @Override
  public void run(Object x, int xo, int xs, Object y, int yo, int ys, Object z, int zo, int n) {
    float[] left = (float[]) x;
    float[] right = (float[]) y;
    float[] to = (float[]) z;
    if (SCALAR || n < LANES || xs + ys == 0) {
      for (int i = 0; i < n; i++) {
        to[zo + i] = (float) F.at(left[xo + i * xs], right[yo + i * ys]);
      }
    } else if (ys == 0) {
      wholeByNumber(left, xo, right[yo], to, zo, n - LANES);
    } else if (xs == 0) {
      numberByWhole(left[xo], right, yo, to, zo, n - LANES);
    } else {
      wholes(left, xo, right, yo, to, zo, n - LANES);
    }
  }

  // In all three the last vector overlaps the one before, which does no harm: `to` is never read.

  private static void wholes(float[] left, int xo, float[] right, int yo, float[] to, int zo, int last) {
    for (int i = 0; i < last; i += LANES) {
      at(FloatVector.fromArray(S, left, xo + i), FloatVector.fromArray(S, right, yo + i)).intoArray(to, zo + i);
    }
    at(FloatVector.fromArray(S, left, xo + last), FloatVector.fromArray(S, right, yo + last)).intoArray(to, zo + last);
  }

  private static void wholeByNumber(float[] left, int xo, float number, float[] to, int zo, int last) {
    FloatVector right = FloatVector.broadcast(S, number);
    for (int i = 0; i < last; i += LANES) {
      at(FloatVector.fromArray(S, left, xo + i), right).intoArray(to, zo + i);
    }
    at(FloatVector.fromArray(S, left, xo + last), right).intoArray(to, zo + last);
  }

  private static void numberByWhole(float number, float[] right, int yo, float[] to, int zo, int last) {
    FloatVector left = FloatVector.broadcast(S, number);
    for (int i = 0; i < last; i += LANES) {
      at(left, FloatVector.fromArray(S, right, yo + i)).intoArray(to, zo + i);
    }
    at(left, FloatVector.fromArray(S, right, yo + last)).intoArray(to, zo + last);
  }

  private static FloatVector at(FloatVector x, FloatVector y) {
    if (F == Binary.ADD) {
      return x.add(y);
    } else if (F == Binary.SUBTRACT) {
      return x.sub(y);
    } else if (F == Binary.MULTIPLY) {
      return x.mul(y);
    } else if (F == Binary.DIVIDE) {
      return x.div(y);
    } else if (F == Binary.MAX) {
      return x.max(y);
    } else if (F == Binary.MIN) {
      return x.min(y);
    } else if (F == Binary.LESS) {
      return one(x.compare(LT, y));
    } else if (F == Binary.LESS_OR_EQUAL) {
      return one(x.compare(LE, y));
    } else if (F == Binary.EQUAL) {
      return one(x.compare(EQ, y));
    } else if (F == Binary.NOT_EQUAL) {
      return one(x.compare(NE, y));
    } else if (F == Binary.GATE) {
      return ZERO.blend(x, y.compare(GT, ZERO));
    } else if (F == Binary.ADD_RELU) {
      return x.add(y).max(ZERO);
    }
    throw new IllegalStateException(F + " has no vector form");
  }

  private static FloatVector one(VectorMask<Float> where) {
    return ZERO.blend(ONE, where);
  }
}
