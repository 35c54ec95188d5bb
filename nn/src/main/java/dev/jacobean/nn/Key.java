package dev.jacobean.nn;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Randomness as a value: the same key always gives the same numbers.
///
/// A generator changes when it is used, so a function that draws from one gives other numbers each time it is
/// evaluated, and its value and its derivative disagree. A key does not change: a training step is given one, and each
/// layer in it takes a child. So a step can be evaluated again – by a second mode, by recomputation, after a restart –
/// with the same bits, and the place of a layer alone, not the order of evaluation, decides what it draws.
///
/// @param bits any; keys of seeds are made by [#of]
public record Key(long bits) {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /// {@return the key of a seed}
  /// @param seed any number; similar seeds give unlike keys
  public static Key of(long seed) {
    return new Key(mixed(seed));
  }

  /// {@return the key number `index` under this one: for the steps of a run, or the layers of a network}
  /// @param index the same index gives the same key; others give others
  public Key child(long index) {
    return new Key(mixed(bits + GOLDEN * (index + 1)));
  }

  /// {@return a fresh generator of this key's numbers}
  public RandomGenerator generator() {
    return new SplittableRandom(bits);
  }

  /// The finaliser of SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators", figure
  /// 16), a bijection.
  private static long mixed(long z) {
    long once = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long twice = (once ^ (once >>> 27)) * 0x94D049BB133111EBL;
    return twice ^ (twice >>> 31);
  }
}
