package dev.jacobean.experiments.bench;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Workspace;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.experiments.bench.DeviceCase.Kind;
import dev.jacobean.experiments.bench.DeviceCase.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/// What is timed on a device: products, passes over memory, steps of VGG-11, calls. The scripts for other libraries in
/// `scripts/gpu` have the same cases by the same names.
public final class DeviceCases {
  private static final int ROW = 64;

  /// Of a product, so many rows and columns are compared with double precision.
  private static final int SAMPLE = 64;

  private static final int CALLS = 1000;
  private static final int DRAWN = 1 << 20;

  private final boolean small;
  private final int numbers;
  private final List<DeviceCase> cases = new ArrayList<>();

  private DeviceCases(boolean small) {
    this.small = small;
    this.numbers = small ? 1 << 16 : 1 << 26;
  }

  /// All of them.
  ///
  /// @param small a thousandth of the work: whether it runs, not how fast
  public static List<DeviceCase> all(boolean small) {
    DeviceCases all = new DeviceCases(small);
    for (int n : small ? List.of(64, 128) : List.of(4096, 8192)) {
      all.product(n, "F32", DType.F32, false);
      all.product(n, "TF32", DType.F32, true);
      all.product(n, "F64", DType.F64, false);
    }
    all.passes();
    all.step("vgg11.sgd_step", Kind.STEP, BenchModel::sgdStep);
    all.step("vgg11.linearised_step", Kind.LINEARISED, BenchModel::linearisedStep);
    all.calls();
    return List.copyOf(all.cases);
  }

  private void product(int n, String precision, DType dtype, boolean tf32) {
    cases.add(new DeviceCase("product %d %s".formatted(n, precision), Kind.PRODUCT, 2.0 * n * n * n, tf32, () -> {
      Tensor x = random(dtype, 1, n, n);
      Tensor y = random(dtype, 2, n, n);
      return new Work(BenchCase.repeated(() -> x.matmul(y)), 1, () -> OptionalDouble.of(error(x, y)));
    }));
  }

  /// How far the first rows and columns of a product are off.
  private static double error(Tensor x, Tensor y) {
    double[] found = corner(x.matmul(y), SAMPLE, SAMPLE).toDoubles();
    Backend exact = Backends.f64();
    double[] right = corner(x, SAMPLE, x.shape().size(1)).to(exact)
        .matmul(corner(y, y.shape().size(0), SAMPLE).to(exact)).toDoubles();
    double[] apart = new double[right.length];
    Arrays.setAll(apart, i -> found[i] - right[i]);
    return norm(apart) / norm(right);
  }

  private static Tensor corner(Tensor x, int rows, int columns) {
    return x.slice(0, 0, rows).slice(1, 0, columns);
  }

  private static double norm(double... numbers) {
    return Math.sqrt(Arrays.stream(numbers).map(x -> x * x).sum());
  }

  /// Bytes, if each number is read once and written once as often as the program must; what more a program moves makes
  /// its rate the smaller.
  private void passes() {
    pass("copy", Kind.COPY, 2, (x, y) -> Tensor.of(x.array().backend().copy(x.array())));
    pass("negate", Kind.PASS, 2, (x, y) -> x.negate());
    pass("exp", Kind.PASS, 2, (x, y) -> x.exp());
    pass("plus", Kind.PASS, 3, Tensor::plus);
    pass("chain of four", Kind.PASS, 8, (x, y) -> x.times(2).tanh().plus(1).relu());
    pass("sum", Kind.PASS, 1, (x, y) -> x.sum());
    pass("sum of rows", Kind.PASS, 1, (x, y) -> x.sum(1));
    pass("sum of columns", Kind.PASS, 1, (x, y) -> x.sum(0));
    pass("softmax", Kind.PASS, 2, (x, y) -> x.softmax(1));
    pass("transposed copy", Kind.PASS, 2, (x, y) -> x.transpose().reshape(-1));
  }

  private void pass(String name, Kind kind, int passes, BinaryOperator<Tensor> program) {
    double bytes = (double) passes * numbers * Float.BYTES;
    cases.add(new DeviceCase("%s %d F32".formatted(name, numbers), kind, bytes, false, () -> {
      Tensor x = random(DType.F32, 1, numbers / ROW, ROW);
      Tensor y = random(DType.F32, 2, numbers / ROW, ROW);
      return Work.of(BenchCase.repeated(() -> program.apply(x, y)));
    }));
  }

  private void step(String name, Kind kind, Function<BenchModel<?>, Object> step) {
    for (boolean tf32 : new boolean[] {false, true}) {
      cases.add(new DeviceCase(name + (tf32 ? " TF32" : " F32"), kind, 0, tf32, () -> Work.of(BenchSteps.calls(
          BenchModel.vgg(Backends.f32(), small ? 2 : 128, small ? 2 : 64), step))));
    }
  }

  /// Operations on one number: what they cost beyond their arithmetic.
  private void calls() {
    cases.add(new DeviceCase("call of a kernel", Kind.CALL, 0, false, () -> {
      Tensor one = Tensor.ones(Backends.f32(), 1);
      Workspace memory = new Workspace();
      return new Work(() -> memory.step(() -> {
        Tensor x = one;
        for (int i = 0; i < CALLS; i++) {
          x = x.negate();
        }
        return x.shape();
      }), CALLS, OptionalDouble::empty);
    }));
  }

  /// Normal numbers; of many, a million again and again, since they are drawn one by one.
  private static Tensor random(DType dtype, int seed, int rows, int columns) {
    int some = Math.clamp(DRAWN / columns, 1, rows);
    Tensor drawn = Tensor.normal(Backends.of(dtype), new SplittableRandom(seed), some, columns);
    return drawn.reshape(1, some, columns).expand(Shape.of(rows / some, some, columns)).reshape(rows, columns);
  }
}
