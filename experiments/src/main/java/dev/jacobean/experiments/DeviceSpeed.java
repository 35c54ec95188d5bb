package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Workspace;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.cuda.Cuda;
import dev.jacobean.experiments.bench.BenchCase;
import dev.jacobean.experiments.bench.BenchClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a device does in a second: products, passes over memory, and calls.
final class DeviceSpeed {
  private static final int ROW = 64;

  private final BenchClock clock;
  private final int numbers;
  private final List<Integer> products;
  private final Consumer<String> out;

  /// @param small a thousandth of the work: whether it runs, not how fast
  DeviceSpeed(boolean small, Consumer<String> out) {
    this.clock = small ? new BenchClock(0.01, 1, 0.01, 0.01) : new BenchClock(0.3, 7, 0.05, 0.5);
    this.numbers = small ? 1 << 16 : 1 << 26;
    this.products = small ? List.of(64) : List.of(4096, 8192);
    this.out = out;
  }

  /// Measures, and says each row when it is there.
  void measure() {
    passes();
    for (int n : products) {
      product("product", n, DType.F32, false);
      product("product, TF32", n, DType.F32, true);
      product("product", n, DType.F64, false);
    }
    Backend backend = Cuda.backend(DType.F32);
    Tensor one = Tensor.ones(backend, 1);
    say("call of a kernel", "", seconds(() -> one.negate()) * 1e6, "µs");
  }

  /// Bytes a second, each number read and written once where nothing else is said.
  private void passes() {
    Tensor x = random(DType.F32, numbers / ROW, ROW);
    Tensor y = random(DType.F32, numbers / ROW, ROW);
    bytes("negate", 2, x::negate);
    bytes("exp", 2, x::exp);
    bytes("plus", 3, () -> x.plus(y));
    bytes("chain of four", 8, () -> x.times(2).tanh().plus(1).relu());
    bytes("sum", 1, x::sum);
    bytes("sum of rows", 1, () -> x.sum(1));
    bytes("sum of columns", 1, () -> x.sum(0));
    bytes("softmax, as one pass", 2, () -> x.softmax(1));
    bytes("transposed copy", 2, () -> x.transpose().reshape(-1));
  }

  private void bytes(String name, int passes, Supplier<Tensor> program) {
    say(name, numbers + " F32", (double) passes * numbers * Float.BYTES / seconds(program) * 1e-9, "GB/s");
  }

  private void product(String name, int n, DType dtype, boolean tf32) {
    Cuda.useTf32(tf32);
    Tensor x = random(dtype, n, n);
    Tensor y = random(dtype, n, n);
    say(name, n + " " + dtype, 2.0 * n * n * n / seconds(() -> x.matmul(y)) * 1e-12, "TFLOP/s");
    Cuda.useTf32(false);
  }

  private static Tensor random(DType dtype, int... sizes) {
    return Tensor.uniform(Cuda.backend(dtype), new SplittableRandom(1), sizes);
  }

  private double seconds(Supplier<Tensor> program) {
    Workspace memory = new Workspace();
    BenchCase one = new BenchCase("", List.of(), "", DType.F32, 0, "", 0,
        () -> () -> memory.step(() -> program.get().shape()));
    return clock.inTurns(List.of(one)).getFirst().median();
  }

  private void say(String name, String size, double value, String unit) {
    out.accept(String.format(Locale.ROOT, "%-22s %-14s %10.2f %s", name, size, value, unit));
  }
}
