package dev.jacobean.experiments.bench;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Products of matrices `[m, k]` × `[k, n]`, either factor as it is or as a transposed view. The result goes
/// where an earlier one was, as in a step of training, and as the other libraries' scripts have it.
final class BenchMatmul {
  private static final int[][] SHAPES = {
    {64, 64, 64}, {128, 128, 128}, {256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024}, {2048, 2048, 2048},
    {128, 3072, 512}, {64, 4608, 2048},
    {131072, 27, 64}, {32768, 576, 128}, {8192, 1152, 256}, {2048, 2304, 512},
    {1, 1024, 1024}, {1024, 64, 1024}, {1000, 100, 1000}
  };

  private BenchMatmul() {}

  static List<List<BenchCase>> cases() {
    List<List<BenchCase>> cases = new ArrayList<>();
    for (DType dtype : DType.values()) {
      for (int[] shape : SHAPES) {
        for (String layout : List.of("nn", "tn", "nt")) {
          cases.add(List.of(product(dtype, layout, shape[0], shape[1], shape[2])));
        }
      }
    }
    return cases;
  }

  private static BenchCase product(DType dtype, String layout, int m, int k, int n) {
    String name = dtype == DType.F32 ? "matmul" : "matmul_f64";
    return BenchCase.of(name, dtype, 2.0 * m * k * n, () -> {
      Backend backend = Backends.of(dtype);
      RandomGenerator generator = new SplittableRandom(1);
      Tensor left = factor(backend, generator, layout.charAt(0) == 't', m, k);
      Tensor right = factor(backend, generator, layout.charAt(1) == 't', k, n);
      return BenchCase.repeated(() -> left.matmul(right));
    }, m, k, n).laidOut(layout);
  }

  private static Tensor factor(Backend backend, RandomGenerator generator, boolean transposed, int rows, int columns) {
    return transposed ? Tensor.uniform(backend, generator, columns, rows).transpose()
        : Tensor.uniform(backend, generator, rows, columns);
  }
}
