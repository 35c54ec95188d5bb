package dev.jacobean.bench;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Parallel;
import dev.jacobean.experiments.bench.BenchCase;
import dev.jacobean.experiments.bench.BenchSuite;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The 3 × 3 convolutions of VGG-11 on 128 images, and both adjoints; the column `gflop` is thousands of millions of
/// operations a second.
///
/// What would make this wrong:
/// - Comparing `gflop` with the machine's peak. Operations are counted as if no window met the border, whatever the
///   algorithm does: half of a 2 × 2 image is border, and Winograd's products are fewer. Times may be compared, shares not.
/// - One image at a time, where no algorithm is at its best; networks are trained on batches.
/// - Counting a change of layout on one side only. Images lie here with the channels innermost, as this library keeps them.
/// - Sparse images: zeros after a ReLU may be quicker to add up. The numbers are normal.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class B05Convolution {
  /// Images, channels in, rows, columns, channels out.
  @Param({"128, 3, 32, 32, 64", "128, 64, 16, 16, 128", "128, 128, 8, 8, 256", "128, 256, 8, 8, 256",
      "128, 256, 4, 4, 512", "128, 512, 4, 4, 512", "128, 512, 2, 2, 512"})
  public String layer;

  /// The convolution or one of its adjoints.
  @Param({"forward", "grad_input", "grad_weight"})
  public String pass;

  /// How many threads share a call.
  @Param("1")
  public int threads;

  private Supplier<?> call = () -> "";
  private double flops;

  /// Operations done, in thousands of millions.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    public double gflop;
  }

  @Setup
  public void fill() {
    Parallel.setThreads(threads);
    Backends.use("vector");
    BenchCase found = BenchSuite.CONV.find("conv2d." + pass + " [" + layer + "]");
    flops = found.flops();
    call = found.setup().get();
  }

  @Benchmark
  public Object call(Work work) {
    work.gflop += 1e-9 * flops;
    return call.get();
  }
}
