package dev.jacobean.autodiff.array;

import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NEG;
import static jdk.incubator.vector.VectorOperators.ULT;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Elementary functions of whole vectors, to a few units in the last place.
///
/// The Vector API has such functions, but their bits differ between interpreted and compiled code, so a result would
/// depend on when the compiler came. These use only operations that IEEE 754 rounds exactly, and so give the same bits
/// always and everywhere. Argument reduction after W. J. Cody and W. Waite, Software Manual for the Elementary
/// Functions, 1980; the logarithm as in FreeBSD's msun (K. C. Ng, 1993). The series are Taylor's, cut where they fall
/// below the rounding error.
@SuppressWarnings("cast") // the twin for double needs fewer
final class FloatMath {
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final boolean SINGLE = Float.PRECISION == 24;
  private static final int FRACTION = Float.PRECISION - 1;

  /// Adding it leaves a number's nearest whole number in the low bits.
  private static final float ROUNDER = (float) (3L << FRACTION - 1);

  private static final double LOG_2 = 0.6931471805599453;
  private static final double QUARTER = Math.PI / 2;
  private static final double QUARTER_REST = 6.123233995736766e-17;

  // Constants are whole vectors, made once: the compiler gives up on a loop in which it meets too many broadcasts.

  private static final FloatVector ROUND = constant(ROUNDER);
  private static final FloatVector ZERO = constant(0);
  private static final FloatVector HALF = constant(0.5);
  private static final FloatVector ONE = constant(1);
  private static final FloatVector TWO = constant(2);
  private static final FloatVector INFINITY = constant(Double.POSITIVE_INFINITY);
  private static final IntVector ONE_BITS = ONE.reinterpretAsInts();

  private static final FloatVector PER_LOG_2 = constant(1 / LOG_2);
  private static final FloatVector LOG_2_HIGH = constant(LOG_2);
  private static final FloatVector LOG_2_LOW = constant(SINGLE ? LOG_2 - (float) LOG_2 : 2.3190468138462996e-17);
  private static final FloatVector EXP_NEAR = constant((Float.MAX_EXPONENT - 1) * LOG_2);
  private static final FloatVector EXP_LOWEST = constant((Float.MIN_EXPONENT - Float.PRECISION - 1) * LOG_2);
  private static final FloatVector EXP_HIGHEST = constant((Float.MAX_EXPONENT + 2) * LOG_2);
  private static final FloatVector EXPM1_LOWEST = constant(-2 * Float.PRECISION);
  private static final FloatVector EXPM1_HIGHEST = constant((Float.MAX_EXPONENT + 1) * LOG_2 + 0.2);
  private static final FloatVector TANH_HIGHEST = constant(20);

  private static final FloatVector NORMAL = constant(Float.MIN_NORMAL);
  private static final IntVector NORMAL_BITS = NORMAL.reinterpretAsInts();
  private static final IntVector NORMALS = INFINITY.reinterpretAsInts().sub(NORMAL_BITS);
  private static final FloatVector SHIFT = constant(Float.PRECISION);
  private static final FloatVector TO_NORMAL = constant(1L << Float.PRECISION);
  private static final IntVector ROOT_BITS = constant(Math.sqrt(0.5)).reinterpretAsInts();
  private static final IntVector ROUND_BITS = ROUND.reinterpretAsInts();

  private static final FloatVector PER_QUARTER = constant(1 / QUARTER);
  private static final FloatVector QUARTER_HIGH = constant(QUARTER);
  private static final FloatVector QUARTER_MIDDLE = constant(SINGLE ? QUARTER - (float) QUARTER : QUARTER_REST);
  private static final FloatVector QUARTER_LOW = constant(SINGLE
      ? QUARTER - (float) QUARTER - (float) (QUARTER - (float) QUARTER) + QUARTER_REST : -1.4973849048591698e-33);

  /// Up to here the three parts of π/2 reduce an angle well.
  private static final FloatVector FAR = constant(100_000);

  /// Below it, expm1, log1p, tanh and sin equal their argument.
  private static final FloatVector TINY = constant(1.0 / (1L << Float.PRECISION));

  // 1/n!
  private static final FloatVector F3 = constant(1 / 6.0);
  private static final FloatVector F4 = constant(1 / 24.0);
  private static final FloatVector F5 = constant(1 / 120.0);
  private static final FloatVector F6 = constant(1 / 720.0);
  private static final FloatVector F7 = constant(1 / 5040.0);
  private static final FloatVector F8 = constant(1 / 40320.0);
  private static final FloatVector F9 = constant(1 / 362880.0);
  private static final FloatVector F10 = constant(1 / 3628800.0);
  private static final FloatVector F11 = constant(1 / 39916800.0);
  private static final FloatVector F12 = constant(1 / 479001600.0);
  private static final FloatVector F13 = constant(1 / 6227020800.0);
  private static final FloatVector F14 = constant(1 / 87178291200.0);
  private static final FloatVector F15 = constant(1 / 1307674368000.0);
  private static final FloatVector F16 = constant(1 / 20922789888000.0);
  private static final FloatVector F17 = constant(1 / 355687428096000.0);

  // 2/n
  private static final FloatVector H3 = constant(2 / 3.0);
  private static final FloatVector H5 = constant(2 / 5.0);
  private static final FloatVector H7 = constant(2 / 7.0);
  private static final FloatVector H9 = constant(2 / 9.0);
  private static final FloatVector H11 = constant(2 / 11.0);
  private static final FloatVector H13 = constant(2 / 13.0);
  private static final FloatVector H15 = constant(2 / 15.0);
  private static final FloatVector H17 = constant(2 / 17.0);
  private static final FloatVector H19 = constant(2 / 19.0);
  private static final FloatVector H21 = constant(2 / 21.0);

  private FloatMath() {}

  private static FloatVector constant(double x) {
    return FloatVector.broadcast(S, (float) x);
  }

  /// 2ⁿ, where n is the number that adding [#ROUND] left in the low bits.
  private static FloatVector power(FloatVector rounded) {
    return rounded.reinterpretAsInts().lanewise(LSHL, FRACTION).add(ONE_BITS).reinterpretAsFloats();
  }

  private static FloatVector within(FloatVector x, FloatVector lowest, FloatVector highest) {
    return x.blend(lowest, x.compare(LT, lowest)).blend(highest, x.compare(GT, highest));
  }

  // ---- exponentials: x = n log 2 + r, eˣ = 2ⁿ eʳ

  private static FloatVector rest(FloatVector x, FloatVector n) {
    FloatVector minus = n.neg();
    return minus.fma(LOG_2_LOW, minus.fma(LOG_2_HIGH, x));
  }

  /// eʳ − 1 for |r| ≤ log 2 / 2.
  private static FloatVector series(FloatVector r) {
    FloatVector p = F7;
    if (!SINGLE) {
      p = F13.fma(r, F12).fma(r, F11).fma(r, F10).fma(r, F9).fma(r, F8).fma(r, F7);
    }
    return p.fma(r, F6).fma(r, F5).fma(r, F4).fma(r, F3).fma(r, HALF).mul(r).fma(r, r);
  }

  static FloatVector exp(FloatVector x) {
    FloatVector rounded = x.fma(PER_LOG_2, ROUND);
    FloatVector y = series(rest(x, rounded.sub(ROUND))).add(ONE).mul(power(rounded));
    return x.lanewise(ABS).compare(GT, EXP_NEAR).anyTrue() ? farExp(x) : y;
  }

  /// The exponential where it may overflow or underflow; elsewhere the same bits.
  private static FloatVector farExp(FloatVector x) {
    FloatVector bounded = within(x, EXP_LOWEST, EXP_HIGHEST);
    FloatVector n = bounded.fma(PER_LOG_2, ROUND).sub(ROUND);
    FloatVector y = series(rest(bounded, n)).add(ONE);
    // In two steps, for 2ⁿ itself may be too large or too small a number.
    FloatVector half = n.fma(HALF, ROUND);
    return y.mul(power(half)).mul(power(n.sub(half.sub(ROUND)).add(ROUND)));
  }

  /// 2ⁿ (eʳ − 1) + (2ⁿ − 1).
  static FloatVector expm1(FloatVector x) {
    VectorMask<Float> tiny = isTiny(x);
    FloatVector bounded = within(x, EXPM1_LOWEST, EXPM1_HIGHEST);
    FloatVector rounded = bounded.fma(PER_LOG_2, ROUND);
    FloatVector half = power(rounded.sub(ONE));
    FloatVector y = half.fma(series(rest(bounded, rounded.sub(ROUND))), half.sub(HALF));
    return y.add(y).blend(x, tiny);
  }

  /// To be asked before longer work: late in a loop the compiler inlines no more.
  private static VectorMask<Float> isTiny(FloatVector x) {
    return x.lanewise(ABS).compare(LT, TINY);
  }

  static FloatVector tanh(FloatVector x) {
    VectorMask<Float> tiny = isTiny(x);
    FloatVector r = x.lanewise(ABS);
    FloatVector bounded = r.blend(TANH_HIGHEST, r.compare(GT, TANH_HIGHEST));
    FloatVector e = expm1(bounded.add(bounded));
    FloatVector y = e.div(e.add(TWO));
    return y.lanewise(NEG, x.compare(LT, ZERO)).blend(x, tiny);
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(x.lanewise(ABS).neg());
    return e.blend(ONE, x.compare(GE, ZERO)).div(e.add(ONE));
  }

  /// max(x, 0) + log (1 + e^−|x|).
  static FloatVector softplus(FloatVector x) {
    FloatVector top = x.max(ZERO);
    FloatVector e = exp(x.lanewise(ABS).neg());
    FloatVector sum = e.add(ONE);
    FloatVector lost = e.sub(sum.sub(ONE));
    return top.add(logarithm(sum, ZERO, lost.div(sum)).blend(e, e.compare(LT, TINY)));
  }

  // ---- logarithms: x = 2ⁿ (1 + f), s = f / (2 + f), log (1 + f) = 2 artanh s

  static FloatVector log(FloatVector x) {
    IntVector aboveNormal = x.reinterpretAsInts().sub(NORMAL_BITS);
    FloatVector y = logarithm(x, ZERO, ZERO);
    return aboveNormal.compare(ULT, NORMALS).allTrue() ? y : anyLog(x);
  }

  /// The logarithm of whatever there is; the same bits where [#log] needs no care.
  private static FloatVector anyLog(FloatVector x) {
    VectorMask<Float> small = x.compare(LT, NORMAL);
    FloatVector normal = x.blend(x.mul(TO_NORMAL), small);
    return limits(x).blend(logarithm(normal, ZERO.blend(SHIFT, small), ZERO), isOrdinary(x));
  }

  static FloatVector log1p(FloatVector x) {
    VectorMask<Float> tiny = isTiny(x);
    FloatVector sum = x.add(ONE);
    FloatVector part = sum.sub(ONE);
    FloatVector lost = ONE.sub(sum.sub(part)).add(x.sub(part));
    FloatVector limits = limits(sum);
    VectorMask<Float> ordinary = isOrdinary(sum);
    return limits.blend(logarithm(sum, ZERO, lost.div(sum)), ordinary).blend(x, tiny);
  }

  private static VectorMask<Float> isOrdinary(FloatVector x) {
    return x.compare(GT, ZERO).and(x.compare(LT, INFINITY));
  }

  /// The logarithm of infinity and of NaN is itself, of 0 −∞, of less NaN.
  private static FloatVector limits(FloatVector x) {
    return x.blend(x.sub(INFINITY), x.compare(EQ, ZERO)).blend(x.sqrt(), x.compare(LT, ZERO));
  }

  /// log x − `shift` log 2 + `more`, for a normal positive x and a `more` that is small beside 1.
  private static FloatVector logarithm(FloatVector x, FloatVector shift, FloatVector more) {
    IntVector bits = x.reinterpretAsInts().sub(ROOT_BITS);
    IntVector exponent = bits.lanewise(ASHR, FRACTION);
    FloatVector f = bits.sub(exponent.lanewise(LSHL, FRACTION)).add(ROOT_BITS).reinterpretAsFloats().sub(ONE);
    FloatVector n = exponent.add(ROUND_BITS).reinterpretAsFloats().sub(ROUND).sub(shift);
    FloatVector s = f.div(f.add(TWO));
    FloatVector square = f.mul(f).mul(HALF);
    FloatVector inner = square.sub(s.mul(square.add(tail(s.mul(s)))).add(n.fma(LOG_2_LOW, more)));
    return n.fma(LOG_2_HIGH, f.sub(inner));
  }

  /// 2 (artanh s − s) / s for z = s².
  private static FloatVector tail(FloatVector z) {
    FloatVector p = H11;
    if (!SINGLE) {
      p = H21.fma(z, H19).fma(z, H17).fma(z, H15).fma(z, H13).fma(z, H11);
    }
    return p.fma(z, H9).fma(z, H7).fma(z, H5).fma(z, H3).mul(z);
  }

  // ---- circular functions: x = n π/2 + r

  static FloatVector sin(FloatVector x) {
    VectorMask<Float> tiny = isTiny(x);
    return circular(x, 0, Unary.SIN).blend(x, tiny);
  }

  static FloatVector cos(FloatVector x) {
    return circular(x, 1, Unary.COS);
  }

  /// The sine of x + `quarters` π/2.
  private static FloatVector circular(FloatVector x, int quarters, Unary definition) {
    FloatVector rounded = x.fma(PER_QUARTER, ROUND);
    FloatVector minus = rounded.sub(ROUND).neg();
    FloatVector r = minus.fma(QUARTER_LOW, minus.fma(QUARTER_MIDDLE, minus.fma(QUARTER_HIGH, x)));
    IntVector quadrant = rounded.reinterpretAsInts().add(quarters);
    FloatVector z = r.mul(r).neg();
    FloatVector y = sine(r, z).blend(cosine(z), quadrant.lanewise(LSHL, Float.SIZE - 1).compare(LT, 0).cast(S));
    IntVector sign = quadrant.and(2).lanewise(LSHL, Float.SIZE - 2);
    FloatVector signed = y.reinterpretAsInts().lanewise(XOR, sign).reinterpretAsFloats();
    VectorMask<Float> far = x.lanewise(ABS).compare(GT, FAR);
    return far.anyTrue() ? byDefinition(x, signed, far, definition) : signed;
  }

  /// The sine of r, for z = −r².
  private static FloatVector sine(FloatVector r, FloatVector z) {
    FloatVector p = F9;
    if (!SINGLE) {
      p = F17.fma(z, F15).fma(z, F13).fma(z, F11).fma(z, F9);
    }
    return p.fma(z, F7).fma(z, F5).fma(z, F3).mul(z).fma(r, r);
  }

  /// The cosine of r, for z = −r².
  private static FloatVector cosine(FloatVector z) {
    FloatVector p = F10;
    if (!SINGLE) {
      p = F16.fma(z, F14).fma(z, F12).fma(z, F10);
    }
    return p.fma(z, F8).fma(z, F6).fma(z, F4).fma(z, HALF).fma(z, ONE);
  }

  /// `y`, but the scalar definition where `far`.
  private static FloatVector byDefinition(FloatVector x, FloatVector y, VectorMask<Float> far, Unary definition) {
    float[] from = x.toArray();
    float[] to = y.toArray();
    for (int lane = 0; lane < to.length; lane++) {
      if (far.laneIsSet(lane)) {
        to[lane] = (float) definition.at(from[lane]);
      }
    }
    return FloatVector.fromArray(S, to, 0);
  }
}
