package dev.jacobean.nn.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Makes damaged copies of files.
public final class Damage {
  private Damage() {}

  /// A copy that differs: bits flipped, cut, bytes put in, taken out, overwritten, zeroed or added.
  public static byte[] of(byte[] content, RandomGenerator generator) {
    byte[] damaged = content;
    while (Arrays.equals(damaged, content)) {
      int at = generator.nextInt(content.length);
      int length = Math.min(1 + generator.nextInt(16), content.length - at);
      damaged = switch (generator.nextInt(8)) {
        case 0, 1 -> flip(content, at, generator.nextInt(8));
        case 2 -> Arrays.copyOf(content, at);
        case 3 -> join(Arrays.copyOf(content, at), random(length, generator), tail(content, at));
        case 4 -> join(Arrays.copyOf(content, at), tail(content, at + length));
        case 5 -> join(Arrays.copyOf(content, at), random(length, generator), tail(content, at + length));
        case 6 -> join(Arrays.copyOf(content, at), new byte[length], tail(content, at + length));
        default -> join(content, random(length, generator));
      };
    }
    return damaged;
  }

  static byte[] flip(byte[] content, int at, int bit) {
    byte[] damaged = content.clone();
    damaged[at] ^= (byte) (1 << bit);
    return damaged;
  }

  static byte[] tail(byte[] content, int from) {
    return Arrays.copyOfRange(content, from, content.length);
  }

  static byte[] random(int length, RandomGenerator generator) {
    byte[] bytes = new byte[length];
    generator.nextBytes(bytes);
    return bytes;
  }

  static byte[] join(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }
}
