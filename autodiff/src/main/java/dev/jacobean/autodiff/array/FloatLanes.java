package dev.jacobean.autodiff.array;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// How many lanes a vector has: what the processor prefers, or what `-Djacobean.vector.bits` says.
final class FloatLanes {
  static final VectorSpecies<Float> SPECIES = species();
  static final int LANES = SPECIES.length();

  /// Half as many lanes; only used where there are eight or more.
  static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(Math.max(SPECIES.vectorBitSize() / 2, 64)));

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
