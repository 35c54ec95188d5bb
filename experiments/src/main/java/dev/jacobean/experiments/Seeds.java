package dev.jacobean.experiments;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Independent streams of random numbers, each named by what it is for.
///
/// The stream is a function of its name alone, so a job draws the same numbers wherever and whenever it runs, and
/// asking for one more stream never shifts another.
final class Seeds {
  private static final RandomGeneratorFactory<RandomGenerator> FACTORY = RandomGeneratorFactory.of("L64X128MixRandom");

  private Seeds() {}

  /// The stream of a seed, a repeat and a purpose: `Seeds.stream(0, 3, "teacher")`.
  ///
  /// L64X128MixRandom (G. Steele and S. Vigna, 2021), started from the SHA-256 digest of the name.
  static RandomGenerator stream(long seed, long repeat, String purpose) {
    return FACTORY.create(digest(seed + "/" + repeat + "/" + purpose));
  }

  /// The SHA-256 digest of a text.
  static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
