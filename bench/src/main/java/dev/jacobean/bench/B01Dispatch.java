package dev.jacobean.bench;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Jvp;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.experiments.bench.BenchTape;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the machinery costs an operation when the numbers cost nothing: a chain of 1,000 operations on one number.
///
/// What would make this wrong:
/// - A chain of one and the same operation. The compiler would then see one primitive at every call and inline it; programs mix
///   primitives. So four take turns, unary and binary, linear and not.
/// - A short chain, which would measure how a trace begins and ends. 1,000 operations make that vanish.
/// - Numbers that grow, die out or become NaN, whose arithmetic has another speed. The chain stays between -1 and 1.
/// - Forgetting what the arithmetic costs: `arithmetic` is the same chain on plain doubles, to be taken off the others.
/// - Dropping the result, or starting from a constant: the compiler may then drop the chain. Results are returned, the start is state.
/// - One process for all methods, where each would run with the type profiles of the ones before. JMH forks.
///
/// Target: `linearize` at most 250 ns an operation.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(B01Dispatch.OPERATIONS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class B01Dispatch {
  static final int OPERATIONS = BenchTape.OPERATIONS;

  /// How many numbers a tensor has; 1 is the question, more shows from where on the numbers count.
  @Param("1")
  public int length;

  private double number = BenchTape.start(1).item();
  private Tensor start = BenchTape.start(1);
  private Tensor one = start;
  private Linearization<Tensor, Tensor> recorded = Autodiff.linearize(BenchTape::chain, start);

  @Setup
  public void fill() {
    start = BenchTape.start(length);
    one = Tensor.full(start.backend(), 1, start.shape());
    recorded = Autodiff.linearize(BenchTape::chain, start);
  }

  /// The same numbers without any of this library.
  @Benchmark
  public double arithmetic() {
    double x = number;
    double y = x;
    for (int i = 0; i < OPERATIONS; i += 4) {
      y = -(Math.sin(y) + x) * x;
    }
    return y;
  }

  /// The function alone: a tensor an operation, nothing watched.
  @Benchmark
  public Tensor evaluate() {
    return BenchTape.chain(start);
  }

  /// The function and its linear maps, kept.
  @Benchmark
  public Linearization<Tensor, Tensor> linearize() {
    return Autodiff.linearize(BenchTape::chain, start);
  }

  /// Forward mode, streaming: the function and one tangent, nothing kept.
  @Benchmark
  public Jvp<Tensor> forward() {
    return Autodiff.jvp(BenchTape::chain, start, one);
  }

  /// Reverse mode: the function, its maps, and one sweep back.
  @Benchmark
  public Tensor reverse() {
    return Autodiff.linearize(BenchTape::chain, start).pullback(one);
  }

  /// One product along maps that are there already.
  @Benchmark
  public Tensor pushforward() {
    return recorded.pushforward(one);
  }

  /// One product back along maps that are there already.
  @Benchmark
  public Tensor pullback() {
    return recorded.pullback(one);
  }
}
