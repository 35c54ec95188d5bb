package dev.jacobean.autodiff.array.cuda;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Workspace;
import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Fold;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.autodiff.array.Unary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// What a test has another process do; it prints one line for each thing.
final class Probe {
  private Probe() {}

  public static void main(String... arguments) {
    for (String what : arguments) {
      try {
        System.out.println(what + ": " + run(what));
      } catch (CudaException | IllegalArgumentException e) {
        System.out.println(what + ": " + e.getClass().getSimpleName() + ": " + e.getMessage());
      }
    }
  }

  private static String run(String what) {
    return switch (what) {
      case "availability" -> Cuda.availability().usable() + ", " + Cuda.availability().sentence();
      case "auto" -> {
        Backends.use("auto");
        yield Backends.f32().name();
      }
      case "use" -> {
        Backends.use("cuda");
        yield Backends.f64() + ", " + Backends.description();
      }
      case "sum" -> String.valueOf(ones(1000).map(Unary.NEGATE).fold(Fold.SUM).item());
      case "product" -> String.valueOf(ones(100).reshape(Shape.of(10, 10)).matmul(ones(100).reshape(Shape.of(10, 10))).fold(Fold.SUM).item());
      case "orders" -> orders();
      case "spent" -> Cuda.spent().stream().map(spent -> spent.what() + " " + spent.calls() + (spent.seconds() > 0 ? "" : " in no time"))
          .sorted().toList().toString();
      case "hoard" -> hoard();
      case "garbage" -> garbage();
      case "step" -> step();
      case "misaligned" -> misaligned();
      case "waited", "unwaited", "warps", "apart", "beyond", "unwritten", "together" -> kernel(what);
      default -> throw new IllegalArgumentException(what);
    };
  }

  private static Array ones(int count) {
    double[] values = new double[count];
    java.util.Arrays.fill(values, 1);
    return Cuda.backend(DType.F32).of(Shape.of(count), values);
  }

  /// Sums whose threads meet, in rows and in one, and an adjoint in which many add into one.
  private static String orders() {
    double[] values = new java.util.Random(1).doubles(30_000).toArray();
    Array x = Cuda.backend(DType.F32).of(Shape.of(30, 1000), values);
    double sum = x.fold(Fold.SUM).item() + x.fold(Fold.SUM, 1).fold(Fold.MAX).item() + x.fold(Fold.SUM, 0).fold(Fold.MIN).item();
    return sum + ", " + x.reshape(Shape.of(1, 100, 100, 3)).poolSum(new dev.jacobean.autodiff.array.Window(3, 3, 1, 1)).fold(Fold.MAX).item();
  }

  /// Keeps everything until nothing fits.
  private static String hoard() {
    Array x = ones(1 << 18);
    List<Array> kept = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      kept.add(i % 4 == 0 ? x.map(Unary.EXP) : x.map(Unary.NEGATE));
    }
    return kept.size() + " kept";
  }

  /// A step that keeps everything until nothing fits, and one after it.
  private static String step() {
    Workspace memory = new Workspace();
    Tensor x = Tensor.ones(Cuda.backend(DType.F32), 1 << 18);
    long before = Cuda.memory().live();
    String ended = "no end";
    try {
      memory.step(() -> {
        List<Tensor> kept = new ArrayList<>(List.of(x.exp()));
        while (kept.size() < 1000) {
          kept.add(kept.getLast().negate());
        }
        return kept;
      });
    } catch (CudaException.OutOfMemory e) {
      ended = "OutOfMemory";
    }
    long left = (Cuda.memory().live() - before) >> 20;
    double sum = memory.step(() -> x.plus(x).max().item());
    return ended + ", then " + left + " arrays, " + sum;
  }

  /// Packs that begin between two whole ones: no program of this package asks for that.
  private static String misaligned() {
    Device device = Device.get();
    device.within("misaligned", () -> {
      DeviceBuffer buffer = device.allocate(1024);
      device.each(Family.ELEMENTWISE, DType.F32, "NEGATE_PACKS", 4,
          p -> p.address(buffer.address() + Float.BYTES).number(4).buffer(buffer).number(4));
      device.finish();
      return buffer;
    });
    return "done";
  }

  /// Kernels with the faults that the stand-in is to find, and one without: each is one of two blocks of 64 threads.
  private static final String KERNELS = """
      KERNEL(waited, (float* y)) {
        __shared__ float all[64];
        all[threadIdx.x] = 1;
        __syncthreads();
        y[blockIdx.x * 64 + threadIdx.x] = all[63 - threadIdx.x];
      }
      KERNEL(unwaited, (float* y)) {
        __shared__ float all[64];
        all[threadIdx.x] = 1;
        y[blockIdx.x * 64 + threadIdx.x] = all[threadIdx.x / 2];
      }
      KERNEL(warps, (float* y)) {
        __shared__ float all[64];
        all[threadIdx.x] = 1;
        __syncwarp();
        y[blockIdx.x * 64 + threadIdx.x] = all[threadIdx.x ^ 31];
        all[threadIdx.x ^ 32] = 2;
      }
      KERNEL(apart, (float* y)) {
        if (threadIdx.x < 32) {
          __syncthreads();
        }
        y[blockIdx.x * 64 + threadIdx.x] = 1;
      }
      KERNEL(beyond, (float* y)) { y[blockIdx.x * 64 + threadIdx.x + 1] = 1; }
      KERNEL(unwritten, (float* y)) { y[threadIdx.x] += 1; }
      KERNEL(together, (float* y)) { y[threadIdx.x] = 1; }
      """;

  /// Runs one of them on an array of 128 numbers.
  private static String kernel(String name) {
    Device device = Device.get();
    Kernels.Target target = new Kernels.Target(90, true);
    return device.within(name, () -> {
      byte[] image = Nvrtc.compile("faults.cu", KERNELS, target.options(), target.machineCode()).image();
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment kernels = Driver.load("faults.cu", arena.allocateFrom(ValueLayout.JAVA_BYTE, image));
        MemorySegment stream = Driver.stream();
        Parameters parameters = new Parameters().clear().buffer(device.allocate(128 * Float.BYTES));
        Driver.launch(name, Driver.function(kernels, name), 2, 64, stream, parameters.addresses());
        Driver.finish(stream);
        return "done";
      }
    });
  }

  /// Keeps nothing, and frees nothing.
  private static String garbage() {
    Backend backend = Cuda.backend(DType.F32);
    Array x = ones(1 << 18);
    double sum = 0;
    for (int i = 0; i < 1000; i++) {
      x = backend.map(Unary.NEGATE, x);
      sum = i;
    }
    MemoryUse use = Cuda.memory();
    return x.slice(0, 0, 1, 1).item() + " after " + (int) (sum + 1) + ", within budget " + (use.peak() <= use.budget());
  }
}
