package dev.jacobean.bench;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Parallel;
import dev.jacobean.autodiff.array.Shape;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/// Products of square matrices; the column `gflop` is thousands of millions of operations (a product and a sum are two) a second.
///
/// What would make this wrong:
/// - Another number of threads than one thinks: it is a parameter, 1 unless told (`-p threads=2`).
/// - Plain loops where one thinks of lanes: the backend is a parameter and refuses to be what is not there.
/// - Only powers of two, whose rows lie on the same cache lines, or only small sizes, which live in the cache. So one size of each kind.
/// - Zeros or denormal numbers, whose products have another speed. The numbers are normal and near one.
/// - The clock: with wide lanes, or another process beside it, a processor runs slower. Compare ratios taken in turns.
/// - The result is a new array each time, as in use: its zeroing and collection belong to the figure.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class B02Matmul {
  /// Rows and columns of both factors.
  @Param({"64", "300", "1024"})
  public int size;

  /// Element type.
  @Param({"F32", "F64"})
  public DType dtype;

  /// Plain loops or lanes.
  @Param("vector")
  public String backend;

  /// How many threads share a product.
  @Param("1")
  public int threads;

  private Array left;
  private Array right;

  /// Operations done, in thousands of millions.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    public double gflop;
  }

  @Setup
  public void fill() {
    Parallel.setThreads(threads);
    Backends.use(backend);
    Backend numbers = Backends.of(dtype);
    Random generator = new Random(1);
    Shape shape = Shape.of(size, size);
    left = numbers.of(shape, generator.doubles(shape.size(), 0.5, 1.5).toArray());
    right = numbers.of(shape, generator.doubles(shape.size(), 0.5, 1.5).toArray());
  }

  @Benchmark
  public Array matmul(Work work) {
    work.gflop += 2e-9 * size * size * size;
    return left.matmul(right);
  }

  /// As the pullback needs it: the left factor is a view that is read down its columns.
  @Benchmark
  public Array transposedMatmul(Work work) {
    work.gflop += 2e-9 * size * size * size;
    return left.permute(1, 0).matmul(right);
  }
}
