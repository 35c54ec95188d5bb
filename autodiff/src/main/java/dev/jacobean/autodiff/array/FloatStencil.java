package dev.jacobean.autodiff.array;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loop of a convolution: a tile of the result in registers. Loaded once for each [StencilForm].
///
/// The tile's rows are any positions whose windows meet the same places of the kernel. Those places are walked in runs
/// of neighbouring numbers, and the accumulators stay in registers from the first run to the last. Every element is one
/// chain of fused multiply-adds in the order of the runs, whatever the form. The accumulators are spelt out because the
/// compiler keeps arrays of vectors in memory.
final class FloatStencil implements Loop.Stencil {
  private static final StencilForm FORM = Loop.operation(MethodHandles.lookup(), StencilForm.class);
  private static final int ROWS = FORM.rows;
  private static final boolean WIDE = FORM.vectors == 2;
  private static final boolean PACKED = FORM.packed;
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;
  private static final int WIDTH = WIDE ? 2 * LANES : LANES;

  FloatStencil() {}

  @Override
  public void run(int runs, int length, Object x, int xo, int[] xAt, int xr, int xs, Object y, int yo, int yr, int ys,
      Object z, int zo, int[] zAt, int first, boolean add) {
    product(runs, length, (float[]) x, xo, xAt, xr, xs, (float[]) y, yo, yr, ys, (float[]) z, zo, zAt, first, add);
  }

  private static void product(int runs, int length, float[] x, int xo, int[] xAt, int xr, int xs,
      float[] y, int yo, int yr, int ys, float[] z, int zo, int[] zAt, int first, boolean add) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = FloatVector.zero(S);
    FloatVector a1 = FloatVector.zero(S);
    FloatVector b1 = FloatVector.zero(S);
    FloatVector a2 = FloatVector.zero(S);
    FloatVector b2 = FloatVector.zero(S);
    FloatVector a3 = FloatVector.zero(S);
    FloatVector b3 = FloatVector.zero(S);
    FloatVector a4 = FloatVector.zero(S);
    FloatVector b4 = FloatVector.zero(S);
    FloatVector a5 = FloatVector.zero(S);
    FloatVector b5 = FloatVector.zero(S);
    FloatVector a6 = FloatVector.zero(S);
    FloatVector b6 = FloatVector.zero(S);
    FloatVector a7 = FloatVector.zero(S);
    FloatVector b7 = FloatVector.zero(S);
    FloatVector a8 = FloatVector.zero(S);
    FloatVector b8 = FloatVector.zero(S);
    FloatVector a9 = FloatVector.zero(S);
    FloatVector b9 = FloatVector.zero(S);
    FloatVector a10 = FloatVector.zero(S);
    FloatVector b10 = FloatVector.zero(S);
    FloatVector a11 = FloatVector.zero(S);
    FloatVector b11 = FloatVector.zero(S);
    int x0 = xo + xAt[first];
    int x1 = PACKED ? x0 + 1 : ROWS > 1 ? xo + xAt[first + 1] : x0;
    int x2 = PACKED ? x0 + 2 : ROWS > 2 ? xo + xAt[first + 2] : x0;
    int x3 = PACKED ? x0 + 3 : ROWS > 3 ? xo + xAt[first + 3] : x0;
    int x4 = PACKED ? x0 + 4 : ROWS > 4 ? xo + xAt[first + 4] : x0;
    int x5 = PACKED ? x0 + 5 : ROWS > 5 ? xo + xAt[first + 5] : x0;
    int x6 = PACKED ? x0 + 6 : ROWS > 6 ? xo + xAt[first + 6] : x0;
    int x7 = PACKED ? x0 + 7 : ROWS > 7 ? xo + xAt[first + 7] : x0;
    int x8 = PACKED ? x0 + 8 : ROWS > 8 ? xo + xAt[first + 8] : x0;
    int x9 = PACKED ? x0 + 9 : ROWS > 9 ? xo + xAt[first + 9] : x0;
    int x10 = PACKED ? x0 + 10 : ROWS > 10 ? xo + xAt[first + 10] : x0;
    int x11 = PACKED ? x0 + 11 : ROWS > 11 ? xo + xAt[first + 11] : x0;
    int step = PACKED ? xs : 1;
    int down = PACKED ? ys : WIDTH;
    for (int r = 0; r < runs; r++) {
      int at = r * xr;
      int right = yo + r * yr;
      for (int p = 0; p < length; p++) {
        FloatVector near = FloatVector.fromArray(S, y, right);
        FloatVector far = WIDE ? FloatVector.fromArray(S, y, right + LANES) : near;
        FloatVector f0 = FloatVector.broadcast(S, x[at + x0]);
        a0 = f0.fma(near, a0);
        b0 = WIDE ? f0.fma(far, b0) : b0;
        FloatVector f1 = FloatVector.broadcast(S, x[at + x1]);
        a1 = f1.fma(near, a1);
        b1 = WIDE ? f1.fma(far, b1) : b1;
        if (ROWS > 2) {
          FloatVector f2 = FloatVector.broadcast(S, x[at + x2]);
          a2 = f2.fma(near, a2);
          b2 = WIDE ? f2.fma(far, b2) : b2;
          FloatVector f3 = FloatVector.broadcast(S, x[at + x3]);
          a3 = f3.fma(near, a3);
          b3 = WIDE ? f3.fma(far, b3) : b3;
        }
        if (ROWS > 4) {
          FloatVector f4 = FloatVector.broadcast(S, x[at + x4]);
          a4 = f4.fma(near, a4);
          b4 = WIDE ? f4.fma(far, b4) : b4;
          FloatVector f5 = FloatVector.broadcast(S, x[at + x5]);
          a5 = f5.fma(near, a5);
          b5 = WIDE ? f5.fma(far, b5) : b5;
        }
        if (ROWS > 6) {
          FloatVector f6 = FloatVector.broadcast(S, x[at + x6]);
          a6 = f6.fma(near, a6);
          b6 = WIDE ? f6.fma(far, b6) : b6;
          FloatVector f7 = FloatVector.broadcast(S, x[at + x7]);
          a7 = f7.fma(near, a7);
          b7 = WIDE ? f7.fma(far, b7) : b7;
        }
        if (ROWS > 8) {
          FloatVector f8 = FloatVector.broadcast(S, x[at + x8]);
          a8 = f8.fma(near, a8);
          b8 = WIDE ? f8.fma(far, b8) : b8;
          FloatVector f9 = FloatVector.broadcast(S, x[at + x9]);
          a9 = f9.fma(near, a9);
          b9 = WIDE ? f9.fma(far, b9) : b9;
          FloatVector f10 = FloatVector.broadcast(S, x[at + x10]);
          a10 = f10.fma(near, a10);
          b10 = WIDE ? f10.fma(far, b10) : b10;
          FloatVector f11 = FloatVector.broadcast(S, x[at + x11]);
          a11 = f11.fma(near, a11);
          b11 = WIDE ? f11.fma(far, b11) : b11;
        }
        at += step;
        right += down;
      }
    }
    if (add) {
      int z0 = zo + zAt[first + 0];
      a0.add(FloatVector.fromArray(S, z, z0)).intoArray(z, z0);
      if (WIDE) {
        b0.add(FloatVector.fromArray(S, z, z0 + LANES)).intoArray(z, z0 + LANES);
      }
      int z1 = zo + zAt[first + 1];
      a1.add(FloatVector.fromArray(S, z, z1)).intoArray(z, z1);
      if (WIDE) {
        b1.add(FloatVector.fromArray(S, z, z1 + LANES)).intoArray(z, z1 + LANES);
      }
      if (ROWS > 2) {
        int z2 = zo + zAt[first + 2];
        a2.add(FloatVector.fromArray(S, z, z2)).intoArray(z, z2);
        if (WIDE) {
          b2.add(FloatVector.fromArray(S, z, z2 + LANES)).intoArray(z, z2 + LANES);
        }
        int z3 = zo + zAt[first + 3];
        a3.add(FloatVector.fromArray(S, z, z3)).intoArray(z, z3);
        if (WIDE) {
          b3.add(FloatVector.fromArray(S, z, z3 + LANES)).intoArray(z, z3 + LANES);
        }
      }
      if (ROWS > 4) {
        int z4 = zo + zAt[first + 4];
        a4.add(FloatVector.fromArray(S, z, z4)).intoArray(z, z4);
        if (WIDE) {
          b4.add(FloatVector.fromArray(S, z, z4 + LANES)).intoArray(z, z4 + LANES);
        }
        int z5 = zo + zAt[first + 5];
        a5.add(FloatVector.fromArray(S, z, z5)).intoArray(z, z5);
        if (WIDE) {
          b5.add(FloatVector.fromArray(S, z, z5 + LANES)).intoArray(z, z5 + LANES);
        }
      }
      if (ROWS > 6) {
        int z6 = zo + zAt[first + 6];
        a6.add(FloatVector.fromArray(S, z, z6)).intoArray(z, z6);
        if (WIDE) {
          b6.add(FloatVector.fromArray(S, z, z6 + LANES)).intoArray(z, z6 + LANES);
        }
        int z7 = zo + zAt[first + 7];
        a7.add(FloatVector.fromArray(S, z, z7)).intoArray(z, z7);
        if (WIDE) {
          b7.add(FloatVector.fromArray(S, z, z7 + LANES)).intoArray(z, z7 + LANES);
        }
      }
      if (ROWS > 8) {
        int z8 = zo + zAt[first + 8];
        a8.add(FloatVector.fromArray(S, z, z8)).intoArray(z, z8);
        if (WIDE) {
          b8.add(FloatVector.fromArray(S, z, z8 + LANES)).intoArray(z, z8 + LANES);
        }
        int z9 = zo + zAt[first + 9];
        a9.add(FloatVector.fromArray(S, z, z9)).intoArray(z, z9);
        if (WIDE) {
          b9.add(FloatVector.fromArray(S, z, z9 + LANES)).intoArray(z, z9 + LANES);
        }
        int z10 = zo + zAt[first + 10];
        a10.add(FloatVector.fromArray(S, z, z10)).intoArray(z, z10);
        if (WIDE) {
          b10.add(FloatVector.fromArray(S, z, z10 + LANES)).intoArray(z, z10 + LANES);
        }
        int z11 = zo + zAt[first + 11];
        a11.add(FloatVector.fromArray(S, z, z11)).intoArray(z, z11);
        if (WIDE) {
          b11.add(FloatVector.fromArray(S, z, z11 + LANES)).intoArray(z, z11 + LANES);
        }
      }
    } else {
      int z0 = zo + zAt[first + 0];
      a0.intoArray(z, z0);
      if (WIDE) {
        b0.intoArray(z, z0 + LANES);
      }
      int z1 = zo + zAt[first + 1];
      a1.intoArray(z, z1);
      if (WIDE) {
        b1.intoArray(z, z1 + LANES);
      }
      if (ROWS > 2) {
        int z2 = zo + zAt[first + 2];
        a2.intoArray(z, z2);
        if (WIDE) {
          b2.intoArray(z, z2 + LANES);
        }
        int z3 = zo + zAt[first + 3];
        a3.intoArray(z, z3);
        if (WIDE) {
          b3.intoArray(z, z3 + LANES);
        }
      }
      if (ROWS > 4) {
        int z4 = zo + zAt[first + 4];
        a4.intoArray(z, z4);
        if (WIDE) {
          b4.intoArray(z, z4 + LANES);
        }
        int z5 = zo + zAt[first + 5];
        a5.intoArray(z, z5);
        if (WIDE) {
          b5.intoArray(z, z5 + LANES);
        }
      }
      if (ROWS > 6) {
        int z6 = zo + zAt[first + 6];
        a6.intoArray(z, z6);
        if (WIDE) {
          b6.intoArray(z, z6 + LANES);
        }
        int z7 = zo + zAt[first + 7];
        a7.intoArray(z, z7);
        if (WIDE) {
          b7.intoArray(z, z7 + LANES);
        }
      }
      if (ROWS > 8) {
        int z8 = zo + zAt[first + 8];
        a8.intoArray(z, z8);
        if (WIDE) {
          b8.intoArray(z, z8 + LANES);
        }
        int z9 = zo + zAt[first + 9];
        a9.intoArray(z, z9);
        if (WIDE) {
          b9.intoArray(z, z9 + LANES);
        }
        int z10 = zo + zAt[first + 10];
        a10.intoArray(z, z10);
        if (WIDE) {
          b10.intoArray(z, z10 + LANES);
        }
        int z11 = zo + zAt[first + 11];
        a11.intoArray(z, z11);
        if (WIDE) {
          b11.intoArray(z, z11 + LANES);
        }
      }
    }
  }
}
