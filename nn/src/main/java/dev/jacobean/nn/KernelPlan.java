package dev.jacobean.nn;

import dev.jacobean.autodiff.array.Backend;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/// How a tangent kernel is computed.
///
/// @param method the way
/// @param tile examples on each side of a block
/// @param outputs of an example
/// @param forecast what it takes
record KernelPlan(KernelMethod method, int tile, int outputs, KernelForecast forecast) {
  /// Bytes that tiles are made to fit, where the budget allows: larger ones are hardly faster.
  private static final double TILES = 2.0 * (1 << 30);

  /// What of a kernel stays in memory beside the tiles, in numbers.
  @FunctionalInterface
  interface Kept {
    /// Of a kernel with so many outputs an example, in tiles of so many examples.
    double numbers(int outputs, int tile);
  }

  /// What a kernel is wanted of.
  ///
  /// @param n examples on its longer side
  /// @param outputs of an example
  /// @param kept of what is computed
  /// @param backend of the numbers
  /// @param budget bytes that may be held at once
  /// @param tile wanted by the user, if any
  record Question(int n, int outputs, Kept kept, Backend backend, double budget, OptionalInt tile) {
    /// Of the ways that fit the budget, each in the largest tiles with which it does, that with the fewest operations.
    ///
    /// @throws IllegalArgumentException if none does
    KernelPlan answer(List<KernelMethod> methods) {
      KernelMethod best = methods.stream().filter(method -> needed(method) <= budget)
          .min(Comparator.comparingDouble(method -> operations(method, size(method))))
          .orElseThrow(() -> refusal(Collections.min(methods, Comparator.comparingDouble(this::needed))));
      int size = size(best);
      double operations = operations(best, size);
      double seconds = operations / MachineSpeed.of(backend);
      return new KernelPlan(best, size, outputs,
          new KernelForecast(best.name(), size, (long) needed(best), operations, seconds));
    }

    private int size(KernelMethod method) {
      return tile.isPresent() ? Math.min(tile.getAsInt(), n) : fitting(method);
    }

    private double needed(KernelMethod method) {
      return bytes(method, size(method));
    }

    private double kept(int size) {
      return backend.dtype().bytes() * kept.numbers(outputs, size);
    }

    private double bytes(KernelMethod method, int size) {
      return kept(size) + backend.dtype().bytes() * method.numbers(size);
    }

    /// The largest tile that fits, then made smaller until all tiles are equal; 1 if none fits.
    private int fitting(KernelMethod method) {
      int low = 1;
      int high = n;
      while (low < high) {
        int middle = (low + high + 1) / 2;
        if (bytes(method, middle) <= Math.min(budget, kept(middle) + TILES)) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return Math.ceilDiv(n, Math.ceilDiv(n, low));
    }

    /// Of all blocks on and below the diagonal. A row of blocks keeps its own features and makes the others' anew.
    private double operations(KernelMethod method, int size) {
      double tiles = Math.ceil((double) n / size);
      double m = n / tiles;
      return tiles * (tiles + 1) / 2 * (method.work(m) + method.work(m, m));
    }

    private IllegalArgumentException refusal(KernelMethod method) {
      int fitting = fitting(method);
      String advice = bytes(method, fitting) <= budget
          ? "tiles of %d would fit".formatted(fitting)
          : "no tile would fit: ask for fewer examples, for one block after the other with blocks(x, …), or for products with"
              + " on(x), or give more with within(bytes)";
      return new IllegalArgumentException(
          "tangent kernel: %d examples of %d outputs in tiles of %d need about %s, the budget is %s; %s".formatted(
              n, outputs, size(method), KernelForecast.size(needed(method)), KernelForecast.size(budget), advice));
    }
  }
}
