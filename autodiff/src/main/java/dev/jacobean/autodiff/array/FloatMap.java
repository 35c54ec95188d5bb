package dev.jacobean.autodiff.array;

import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import java.lang.invoke.MethodHandles;
import java.util.EnumSet;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The loop of a function of one argument; loaded once for each function (see [Loop]).
@SuppressWarnings("cast") // the twin for double needs fewer
final class FloatMap implements Loop.Map {
  private static final Unary F = Loop.operation(MethodHandles.lookup(), Unary.class);

  /// Those with a vector form here; any other runs by its definition, number by number.
  private static final boolean SCALAR = !EnumSet.of(Unary.NEGATE, Unary.RECIPROCAL, Unary.SQUARE, Unary.SQRT, Unary.ABS,
      Unary.SIGN, Unary.RELU, Unary.EXP, Unary.EXPM1, Unary.LOG, Unary.LOG1P, Unary.SIN, Unary.COS, Unary.TANH,
      Unary.SIGMOID, Unary.SOFTPLUS).contains(F);

  /// These round once, like their definition: short rows may use it and get the same bits.
  private static final boolean EXACT = F == Unary.NEGATE || F == Unary.RECIPROCAL || F == Unary.SQUARE
      || F == Unary.SQRT || F == Unary.ABS || F == Unary.SIGN || F == Unary.RELU;

  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;

  // Whole vectors, made once: a number in the place of a vector may keep the compiler from inlining the loop.
  private static final FloatVector ZERO = FloatVector.zero(S);
  private static final FloatVector ONE = FloatVector.broadcast(S, 1);
  private static final FloatVector MINUS_ONE = FloatVector.broadcast(S, -1);

  FloatMap() {}

  @Override
  public void run(Object x, int xo, Object y, int yo, int n) {
    float[] from = (float[]) x;
    float[] to = (float[]) y;
    if (SCALAR || EXACT && n < LANES) {
      for (int i = 0; i < n; i++) {
        to[yo + i] = (float) F.at(from[xo + i]);
      }
    } else if (n < LANES) {
      float[] padded = new float[LANES];
      System.arraycopy(from, xo, padded, 0, n);
      whole(padded, 0, padded, 0, LANES);
      System.arraycopy(padded, 0, to, yo, n);
    } else {
      whole(from, xo, to, yo, n);
    }
  }

  /// The last vector may overlap the one before, which does no harm: `to` is never read.
  ///
  /// The functions stand here, once and one after another, for the compiler's limits: more calls in the loop would not be
  /// inlined. And they make this larger than FreqInlineSize (325 bytes), above which nothing is inlined into its caller: ten
  /// calls deep, the last calls of a long function would not be inlined, and it would take four times as long.
  private static void whole(float[] from, int xo, float[] to, int yo, int n) {
    int last = n - LANES;
    for (int i = 0; i < n; i += LANES) {
      int start = Math.min(i, last);
      FloatVector x = FloatVector.fromArray(S, from, xo + start);
      FloatVector y;
      if (F == Unary.NEGATE) {
        y = x.neg();
      } else if (F == Unary.RECIPROCAL) {
        y = ONE.div(x);
      } else if (F == Unary.SQUARE) {
        y = x.mul(x);
      } else if (F == Unary.SQRT) {
        y = x.sqrt();
      } else if (F == Unary.ABS) {
        y = x.lanewise(ABS);
      } else if (F == Unary.SIGN) {
        y = x.blend(ONE, x.compare(GT, ZERO)).blend(MINUS_ONE, x.compare(LT, ZERO));
      } else if (F == Unary.RELU) {
        y = x.max(ZERO);
      } else if (F == Unary.EXP) {
        y = FloatMath.exp(x);
      } else if (F == Unary.EXPM1) {
        y = FloatMath.expm1(x);
      } else if (F == Unary.LOG) {
        y = FloatMath.log(x);
      } else if (F == Unary.LOG1P) {
        y = FloatMath.log1p(x);
      } else if (F == Unary.SIN) {
        y = FloatMath.sin(x);
      } else if (F == Unary.COS) {
        y = FloatMath.cos(x);
      } else if (F == Unary.TANH) {
        y = FloatMath.tanh(x);
      } else if (F == Unary.SIGMOID) {
        y = FloatMath.sigmoid(x);
      } else if (F == Unary.SOFTPLUS) {
        y = FloatMath.softplus(x);
      } else {
        throw new IllegalStateException(F + " has no vector form");
      }
      y.intoArray(to, yo + start);
    }
  }
}
