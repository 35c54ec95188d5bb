package dev.jacobean.autodiff.array;

import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The transforms of Winograd's convolution F(4 × 4, 3 × 3), all along the channels.
///
/// The points are 0, ±2/3, ±3/2 and ∞, whose errors are a third of those of the usual 0, ±1, ±2 and ∞ (measured; on the
/// choice of points: B. Barabasz et al., Error analysis and improving the accuracy of Winograd convolution for deep
/// neural networks, 2020). In the names, "near" belongs to ±2/3 and "far" to ±3/2; the two products of pairs of points
/// are each other's inverse.
@SuppressWarnings("cast") // those of the constants do nothing in the twin for double
final class FloatFours implements Loop.Winograd {
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;

  private static final float NEAR = (float) (2.0 / 3);
  private static final float FAR = (float) (3.0 / 2);
  private static final float NEAR_2 = (float) (4.0 / 9);
  private static final float FAR_2 = (float) (9.0 / 4);
  private static final float NEAR_3 = (float) (8.0 / 27);
  private static final float FAR_3 = (float) (27.0 / 8);

  /// The sum of the squares.
  private static final float SQUARES = (float) (97.0 / 36);

  /// One over the product of a point's distances from the others.
  private static final float NEAR_SHARE = (float) (-81.0 / 130);
  private static final float FAR_SHARE = (float) (8.0 / 65);

  @Override
  public int size() {
    return 4;
  }

  @Override
  public void kernel(Object k, int ko, int tap, Object u, int uo, int part, int n) {
    float[] from = (float[]) k;
    float[] to = (float[]) u;
    for (int i = 0; i < n; i += LANES) {
      taps(from, ko + i, tap, to, uo + i, part);
    }
  }

  /// One vector: a method of its own, because what is called often is compiled sooner than what loops often.
  private static void taps(float[] from, int at, int tap, float[] to, int put, int part) {
    FloatVector leftTop = FloatVector.fromArray(S, from, at);
    FloatVector leftCentre = FloatVector.fromArray(S, from, at + 3 * tap);
    FloatVector leftBottom = FloatVector.fromArray(S, from, at + 6 * tap);
    FloatVector leftEven = leftBottom.mul(NEAR_2).add(leftTop).mul(NEAR_SHARE);
    FloatVector leftOdd = leftCentre.mul(NEAR * NEAR_SHARE);
    FloatVector left1 = leftEven.add(leftOdd);
    FloatVector left2 = leftEven.sub(leftOdd);
    leftEven = leftBottom.mul(FAR_2).add(leftTop).mul(FAR_SHARE);
    leftOdd = leftCentre.mul(FAR * FAR_SHARE);
    FloatVector left3 = leftEven.add(leftOdd);
    FloatVector left4 = leftEven.sub(leftOdd);
    FloatVector middleTop = FloatVector.fromArray(S, from, at + tap);
    FloatVector middleCentre = FloatVector.fromArray(S, from, at + 4 * tap);
    FloatVector middleBottom = FloatVector.fromArray(S, from, at + 7 * tap);
    FloatVector middleEven = middleBottom.mul(NEAR_2).add(middleTop).mul(NEAR_SHARE);
    FloatVector middleOdd = middleCentre.mul(NEAR * NEAR_SHARE);
    FloatVector middle1 = middleEven.add(middleOdd);
    FloatVector middle2 = middleEven.sub(middleOdd);
    middleEven = middleBottom.mul(FAR_2).add(middleTop).mul(FAR_SHARE);
    middleOdd = middleCentre.mul(FAR * FAR_SHARE);
    FloatVector middle3 = middleEven.add(middleOdd);
    FloatVector middle4 = middleEven.sub(middleOdd);
    FloatVector rightTop = FloatVector.fromArray(S, from, at + 2 * tap);
    FloatVector rightCentre = FloatVector.fromArray(S, from, at + 5 * tap);
    FloatVector rightBottom = FloatVector.fromArray(S, from, at + 8 * tap);
    FloatVector rightEven = rightBottom.mul(NEAR_2).add(rightTop).mul(NEAR_SHARE);
    FloatVector rightOdd = rightCentre.mul(NEAR * NEAR_SHARE);
    FloatVector right1 = rightEven.add(rightOdd);
    FloatVector right2 = rightEven.sub(rightOdd);
    rightEven = rightBottom.mul(FAR_2).add(rightTop).mul(FAR_SHARE);
    rightOdd = rightCentre.mul(FAR * FAR_SHARE);
    FloatVector right3 = rightEven.add(rightOdd);
    FloatVector right4 = rightEven.sub(rightOdd);
    FloatVector u0Even = rightTop.mul(NEAR_2).add(leftTop).mul(NEAR_SHARE);
    FloatVector u0Odd = middleTop.mul(NEAR * NEAR_SHARE);
    FloatVector u01 = u0Even.add(u0Odd);
    FloatVector u02 = u0Even.sub(u0Odd);
    u0Even = rightTop.mul(FAR_2).add(leftTop).mul(FAR_SHARE);
    u0Odd = middleTop.mul(FAR * FAR_SHARE);
    FloatVector u03 = u0Even.add(u0Odd);
    FloatVector u04 = u0Even.sub(u0Odd);
    leftTop.intoArray(to, put);
    u01.intoArray(to, put + part);
    u02.intoArray(to, put + 2 * part);
    u03.intoArray(to, put + 3 * part);
    u04.intoArray(to, put + 4 * part);
    rightTop.intoArray(to, put + 5 * part);
    put += 6 * part;
    FloatVector u1Even = right1.mul(NEAR_2).add(left1).mul(NEAR_SHARE);
    FloatVector u1Odd = middle1.mul(NEAR * NEAR_SHARE);
    FloatVector u11 = u1Even.add(u1Odd);
    FloatVector u12 = u1Even.sub(u1Odd);
    u1Even = right1.mul(FAR_2).add(left1).mul(FAR_SHARE);
    u1Odd = middle1.mul(FAR * FAR_SHARE);
    FloatVector u13 = u1Even.add(u1Odd);
    FloatVector u14 = u1Even.sub(u1Odd);
    left1.intoArray(to, put);
    u11.intoArray(to, put + part);
    u12.intoArray(to, put + 2 * part);
    u13.intoArray(to, put + 3 * part);
    u14.intoArray(to, put + 4 * part);
    right1.intoArray(to, put + 5 * part);
    put += 6 * part;
    FloatVector u2Even = right2.mul(NEAR_2).add(left2).mul(NEAR_SHARE);
    FloatVector u2Odd = middle2.mul(NEAR * NEAR_SHARE);
    FloatVector u21 = u2Even.add(u2Odd);
    FloatVector u22 = u2Even.sub(u2Odd);
    u2Even = right2.mul(FAR_2).add(left2).mul(FAR_SHARE);
    u2Odd = middle2.mul(FAR * FAR_SHARE);
    FloatVector u23 = u2Even.add(u2Odd);
    FloatVector u24 = u2Even.sub(u2Odd);
    left2.intoArray(to, put);
    u21.intoArray(to, put + part);
    u22.intoArray(to, put + 2 * part);
    u23.intoArray(to, put + 3 * part);
    u24.intoArray(to, put + 4 * part);
    right2.intoArray(to, put + 5 * part);
    put += 6 * part;
    FloatVector u3Even = right3.mul(NEAR_2).add(left3).mul(NEAR_SHARE);
    FloatVector u3Odd = middle3.mul(NEAR * NEAR_SHARE);
    FloatVector u31 = u3Even.add(u3Odd);
    FloatVector u32 = u3Even.sub(u3Odd);
    u3Even = right3.mul(FAR_2).add(left3).mul(FAR_SHARE);
    u3Odd = middle3.mul(FAR * FAR_SHARE);
    FloatVector u33 = u3Even.add(u3Odd);
    FloatVector u34 = u3Even.sub(u3Odd);
    left3.intoArray(to, put);
    u31.intoArray(to, put + part);
    u32.intoArray(to, put + 2 * part);
    u33.intoArray(to, put + 3 * part);
    u34.intoArray(to, put + 4 * part);
    right3.intoArray(to, put + 5 * part);
    put += 6 * part;
    FloatVector u4Even = right4.mul(NEAR_2).add(left4).mul(NEAR_SHARE);
    FloatVector u4Odd = middle4.mul(NEAR * NEAR_SHARE);
    FloatVector u41 = u4Even.add(u4Odd);
    FloatVector u42 = u4Even.sub(u4Odd);
    u4Even = right4.mul(FAR_2).add(left4).mul(FAR_SHARE);
    u4Odd = middle4.mul(FAR * FAR_SHARE);
    FloatVector u43 = u4Even.add(u4Odd);
    FloatVector u44 = u4Even.sub(u4Odd);
    left4.intoArray(to, put);
    u41.intoArray(to, put + part);
    u42.intoArray(to, put + 2 * part);
    u43.intoArray(to, put + 3 * part);
    u44.intoArray(to, put + 4 * part);
    right4.intoArray(to, put + 5 * part);
    put += 6 * part;
    FloatVector u5Even = rightBottom.mul(NEAR_2).add(leftBottom).mul(NEAR_SHARE);
    FloatVector u5Odd = middleBottom.mul(NEAR * NEAR_SHARE);
    FloatVector u51 = u5Even.add(u5Odd);
    FloatVector u52 = u5Even.sub(u5Odd);
    u5Even = rightBottom.mul(FAR_2).add(leftBottom).mul(FAR_SHARE);
    u5Odd = middleBottom.mul(FAR * FAR_SHARE);
    FloatVector u53 = u5Even.add(u5Odd);
    FloatVector u54 = u5Even.sub(u5Odd);
    leftBottom.intoArray(to, put);
    u51.intoArray(to, put + part);
    u52.intoArray(to, put + 2 * part);
    u53.intoArray(to, put + 3 * part);
    u54.intoArray(to, put + 4 * part);
    rightBottom.intoArray(to, put + 5 * part);
  }

  @Override
  public void rows(Object[] x, int[] xo, Object y, int yo, int ys, int n) {
    int whole = S.loopBound(n);
    rows(x, xo, (float[]) y, yo, ys, 0, whole);
    if (whole < n) {
      rows(x, xo, (float[]) y, yo, ys, n - LANES, n); // some once more
    }
  }

  private static void rows(Object[] x, int[] xo, float[] to, int yo, int ys, int first, int end) {
    float[] x0 = (float[]) x[0];
    float[] x1 = (float[]) x[1];
    float[] x2 = (float[]) x[2];
    float[] x3 = (float[]) x[3];
    float[] x4 = (float[]) x[4];
    float[] x5 = (float[]) x[5];
    int o0 = xo[0];
    int o1 = xo[1];
    int o2 = xo[2];
    int o3 = xo[3];
    int o4 = xo[4];
    int o5 = xo[5];
    for (int i = first; i < end; i += LANES) {
      FloatVector d0 = FloatVector.fromArray(S, x0, o0 + i);
      FloatVector d1 = FloatVector.fromArray(S, x1, o1 + i);
      FloatVector d2 = FloatVector.fromArray(S, x2, o2 + i);
      FloatVector d3 = FloatVector.fromArray(S, x3, o3 + i);
      FloatVector d4 = FloatVector.fromArray(S, x4, o4 + i);
      FloatVector d5 = FloatVector.fromArray(S, x5, o5 + i);
      FloatVector nearEven = d4.sub(d2.mul(FAR_2));
      FloatVector nearOdd = d3.sub(d1.mul(FAR_2)).mul(NEAR);
      FloatVector farEven = d4.sub(d2.mul(NEAR_2));
      FloatVector farOdd = d3.sub(d1.mul(NEAR_2)).mul(FAR);
      d4.add(d0).sub(d2.mul(SQUARES)).intoArray(to, yo + i);
      nearEven.add(nearOdd).intoArray(to, yo + ys + i);
      nearEven.sub(nearOdd).intoArray(to, yo + 2 * ys + i);
      farEven.add(farOdd).intoArray(to, yo + 3 * ys + i);
      farEven.sub(farOdd).intoArray(to, yo + 4 * ys + i);
      d5.add(d1).sub(d3.mul(SQUARES)).intoArray(to, yo + 5 * ys + i);
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
          FloatVector d4 = FloatVector.fromArray(S, from, at + 4 * channels + i);
          FloatVector d5 = FloatVector.fromArray(S, from, at + 5 * channels + i);
          FloatVector nearEven = d4.sub(d2.mul(FAR_2));
          FloatVector nearOdd = d3.sub(d1.mul(FAR_2)).mul(NEAR);
          FloatVector farEven = d4.sub(d2.mul(NEAR_2));
          FloatVector farOdd = d3.sub(d1.mul(NEAR_2)).mul(FAR);
          d4.add(d0).sub(d2.mul(SQUARES)).intoArray(to, put + i);
          nearEven.add(nearOdd).intoArray(to, put + part + i);
          nearEven.sub(nearOdd).intoArray(to, put + 2 * part + i);
          farEven.add(farOdd).intoArray(to, put + 3 * part + i);
          farEven.sub(farOdd).intoArray(to, put + 4 * part + i);
          d5.add(d1).sub(d3.mul(SQUARES)).intoArray(to, put + 5 * part + i);
        }
      }
    }
  }

  @Override
  public boolean result(Object m, int mo, int part, int ms, Object y, int yo, int row, int column, int tiles, int n) {
    float[] from = (float[]) m;
    float[] to = (float[]) y;
    FloatVector zero = FloatVector.zero(S);
    FloatVector finite = zero; // a product with 0 is 0 for finite numbers only
    for (int tile = 0; tile < tiles; tile++) {
      for (int i = 0; i < n; i += LANES) {
        int at = mo + tile * ms + i;
        FloatVector m0 = FloatVector.fromArray(S, from, at);
        FloatVector m1 = FloatVector.fromArray(S, from, at + part);
        FloatVector m2 = FloatVector.fromArray(S, from, at + 2 * part);
        FloatVector m3 = FloatVector.fromArray(S, from, at + 3 * part);
        FloatVector m4 = FloatVector.fromArray(S, from, at + 4 * part);
        FloatVector m5 = FloatVector.fromArray(S, from, at + 5 * part);
        FloatVector near = m1.add(m2);
        FloatVector nearOdd = m1.sub(m2);
        FloatVector far = m3.add(m4);
        FloatVector farOdd = m3.sub(m4);
        FloatVector t00 = m0.add(near).add(far);
        FloatVector t01 = nearOdd.mul(NEAR).add(farOdd.mul(FAR));
        FloatVector t02 = near.mul(NEAR_2).add(far.mul(FAR_2));
        FloatVector t03 = nearOdd.mul(NEAR_3).add(farOdd.mul(FAR_3)).add(m5);
        at += 6 * part;
        m0 = FloatVector.fromArray(S, from, at);
        m1 = FloatVector.fromArray(S, from, at + part);
        m2 = FloatVector.fromArray(S, from, at + 2 * part);
        m3 = FloatVector.fromArray(S, from, at + 3 * part);
        m4 = FloatVector.fromArray(S, from, at + 4 * part);
        m5 = FloatVector.fromArray(S, from, at + 5 * part);
        near = m1.add(m2);
        nearOdd = m1.sub(m2);
        far = m3.add(m4);
        farOdd = m3.sub(m4);
        FloatVector t10 = m0.add(near).add(far);
        FloatVector t11 = nearOdd.mul(NEAR).add(farOdd.mul(FAR));
        FloatVector t12 = near.mul(NEAR_2).add(far.mul(FAR_2));
        FloatVector t13 = nearOdd.mul(NEAR_3).add(farOdd.mul(FAR_3)).add(m5);
        at += 6 * part;
        m0 = FloatVector.fromArray(S, from, at);
        m1 = FloatVector.fromArray(S, from, at + part);
        m2 = FloatVector.fromArray(S, from, at + 2 * part);
        m3 = FloatVector.fromArray(S, from, at + 3 * part);
        m4 = FloatVector.fromArray(S, from, at + 4 * part);
        m5 = FloatVector.fromArray(S, from, at + 5 * part);
        near = m1.add(m2);
        nearOdd = m1.sub(m2);
        far = m3.add(m4);
        farOdd = m3.sub(m4);
        FloatVector t20 = m0.add(near).add(far);
        FloatVector t21 = nearOdd.mul(NEAR).add(farOdd.mul(FAR));
        FloatVector t22 = near.mul(NEAR_2).add(far.mul(FAR_2));
        FloatVector t23 = nearOdd.mul(NEAR_3).add(farOdd.mul(FAR_3)).add(m5);
        at += 6 * part;
        m0 = FloatVector.fromArray(S, from, at);
        m1 = FloatVector.fromArray(S, from, at + part);
        m2 = FloatVector.fromArray(S, from, at + 2 * part);
        m3 = FloatVector.fromArray(S, from, at + 3 * part);
        m4 = FloatVector.fromArray(S, from, at + 4 * part);
        m5 = FloatVector.fromArray(S, from, at + 5 * part);
        near = m1.add(m2);
        nearOdd = m1.sub(m2);
        far = m3.add(m4);
        farOdd = m3.sub(m4);
        FloatVector t30 = m0.add(near).add(far);
        FloatVector t31 = nearOdd.mul(NEAR).add(farOdd.mul(FAR));
        FloatVector t32 = near.mul(NEAR_2).add(far.mul(FAR_2));
        FloatVector t33 = nearOdd.mul(NEAR_3).add(farOdd.mul(FAR_3)).add(m5);
        at += 6 * part;
        m0 = FloatVector.fromArray(S, from, at);
        m1 = FloatVector.fromArray(S, from, at + part);
        m2 = FloatVector.fromArray(S, from, at + 2 * part);
        m3 = FloatVector.fromArray(S, from, at + 3 * part);
        m4 = FloatVector.fromArray(S, from, at + 4 * part);
        m5 = FloatVector.fromArray(S, from, at + 5 * part);
        near = m1.add(m2);
        nearOdd = m1.sub(m2);
        far = m3.add(m4);
        farOdd = m3.sub(m4);
        FloatVector t40 = m0.add(near).add(far);
        FloatVector t41 = nearOdd.mul(NEAR).add(farOdd.mul(FAR));
        FloatVector t42 = near.mul(NEAR_2).add(far.mul(FAR_2));
        FloatVector t43 = nearOdd.mul(NEAR_3).add(farOdd.mul(FAR_3)).add(m5);
        at += 6 * part;
        m0 = FloatVector.fromArray(S, from, at);
        m1 = FloatVector.fromArray(S, from, at + part);
        m2 = FloatVector.fromArray(S, from, at + 2 * part);
        m3 = FloatVector.fromArray(S, from, at + 3 * part);
        m4 = FloatVector.fromArray(S, from, at + 4 * part);
        m5 = FloatVector.fromArray(S, from, at + 5 * part);
        near = m1.add(m2);
        nearOdd = m1.sub(m2);
        far = m3.add(m4);
        farOdd = m3.sub(m4);
        FloatVector t50 = m0.add(near).add(far);
        FloatVector t51 = nearOdd.mul(NEAR).add(farOdd.mul(FAR));
        FloatVector t52 = near.mul(NEAR_2).add(far.mul(FAR_2));
        FloatVector t53 = nearOdd.mul(NEAR_3).add(farOdd.mul(FAR_3)).add(m5);
        int put = yo + 4 * tile * column + i;
        near = t10.add(t20);
        nearOdd = t10.sub(t20);
        far = t30.add(t40);
        farOdd = t30.sub(t40);
        FloatVector pixel = t00.add(near).add(far);
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put);
        pixel = nearOdd.mul(NEAR).add(farOdd.mul(FAR));
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put + row);
        pixel = near.mul(NEAR_2).add(far.mul(FAR_2));
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put + 2 * row);
        pixel = nearOdd.mul(NEAR_3).add(farOdd.mul(FAR_3)).add(t50);
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put + 3 * row);
        put += column;
        near = t11.add(t21);
        nearOdd = t11.sub(t21);
        far = t31.add(t41);
        farOdd = t31.sub(t41);
        pixel = t01.add(near).add(far);
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put);
        pixel = nearOdd.mul(NEAR).add(farOdd.mul(FAR));
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put + row);
        pixel = near.mul(NEAR_2).add(far.mul(FAR_2));
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put + 2 * row);
        pixel = nearOdd.mul(NEAR_3).add(farOdd.mul(FAR_3)).add(t51);
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put + 3 * row);
        put += column;
        near = t12.add(t22);
        nearOdd = t12.sub(t22);
        far = t32.add(t42);
        farOdd = t32.sub(t42);
        pixel = t02.add(near).add(far);
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put);
        pixel = nearOdd.mul(NEAR).add(farOdd.mul(FAR));
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put + row);
        pixel = near.mul(NEAR_2).add(far.mul(FAR_2));
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put + 2 * row);
        pixel = nearOdd.mul(NEAR_3).add(farOdd.mul(FAR_3)).add(t52);
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put + 3 * row);
        put += column;
        near = t13.add(t23);
        nearOdd = t13.sub(t23);
        far = t33.add(t43);
        farOdd = t33.sub(t43);
        pixel = t03.add(near).add(far);
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put);
        pixel = nearOdd.mul(NEAR).add(farOdd.mul(FAR));
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put + row);
        pixel = near.mul(NEAR_2).add(far.mul(FAR_2));
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put + 2 * row);
        pixel = nearOdd.mul(NEAR_3).add(farOdd.mul(FAR_3)).add(t53);
        finite = pixel.fma(zero, finite);
        pixel.intoArray(to, put + 3 * row);
      }
    }
    return !finite.compare(NE, 0).anyTrue();
  }
}
