package dev.jacobean.experiments.bench;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/// Functions of each number, a sum, and softmax over rows of 64. The lengths fit the first cache, the second, and no
/// cache at all. The result goes where an earlier one was, as in a step of training, and as the other libraries' scripts
/// have it.
final class BenchElementwise {
  private static final int[] LENGTHS = {1024, 65_536, 1 << 22};
  private static final int ROW = 64;

  private BenchElementwise() {}

  static List<List<BenchCase>> cases() {
    List<List<BenchCase>> cases = new ArrayList<>();
    for (int n : LENGTHS) {
      cases.add(List.of(one("exp", n, Tensor::exp)));
      cases.add(List.of(one("tanh", n, Tensor::tanh)));
      cases.add(List.of(one("log", n, x -> x.abs(), Tensor::log)));
      cases.add(List.of(one("relu", n, Tensor::relu)));
      cases.add(List.of(one("add", n, x -> x.plus(x))));
      cases.add(List.of(one("sum", n, x -> x.sum())));
      cases.add(List.of(one("softmax", n, x -> x.reshape(n / ROW, ROW), x -> x.softmax(1))));
    }
    return cases;
  }

  private static BenchCase one(String name, int n, UnaryOperator<Tensor> f) {
    return one(name, n, x -> x, f);
  }

  private static BenchCase one(String name, int n, UnaryOperator<Tensor> prepare, UnaryOperator<Tensor> f) {
    return BenchCase.of(name, DType.F32, 0, () -> {
      Backend backend = Backends.f32();
      Tensor x = prepare.apply(Tensor.normal(backend, new SplittableRandom(1), n));
      return BenchCase.repeated(() -> f.apply(x));
    }, n).per("element", n);
  }
}
