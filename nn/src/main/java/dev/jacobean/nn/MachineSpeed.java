package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;

/// How fast this machine multiplies matrices, for forecasts: nothing that is computed depends on it.
final class MachineSpeed {
  private static final int SIZE = 384;
  private static final int TRIES = 4;

  private MachineSpeed() {}

  /// Operations a second, multiplications and additions: the best of some small products, some 10 ms in all.
  static double of(Backend backend) {
    Tensor x = Tensor.full(backend, 1, SIZE, 1).times(Tensor.full(backend, 0.5, 1, SIZE));
    double best = 0;
    for (int i = 0; i < TRIES; i++) {
      long start = System.nanoTime();
      x.matmul(x);
      best = Math.max(best, 2e9 * SIZE * SIZE * SIZE / Math.max(1, System.nanoTime() - start));
    }
    return best;
  }
}
