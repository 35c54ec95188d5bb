package dev.jacobean.autodiff.array;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// How many lanes a vector has: what the processor prefers, or what `-Djacobean.vector.bits` says.
///
/// Arithmetic has vectors of this one width only. The compiler keeps one record of the receivers of, say,
/// `FloatVector.fma` for the whole program: once vectors of two widths have been there, it may no longer see in time that the
/// sums of a long loop need not be objects, and in nearly every second start of Java a matrix product takes ten times as
/// long, for as long as that Java lives. What only moves numbers may have another width ([FloatPack]).
final class FloatLanes {
  static final VectorSpecies<Float> SPECIES = species();
  static final int LANES = SPECIES.length();

  private FloatLanes() {}

  private static VectorSpecies<Float> species() {
    return switch (System.getProperty("jacobean.vector.bits", "preferred")) {
      case "preferred" -> FloatVector.SPECIES_PREFERRED;
      case "128" -> VectorSpecies.of(float.class, VectorShape.S_128_BIT);
      case "256" -> VectorSpecies.of(float.class, VectorShape.S_256_BIT);
      case "512" -> VectorSpecies.of(float.class, VectorShape.S_512_BIT);
      default -> throw new IllegalArgumentException(
          "jacobean.vector.bits: is " + System.getProperty("jacobean.vector.bits") + "; must be 128, 256 or 512");
    };
  }
}
