package dev.jacobean.nn;

import java.util.Locale;

/// What a tangent kernel will take, before anything large is allocated.
///
/// @param method how it is computed, in words
/// @param tile examples on each side of a block
/// @param bytes held at once at the most, the kernel included: estimated, not promised
/// @param operations multiplications and additions
/// @param seconds on this machine, from a short measurement of its speed: right within a factor of about 3
public record KernelForecast(String method, int tile, long bytes, double operations, double seconds) {
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s, tiles of %d examples: about %s, %.2g operations, %.2g s",
        method, tile, size((double) bytes), operations, seconds);
  }

  /// Bytes for people.
  static String size(double bytes) {
    if (bytes < 1 << 20) {
      return String.format(Locale.ROOT, "%.1f KiB", bytes / (1 << 10));
    }
    return bytes < 1 << 30
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / (1 << 20))
        : String.format(Locale.ROOT, "%.1f GiB", bytes / (1 << 30));
  }
}
