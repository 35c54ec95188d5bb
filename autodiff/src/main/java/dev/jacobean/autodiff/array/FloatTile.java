package dev.jacobean.autodiff.array;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loop of a matrix product: a tile of the result in registers. Loaded once for each [TileForm].
///
/// 12 × 2 accumulators of 512 bits leave room for two vectors of the right factor among 32 registers, and 6 × 2 of 256
/// bits among 16. Every element is one chain of fused multiply-adds along k, whatever the form: its bits do not depend
/// on where in the product it lies. Blocking after K. Goto and R. van de Geijn, Anatomy of high-performance matrix
/// multiplication, 2008. The accumulators are spelt out because the compiler keeps arrays of vectors in memory.
final class FloatTile implements Loop.Tile {
  private static final TileForm FORM = Loop.operation(MethodHandles.lookup(), TileForm.class);
  private static final boolean TALL = FORM.rows == 12;
  private static final boolean WIDE = FORM.wide;
  private static final boolean BY_ROW = FORM.byRow;
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;
  private static final int LANES = FloatLanes.LANES;

  FloatTile() {}

  @Override
  public void run(int k, Object x, int xo, int xs, Object y, int yo, int ys, Object z, int zo, int zs, boolean add) {
    product(k, (float[]) x, xo, xs, (float[]) y, yo, ys, (float[]) z, zo, zs, add);
  }

  private static void product(
      int k, float[] x, int xo, int xs, float[] y, int yo, int ys, float[] z, int zo, int zs, boolean add) {
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
    // One step along the left factor's row, and the distances of its rows.
    int step = BY_ROW ? 1 : xs;
    int gap = BY_ROW ? xs : 1;
    int at = xo;
    int right = yo;
    int x1 = gap;
    int x2 = 2 * gap;
    int x3 = 3 * gap;
    int x4 = 4 * gap;
    int x5 = 5 * gap;
    int x6 = 6 * gap;
    int x7 = 7 * gap;
    int x8 = 8 * gap;
    int x9 = 9 * gap;
    int x10 = 10 * gap;
    int x11 = 11 * gap;
    for (int p = 0; p < k; p++) {
      FloatVector first = FloatVector.fromArray(S, y, right);
      FloatVector second = WIDE ? FloatVector.fromArray(S, y, right + LANES) : first;
      FloatVector f0 = FloatVector.broadcast(S, x[at]);
      a0 = f0.fma(first, a0);
      b0 = WIDE ? f0.fma(second, b0) : b0;
      FloatVector f1 = FloatVector.broadcast(S, x[at + x1]);
      a1 = f1.fma(first, a1);
      b1 = WIDE ? f1.fma(second, b1) : b1;
      FloatVector f2 = FloatVector.broadcast(S, x[at + x2]);
      a2 = f2.fma(first, a2);
      b2 = WIDE ? f2.fma(second, b2) : b2;
      FloatVector f3 = FloatVector.broadcast(S, x[at + x3]);
      a3 = f3.fma(first, a3);
      b3 = WIDE ? f3.fma(second, b3) : b3;
      FloatVector f4 = FloatVector.broadcast(S, x[at + x4]);
      a4 = f4.fma(first, a4);
      b4 = WIDE ? f4.fma(second, b4) : b4;
      FloatVector f5 = FloatVector.broadcast(S, x[at + x5]);
      a5 = f5.fma(first, a5);
      b5 = WIDE ? f5.fma(second, b5) : b5;
      if (TALL) {
        FloatVector f6 = FloatVector.broadcast(S, x[at + x6]);
        a6 = f6.fma(first, a6);
        b6 = WIDE ? f6.fma(second, b6) : b6;
        FloatVector f7 = FloatVector.broadcast(S, x[at + x7]);
        a7 = f7.fma(first, a7);
        b7 = WIDE ? f7.fma(second, b7) : b7;
        FloatVector f8 = FloatVector.broadcast(S, x[at + x8]);
        a8 = f8.fma(first, a8);
        b8 = WIDE ? f8.fma(second, b8) : b8;
        FloatVector f9 = FloatVector.broadcast(S, x[at + x9]);
        a9 = f9.fma(first, a9);
        b9 = WIDE ? f9.fma(second, b9) : b9;
        FloatVector f10 = FloatVector.broadcast(S, x[at + x10]);
        a10 = f10.fma(first, a10);
        b10 = WIDE ? f10.fma(second, b10) : b10;
        FloatVector f11 = FloatVector.broadcast(S, x[at + x11]);
        a11 = f11.fma(first, a11);
        b11 = WIDE ? f11.fma(second, b11) : b11;
      }
      at += step;
      right += ys;
    }
    if (add) {
      a0.add(FloatVector.fromArray(S, z, zo)).intoArray(z, zo);
      a1.add(FloatVector.fromArray(S, z, zo + zs)).intoArray(z, zo + zs);
      a2.add(FloatVector.fromArray(S, z, zo + 2 * zs)).intoArray(z, zo + 2 * zs);
      a3.add(FloatVector.fromArray(S, z, zo + 3 * zs)).intoArray(z, zo + 3 * zs);
      a4.add(FloatVector.fromArray(S, z, zo + 4 * zs)).intoArray(z, zo + 4 * zs);
      a5.add(FloatVector.fromArray(S, z, zo + 5 * zs)).intoArray(z, zo + 5 * zs);
      if (WIDE) {
        b0.add(FloatVector.fromArray(S, z, zo + LANES)).intoArray(z, zo + LANES);
        b1.add(FloatVector.fromArray(S, z, zo + zs + LANES)).intoArray(z, zo + zs + LANES);
        b2.add(FloatVector.fromArray(S, z, zo + 2 * zs + LANES)).intoArray(z, zo + 2 * zs + LANES);
        b3.add(FloatVector.fromArray(S, z, zo + 3 * zs + LANES)).intoArray(z, zo + 3 * zs + LANES);
        b4.add(FloatVector.fromArray(S, z, zo + 4 * zs + LANES)).intoArray(z, zo + 4 * zs + LANES);
        b5.add(FloatVector.fromArray(S, z, zo + 5 * zs + LANES)).intoArray(z, zo + 5 * zs + LANES);
      }
      if (TALL) {
        a6.add(FloatVector.fromArray(S, z, zo + 6 * zs)).intoArray(z, zo + 6 * zs);
        a7.add(FloatVector.fromArray(S, z, zo + 7 * zs)).intoArray(z, zo + 7 * zs);
        a8.add(FloatVector.fromArray(S, z, zo + 8 * zs)).intoArray(z, zo + 8 * zs);
        a9.add(FloatVector.fromArray(S, z, zo + 9 * zs)).intoArray(z, zo + 9 * zs);
        a10.add(FloatVector.fromArray(S, z, zo + 10 * zs)).intoArray(z, zo + 10 * zs);
        a11.add(FloatVector.fromArray(S, z, zo + 11 * zs)).intoArray(z, zo + 11 * zs);
        if (WIDE) {
          b6.add(FloatVector.fromArray(S, z, zo + 6 * zs + LANES)).intoArray(z, zo + 6 * zs + LANES);
          b7.add(FloatVector.fromArray(S, z, zo + 7 * zs + LANES)).intoArray(z, zo + 7 * zs + LANES);
          b8.add(FloatVector.fromArray(S, z, zo + 8 * zs + LANES)).intoArray(z, zo + 8 * zs + LANES);
          b9.add(FloatVector.fromArray(S, z, zo + 9 * zs + LANES)).intoArray(z, zo + 9 * zs + LANES);
          b10.add(FloatVector.fromArray(S, z, zo + 10 * zs + LANES)).intoArray(z, zo + 10 * zs + LANES);
          b11.add(FloatVector.fromArray(S, z, zo + 11 * zs + LANES)).intoArray(z, zo + 11 * zs + LANES);
        }
      }
    } else {
      a0.intoArray(z, zo);
      a1.intoArray(z, zo + zs);
      a2.intoArray(z, zo + 2 * zs);
      a3.intoArray(z, zo + 3 * zs);
      a4.intoArray(z, zo + 4 * zs);
      a5.intoArray(z, zo + 5 * zs);
      if (WIDE) {
        b0.intoArray(z, zo + LANES);
        b1.intoArray(z, zo + zs + LANES);
        b2.intoArray(z, zo + 2 * zs + LANES);
        b3.intoArray(z, zo + 3 * zs + LANES);
        b4.intoArray(z, zo + 4 * zs + LANES);
        b5.intoArray(z, zo + 5 * zs + LANES);
      }
      if (TALL) {
        a6.intoArray(z, zo + 6 * zs);
        a7.intoArray(z, zo + 7 * zs);
        a8.intoArray(z, zo + 8 * zs);
        a9.intoArray(z, zo + 9 * zs);
        a10.intoArray(z, zo + 10 * zs);
        a11.intoArray(z, zo + 11 * zs);
        if (WIDE) {
          b6.intoArray(z, zo + 6 * zs + LANES);
          b7.intoArray(z, zo + 7 * zs + LANES);
          b8.intoArray(z, zo + 8 * zs + LANES);
          b9.intoArray(z, zo + 9 * zs + LANES);
          b10.intoArray(z, zo + 10 * zs + LANES);
          b11.intoArray(z, zo + 11 * zs + LANES);
        }
      }
    }
  }
}
