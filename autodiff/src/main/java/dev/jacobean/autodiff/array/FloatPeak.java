package dev.jacobean.autodiff.array;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Fused multiply-adds on numbers that never leave the registers: what [Peak] times.
final class FloatPeak {
  private static final VectorSpecies<Float> S = FloatLanes.SPECIES;

  /// More chains than any processor needs to hide the delay of one multiply-add, few enough for 16 registers.
  private static final int CHAINS = 12;

  private FloatPeak() {}

  /// Operations in one round; a multiply-add is two.
  static double perRound() {
    return 2.0 * CHAINS * FloatLanes.LANES;
  }

  /// Does the rounds; what it returns depends on all of them.
  static double run(int rounds) {
    FloatVector a = FloatVector.broadcast(S, 1);
    FloatVector b = FloatVector.broadcast(S, 2);
    FloatVector c = FloatVector.broadcast(S, 3);
    FloatVector d = FloatVector.broadcast(S, 4);
    FloatVector e = FloatVector.broadcast(S, 5);
    FloatVector f = FloatVector.broadcast(S, 6);
    FloatVector g = FloatVector.broadcast(S, 7);
    FloatVector h = FloatVector.broadcast(S, 8);
    FloatVector i = FloatVector.broadcast(S, 9);
    FloatVector j = FloatVector.broadcast(S, 10);
    FloatVector k = FloatVector.broadcast(S, 11);
    FloatVector l = FloatVector.broadcast(S, 12);
    // Every chain goes to 1: no number becomes too large or too small to be quick.
    FloatVector half = FloatVector.broadcast(S, 1).div(2);
    for (int round = 0; round < rounds; round++) {
      a = a.fma(half, half);
      b = b.fma(half, half);
      c = c.fma(half, half);
      d = d.fma(half, half);
      e = e.fma(half, half);
      f = f.fma(half, half);
      g = g.fma(half, half);
      h = h.fma(half, half);
      i = i.fma(half, half);
      j = j.fma(half, half);
      k = k.fma(half, half);
      l = l.fma(half, half);
    }
    return a.add(b).add(c).add(d).add(e.add(f).add(g).add(h)).add(i.add(j).add(k).add(l)).lane(0);
  }
}
