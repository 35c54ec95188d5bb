package dev.jacobean.nn.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Where randomness comes from: any number of independent generators, each named by purposes and a number.
///
/// The generators of `java.util.random` do not show their state, so a run that must go on after an interruption cannot
/// save them. Here none needs saving: the generator of step s is made anew from (seed, s), by way of SHA-256, which
/// turns neighbouring numbers into unrelated states (counter-based generation; Salmon, Moraes, Dror & Shaw 2011).
///
/// @param value the number a user gives
public record Seed(long value) {
  private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
      RandomGeneratorFactory.of("L64X128MixRandom");

  /// A seed for one purpose: `seed.named("shuffle")` and `seed.named("dropout")` are unrelated.
  public Seed named(String purpose) {
    byte[] text = purpose.getBytes(StandardCharsets.UTF_8);
    byte[] all = ByteBuffer.allocate(Long.BYTES + text.length).putLong(value).put(text).array();
    return new Seed(ByteBuffer.wrap(digest(all)).getLong());
  }

  /// The generator of one step, epoch or example; always the same one for the same number.
  public RandomGenerator generator(long number) {
    return FACTORY.create(digest(ByteBuffer.allocate(2 * Long.BYTES).putLong(value).putLong(number).array()));
  }

  private static byte[] digest(byte[] bytes) {
    return Digest.sha256().digest(bytes);
  }
}
