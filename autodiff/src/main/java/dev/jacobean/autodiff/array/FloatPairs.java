package dev.jacobean.autodiff.array;

import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The transforms of Winograd's convolution F(2 × 2, 3 × 3), all along the channels; the points are 0, 1, −1 and ∞.
final class FloatPairs implements Loop.Winograd {
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;

  @Override
  public int size() {
    return 2;
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
    FloatVector lg0 = FloatVector.fromArray(S, from, at);
    FloatVector lg1 = FloatVector.fromArray(S, from, at + 3 * tap);
    FloatVector lg2 = FloatVector.fromArray(S, from, at + 6 * tap);
    FloatVector l1 = lg0.add(lg2).add(lg1).mul(0.5f);
    FloatVector l2 = lg0.add(lg2).sub(lg1).mul(0.5f);
    FloatVector mg0 = FloatVector.fromArray(S, from, at + tap);
    FloatVector mg1 = FloatVector.fromArray(S, from, at + 4 * tap);
    FloatVector mg2 = FloatVector.fromArray(S, from, at + 7 * tap);
    FloatVector m1 = mg0.add(mg2).add(mg1).mul(0.5f);
    FloatVector m2 = mg0.add(mg2).sub(mg1).mul(0.5f);
    FloatVector rg0 = FloatVector.fromArray(S, from, at + 2 * tap);
    FloatVector rg1 = FloatVector.fromArray(S, from, at + 5 * tap);
    FloatVector rg2 = FloatVector.fromArray(S, from, at + 8 * tap);
    FloatVector r1 = rg0.add(rg2).add(rg1).mul(0.5f);
    FloatVector r2 = rg0.add(rg2).sub(rg1).mul(0.5f);
    FloatVector e01 = lg0.add(rg0).add(mg0).mul(0.5f);
    FloatVector e02 = lg0.add(rg0).sub(mg0).mul(0.5f);
    lg0.intoArray(to, put);
    e01.intoArray(to, put + part);
    e02.intoArray(to, put + 2 * part);
    rg0.intoArray(to, put + 3 * part);
    put += 4 * part;
    FloatVector e11 = l1.add(r1).add(m1).mul(0.5f);
    FloatVector e12 = l1.add(r1).sub(m1).mul(0.5f);
    l1.intoArray(to, put);
    e11.intoArray(to, put + part);
    e12.intoArray(to, put + 2 * part);
    r1.intoArray(to, put + 3 * part);
    put += 4 * part;
    FloatVector e21 = l2.add(r2).add(m2).mul(0.5f);
    FloatVector e22 = l2.add(r2).sub(m2).mul(0.5f);
    l2.intoArray(to, put);
    e21.intoArray(to, put + part);
    e22.intoArray(to, put + 2 * part);
    r2.intoArray(to, put + 3 * part);
    put += 4 * part;
    FloatVector e31 = lg2.add(rg2).add(mg2).mul(0.5f);
    FloatVector e32 = lg2.add(rg2).sub(mg2).mul(0.5f);
    lg2.intoArray(to, put);
    e31.intoArray(to, put + part);
    e32.intoArray(to, put + 2 * part);
    rg2.intoArray(to, put + 3 * part);
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
    int o0 = xo[0];
    int o1 = xo[1];
    int o2 = xo[2];
    int o3 = xo[3];
    for (int i = first; i < end; i += LANES) {
      FloatVector d0 = FloatVector.fromArray(S, x0, o0 + i);
      FloatVector d1 = FloatVector.fromArray(S, x1, o1 + i);
      FloatVector d2 = FloatVector.fromArray(S, x2, o2 + i);
      FloatVector d3 = FloatVector.fromArray(S, x3, o3 + i);
      d0.sub(d2).intoArray(to, yo + i);
      d1.add(d2).intoArray(to, yo + ys + i);
      d2.sub(d1).intoArray(to, yo + 2 * ys + i);
      d1.sub(d3).intoArray(to, yo + 3 * ys + i);
    }
  }

  @Override
  public void columns(Object x, int xo, int xs, int channels, int tiles, Object v, int vo, int part, int vs) {
    float[] from = (float[]) x;
    float[] to = (float[]) v;
    for (int row = 0; row < 4; row++) {
      for (int tile = 0; tile < tiles; tile++) {
        int at = xo + row * xs + 2 * tile * channels;
        int put = vo + 4 * row * part + tile * vs;
        for (int i = 0; i < channels; i += LANES) {
          FloatVector d0 = FloatVector.fromArray(S, from, at + i);
          FloatVector d1 = FloatVector.fromArray(S, from, at + channels + i);
          FloatVector d2 = FloatVector.fromArray(S, from, at + 2 * channels + i);
          FloatVector d3 = FloatVector.fromArray(S, from, at + 3 * channels + i);
          d0.sub(d2).intoArray(to, put + i);
          d1.add(d2).intoArray(to, put + part + i);
          d2.sub(d1).intoArray(to, put + 2 * part + i);
          d1.sub(d3).intoArray(to, put + 3 * part + i);
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
        FloatVector m00 = FloatVector.fromArray(S, from, at);
        FloatVector m01 = FloatVector.fromArray(S, from, at + part);
        FloatVector m02 = FloatVector.fromArray(S, from, at + 2 * part);
        FloatVector m03 = FloatVector.fromArray(S, from, at + 3 * part);
        FloatVector t00 = m00.add(m01).add(m02);
        FloatVector t01 = m01.sub(m02).sub(m03);
        at += 4 * part;
        FloatVector m10 = FloatVector.fromArray(S, from, at);
        FloatVector m11 = FloatVector.fromArray(S, from, at + part);
        FloatVector m12 = FloatVector.fromArray(S, from, at + 2 * part);
        FloatVector m13 = FloatVector.fromArray(S, from, at + 3 * part);
        FloatVector t10 = m10.add(m11).add(m12);
        FloatVector t11 = m11.sub(m12).sub(m13);
        at += 4 * part;
        FloatVector m20 = FloatVector.fromArray(S, from, at);
        FloatVector m21 = FloatVector.fromArray(S, from, at + part);
        FloatVector m22 = FloatVector.fromArray(S, from, at + 2 * part);
        FloatVector m23 = FloatVector.fromArray(S, from, at + 3 * part);
        FloatVector t20 = m20.add(m21).add(m22);
        FloatVector t21 = m21.sub(m22).sub(m23);
        at += 4 * part;
        FloatVector m30 = FloatVector.fromArray(S, from, at);
        FloatVector m31 = FloatVector.fromArray(S, from, at + part);
        FloatVector m32 = FloatVector.fromArray(S, from, at + 2 * part);
        FloatVector m33 = FloatVector.fromArray(S, from, at + 3 * part);
        FloatVector t30 = m30.add(m31).add(m32);
        FloatVector t31 = m31.sub(m32).sub(m33);
        int put = yo + 2 * tile * column + i;
        FloatVector y00 = t00.add(t10).add(t20);
        finite = y00.fma(zero, finite);
        y00.intoArray(to, put);
        FloatVector y10 = t10.sub(t20).sub(t30);
        finite = y10.fma(zero, finite);
        y10.intoArray(to, put + row);
        put += column;
        FloatVector y01 = t01.add(t11).add(t21);
        finite = y01.fma(zero, finite);
        y01.intoArray(to, put);
        FloatVector y11 = t11.sub(t21).sub(t31);
        finite = y11.fma(zero, finite);
        y11.intoArray(to, put + row);
      }
    }
    return !finite.compare(NE, 0).anyTrue();
  }
}
