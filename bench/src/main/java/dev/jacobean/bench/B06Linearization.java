package dev.jacobean.bench;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Parallel;
import dev.jacobean.nn.Activation;
import dev.jacobean.nn.Builder;
import dev.jacobean.nn.Initializer;
import dev.jacobean.nn.Mlp;
import dev.jacobean.nn.Sequential;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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

/// What a linearisation gives and costs: one evaluation that keeps its linear maps, then any number of products both ways,
/// against forward mode, which evaluates anew for every product. Three layers of the same width, in microseconds a call.
///
/// What would make this wrong:
/// - Forgetting what a first product does for the next ones: a slope that is computed when first asked for is kept. So the
///   recorded products here are second ones; `firstPullback` has both.
/// - A network so small that only the machinery counts ([B01Dispatch] measures that), or so large that only the matrix
///   products do ([B02Matmul]). The width is a parameter.
/// - Results that share storage with what was there before: products along zero are quicker than others. The tangent is 1
///   everywhere.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class B06Linearization {
  private static final int BATCH = 64;

  /// Neurons of each layer.
  @Param({"16", "256"})
  public int width;

  /// Element type.
  @Param({"F32", "F64"})
  public DType dtype;

  /// How many threads share a product.
  @Param("1")
  public int threads;

  private Tensor batch = Tensor.scalar(0);
  private Sequential net = new Sequential(java.util.List.of());
  private Sequential tangent = net;
  private Tensor cotangent = batch;
  private Linearization<Sequential, Tensor> recorded = Autodiff.linearize(w -> batch, net);

  @Setup
  public void fill() {
    Parallel.setThreads(threads);
    Backend backend = Backends.of(dtype);
    SplittableRandom generator = new SplittableRandom(1);
    batch = Tensor.normal(backend, generator, BATCH, width);
    net = Mlp.of(new Builder(backend, generator, Initializer.xavierNormal(1)), Activation.TANH, width, width, width, width);
    tangent = Tree.map(w -> Tensor.ones(backend, w.shape().sizes()), net);
    cotangent = Tensor.ones(backend, BATCH, width);
    recorded = linearize();
    recorded.pullback(cotangent);
  }

  /// The network alone.
  @Benchmark
  public Tensor evaluate() {
    return net.apply(batch);
  }

  /// The network and its linear maps, kept.
  @Benchmark
  public Linearization<Sequential, Tensor> linearize() {
    return Autodiff.linearize(w -> w.apply(batch), net);
  }

  /// The network, its maps, and one product back: what a gradient does.
  @Benchmark
  public Sequential firstPullback() {
    return linearize().pullback(cotangent);
  }

  /// Forward mode: the network and one product, nothing kept.
  @Benchmark
  public Object jvp() {
    return Autodiff.jvp(w -> w.apply(batch), net, tangent);
  }

  /// One product along maps that are there already.
  @Benchmark
  public Tensor pushforward() {
    return recorded.pushforward(tangent);
  }

  /// One product back along maps that are there already.
  @Benchmark
  public Sequential pullback() {
    return recorded.pullback(cotangent);
  }
}
