package dev.jacobean.autodiff.array;

import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The adjoints of the transforms of [FloatFours]: of the result's, which takes tiles of the cotangent, and of the
/// kernel's. The points and the names are its own.
@SuppressWarnings("cast") // those of the constants do nothing in the twin for double
final class FloatFoursAdjoint implements Loop.WinogradAdjoint {
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;

  private static final float NEAR = (float) (2.0 / 3);
  private static final float FAR = (float) (3.0 / 2);
  private static final float NEAR_2 = (float) (4.0 / 9);
  private static final float FAR_2 = (float) (9.0 / 4);
  private static final float NEAR_SHARE = (float) (-81.0 / 130);
  private static final float FAR_SHARE = (float) (8.0 / 65);

  @Override
  public void rows(Object[] c, int[] co, Object y, int yo, int ys, int n) {
    int whole = S.loopBound(n);
    rows(c, co, (float[]) y, yo, ys, 0, whole);
    if (whole < n) {
      rows(c, co, (float[]) y, yo, ys, n - LANES, n); // some once more
    }
  }

  private static void rows(Object[] c, int[] co, float[] to, int yo, int ys, int first, int end) {
    float[] c0 = (float[]) c[0];
    float[] c1 = (float[]) c[1];
    float[] c2 = (float[]) c[2];
    float[] c3 = (float[]) c[3];
    int o0 = co[0];
    int o1 = co[1];
    int o2 = co[2];
    int o3 = co[3];
    for (int i = first; i < end; i += LANES) {
      FloatVector d0 = FloatVector.fromArray(S, c0, o0 + i);
      FloatVector d1 = FloatVector.fromArray(S, c1, o1 + i);
      FloatVector d2 = FloatVector.fromArray(S, c2, o2 + i);
      FloatVector d3 = FloatVector.fromArray(S, c3, o3 + i);
      FloatVector nearEven = d2.mul(NEAR_2).add(d0);
      FloatVector nearOdd = d3.mul(NEAR_2).add(d1).mul(NEAR);
      FloatVector farEven = d2.mul(FAR_2).add(d0);
      FloatVector farOdd = d3.mul(FAR_2).add(d1).mul(FAR);
      d0.intoArray(to, yo + i);
      nearEven.add(nearOdd).intoArray(to, yo + ys + i);
      nearEven.sub(nearOdd).intoArray(to, yo + 2 * ys + i);
      farEven.add(farOdd).intoArray(to, yo + 3 * ys + i);
      farEven.sub(farOdd).intoArray(to, yo + 4 * ys + i);
      d3.intoArray(to, yo + 5 * ys + i);
    }
  }

  @Override
  public void columns(Object x, int xo, int xs, int channels, int tiles, Object v, int vo, int part, int vs) {
    float[] from = (float[]) x;
    float[] to = (float[]) v;
    for (int row = 0; row < 6; row++) {
      for (int tile = 0; tile < tiles; tile++) {
        int at = xo + row * xs + 4 * tile * channels;
        int put = vo + 6 * row * part + tile * vs;
        for (int i = 0; i < channels; i += LANES) {
          FloatVector d0 = FloatVector.fromArray(S, from, at + i);
          FloatVector d1 = FloatVector.fromArray(S, from, at + channels + i);
          FloatVector d2 = FloatVector.fromArray(S, from, at + 2 * channels + i);
          FloatVector d3 = FloatVector.fromArray(S, from, at + 3 * channels + i);
          FloatVector nearEven = d2.mul(NEAR_2).add(d0);
          FloatVector nearOdd = d3.mul(NEAR_2).add(d1).mul(NEAR);
          FloatVector farEven = d2.mul(FAR_2).add(d0);
          FloatVector farOdd = d3.mul(FAR_2).add(d1).mul(FAR);
          d0.intoArray(to, put + i);
          nearEven.add(nearOdd).intoArray(to, put + part + i);
          nearEven.sub(nearOdd).intoArray(to, put + 2 * part + i);
          farEven.add(farOdd).intoArray(to, put + 3 * part + i);
          farEven.sub(farOdd).intoArray(to, put + 4 * part + i);
          d3.intoArray(to, put + 5 * part + i);
        }
      }
    }
  }

  @Override
  public boolean result(Object m, int mo, int part, Object k, int ko, int tap, int n) {
    int whole = S.loopBound(n);
    boolean finite = result((float[]) m, mo, part, (float[]) k, ko, tap, 0, whole);
    return whole == n ? finite // else some once more
        : result((float[]) m, mo, part, (float[]) k, ko, tap, n - LANES, n) && finite;
  }

  private static boolean result(float[] m, int mo, int part, float[] k, int ko, int tap, int first, int end) {
    boolean finite = true;
    for (int i = first; i < end; i += LANES) {
      finite &= taps(m, mo + i, part, k, ko + i, tap);
    }
    return finite;
  }

  /// One vector: a method of its own, because what is called often is compiled sooner than what loops often.
  private static boolean taps(float[] m, int at, int part, float[] k, int put, int tap) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector finite = zero; // a product with 0 is 0 for finite numbers only
    FloatVector m0 = FloatVector.fromArray(S, m, at);
    FloatVector m1 = FloatVector.fromArray(S, m, at + part);
    FloatVector m2 = FloatVector.fromArray(S, m, at + 2 * part);
    FloatVector m3 = FloatVector.fromArray(S, m, at + 3 * part);
    FloatVector m4 = FloatVector.fromArray(S, m, at + 4 * part);
    FloatVector m5 = FloatVector.fromArray(S, m, at + 5 * part);
    FloatVector near = m1.add(m2).mul(NEAR_SHARE);
    FloatVector far = m3.add(m4).mul(FAR_SHARE);
    FloatVector t00 = m0.add(near).add(far);
    FloatVector t01 = m1.sub(m2).mul(NEAR * NEAR_SHARE).add(m3.sub(m4).mul(FAR * FAR_SHARE));
    FloatVector t02 = near.mul(NEAR_2).add(far.mul(FAR_2)).add(m5);
    at += 6 * part;
    m0 = FloatVector.fromArray(S, m, at);
    m1 = FloatVector.fromArray(S, m, at + part);
    m2 = FloatVector.fromArray(S, m, at + 2 * part);
    m3 = FloatVector.fromArray(S, m, at + 3 * part);
    m4 = FloatVector.fromArray(S, m, at + 4 * part);
    m5 = FloatVector.fromArray(S, m, at + 5 * part);
    near = m1.add(m2).mul(NEAR_SHARE);
    far = m3.add(m4).mul(FAR_SHARE);
    FloatVector t10 = m0.add(near).add(far);
    FloatVector t11 = m1.sub(m2).mul(NEAR * NEAR_SHARE).add(m3.sub(m4).mul(FAR * FAR_SHARE));
    FloatVector t12 = near.mul(NEAR_2).add(far.mul(FAR_2)).add(m5);
    at += 6 * part;
    m0 = FloatVector.fromArray(S, m, at);
    m1 = FloatVector.fromArray(S, m, at + part);
    m2 = FloatVector.fromArray(S, m, at + 2 * part);
    m3 = FloatVector.fromArray(S, m, at + 3 * part);
    m4 = FloatVector.fromArray(S, m, at + 4 * part);
    m5 = FloatVector.fromArray(S, m, at + 5 * part);
    near = m1.add(m2).mul(NEAR_SHARE);
    far = m3.add(m4).mul(FAR_SHARE);
    FloatVector t20 = m0.add(near).add(far);
    FloatVector t21 = m1.sub(m2).mul(NEAR * NEAR_SHARE).add(m3.sub(m4).mul(FAR * FAR_SHARE));
    FloatVector t22 = near.mul(NEAR_2).add(far.mul(FAR_2)).add(m5);
    at += 6 * part;
    m0 = FloatVector.fromArray(S, m, at);
    m1 = FloatVector.fromArray(S, m, at + part);
    m2 = FloatVector.fromArray(S, m, at + 2 * part);
    m3 = FloatVector.fromArray(S, m, at + 3 * part);
    m4 = FloatVector.fromArray(S, m, at + 4 * part);
    m5 = FloatVector.fromArray(S, m, at + 5 * part);
    near = m1.add(m2).mul(NEAR_SHARE);
    far = m3.add(m4).mul(FAR_SHARE);
    FloatVector t30 = m0.add(near).add(far);
    FloatVector t31 = m1.sub(m2).mul(NEAR * NEAR_SHARE).add(m3.sub(m4).mul(FAR * FAR_SHARE));
    FloatVector t32 = near.mul(NEAR_2).add(far.mul(FAR_2)).add(m5);
    at += 6 * part;
    m0 = FloatVector.fromArray(S, m, at);
    m1 = FloatVector.fromArray(S, m, at + part);
    m2 = FloatVector.fromArray(S, m, at + 2 * part);
    m3 = FloatVector.fromArray(S, m, at + 3 * part);
    m4 = FloatVector.fromArray(S, m, at + 4 * part);
    m5 = FloatVector.fromArray(S, m, at + 5 * part);
    near = m1.add(m2).mul(NEAR_SHARE);
    far = m3.add(m4).mul(FAR_SHARE);
    FloatVector t40 = m0.add(near).add(far);
    FloatVector t41 = m1.sub(m2).mul(NEAR * NEAR_SHARE).add(m3.sub(m4).mul(FAR * FAR_SHARE));
    FloatVector t42 = near.mul(NEAR_2).add(far.mul(FAR_2)).add(m5);
    at += 6 * part;
    m0 = FloatVector.fromArray(S, m, at);
    m1 = FloatVector.fromArray(S, m, at + part);
    m2 = FloatVector.fromArray(S, m, at + 2 * part);
    m3 = FloatVector.fromArray(S, m, at + 3 * part);
    m4 = FloatVector.fromArray(S, m, at + 4 * part);
    m5 = FloatVector.fromArray(S, m, at + 5 * part);
    near = m1.add(m2).mul(NEAR_SHARE);
    far = m3.add(m4).mul(FAR_SHARE);
    FloatVector t50 = m0.add(near).add(far);
    FloatVector t51 = m1.sub(m2).mul(NEAR * NEAR_SHARE).add(m3.sub(m4).mul(FAR * FAR_SHARE));
    FloatVector t52 = near.mul(NEAR_2).add(far.mul(FAR_2)).add(m5);
    near = t10.add(t20).mul(NEAR_SHARE);
    far = t30.add(t40).mul(FAR_SHARE);
    FloatVector number = t00.add(near).add(far);
    finite = number.fma(zero, finite);
    number.intoArray(k, put);
    number = t10.sub(t20).mul(NEAR * NEAR_SHARE).add(t30.sub(t40).mul(FAR * FAR_SHARE));
    finite = number.fma(zero, finite);
    number.intoArray(k, put + 3 * tap);
    number = near.mul(NEAR_2).add(far.mul(FAR_2)).add(t50);
    finite = number.fma(zero, finite);
    number.intoArray(k, put + 6 * tap);
    near = t11.add(t21).mul(NEAR_SHARE);
    far = t31.add(t41).mul(FAR_SHARE);
    number = t01.add(near).add(far);
    finite = number.fma(zero, finite);
    number.intoArray(k, put + tap);
    number = t11.sub(t21).mul(NEAR * NEAR_SHARE).add(t31.sub(t41).mul(FAR * FAR_SHARE));
    finite = number.fma(zero, finite);
    number.intoArray(k, put + 4 * tap);
    number = near.mul(NEAR_2).add(far.mul(FAR_2)).add(t51);
    finite = number.fma(zero, finite);
    number.intoArray(k, put + 7 * tap);
    near = t12.add(t22).mul(NEAR_SHARE);
    far = t32.add(t42).mul(FAR_SHARE);
    number = t02.add(near).add(far);
    finite = number.fma(zero, finite);
    number.intoArray(k, put + 2 * tap);
    number = t12.sub(t22).mul(NEAR * NEAR_SHARE).add(t32.sub(t42).mul(FAR * FAR_SHARE));
    finite = number.fma(zero, finite);
    number.intoArray(k, put + 5 * tap);
    number = near.mul(NEAR_2).add(far.mul(FAR_2)).add(t52);
    finite = number.fma(zero, finite);
    number.intoArray(k, put + 8 * tap);
    return !finite.compare(NE, 0).anyTrue();
  }
}
