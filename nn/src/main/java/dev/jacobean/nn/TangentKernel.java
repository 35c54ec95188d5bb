package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.LinearMap;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// The empirical tangent kernel of a model at some parameters, Θ(x, x') = D_w h(w₀, x)·D_w h(w₀, x')ᵀ (Jacot, Gabriel &
/// Hongler 2018): what the tangent model learns by.
///
/// For n examples with k outputs each it is a symmetric matrix `[n·k, n·k]`, output fastest. It is computed in blocks of
/// a tile of examples by a tile, in bounded memory, in the way that takes fewest operations: of a network whose
/// parameters are all in affine layers by their factors; of any model by rows, by columns, or by products. No tile
/// depends on another, and the same tiles give the same bits.
///
/// An example's output must not depend on the other examples of its batch.
///
/// @param <P> the tree of parameters
public final class TangentKernel<P> {
  /// The part of the machine's heap that a kernel may take unless told.
  private static final double SHARE = 0.7;

  private final BiFunction<P, Tensor, Tensor> model;
  private final P at;
  private final Optional<Layer> network;
  private final OptionalInt tile;
  private final double budget;

  private TangentKernel(
      BiFunction<P, Tensor, Tensor> model, P at, Optional<Layer> network, OptionalInt tile, double budget) {
    this.model = model;
    this.at = at;
    this.network = network;
    this.tile = tile;
    this.budget = budget;
  }

  /// {@return the kernel of any function of any tree of parameters}
  /// @param <P> the tree of parameters
  /// @param model what the parameters make of an input: `[n, …]` to `[n, …]`
  /// @param at the parameters w₀
  public static <P> TangentKernel<P> of(BiFunction<P, Tensor, Tensor> model, P at) {
    return new TangentKernel<>(model, at, Optional.empty(), OptionalInt.empty(), heap());
  }

  /// {@return the kernel of a network, into which it may look: often many times faster}
  /// @param <L> the class of network
  /// @param network at its present parameters
  public static <L extends Layer> TangentKernel<L> of(L network) {
    return new TangentKernel<>(Layer::apply, network, Optional.of(network), OptionalInt.empty(), heap());
  }

  private static double heap() {
    return SHARE * Runtime.getRuntime().maxMemory();
  }

  /// {@return this kernel with another bound on the bytes that it may hold at once} Without this, 70 % of Java's heap.
  ///
  /// @param bytes positive
  public TangentKernel<P> within(long bytes) {
    Check.that(bytes > 0, "tangent kernel: budget is %s bytes; must be positive", bytes);
    return new TangentKernel<>(model, at, network, tile, bytes);
  }

  /// {@return this kernel in tiles of so many examples} Without this, they are as large as the budget, or 2 GiB, allows.
  ///
  /// @param examples on each side of a block, at least 1
  public TangentKernel<P> tiles(int examples) {
    Check.that(examples > 0, "tangent kernel: tiles of %s examples; must be positive", examples);
    return new TangentKernel<>(model, at, network, OptionalInt.of(examples), budget);
  }

  /// {@return the kernel DhDhᵀ of a linearisation that is at hand, `[n·k, n·k]` for n·k outputs} One pullback each, all
  /// rows of the derivative in memory at once.
  ///
  /// @param <P> the tree of parameters
  /// @param map of a model on n examples, at w₀
  public static <P> Tensor matrix(Linearization<P, Tensor> map) {
    Check.finite("tangent kernel: the model's outputs", map.value());
    Tensor rows = KernelMethod.rows(map);
    return rows.matmul(rows.transpose());
  }

  /// The kernel as a map on functions of the examples, never formed: a product is a pullback and a pushforward.
  ///
  /// @param x the examples, `[n, …]`
  /// @return from and to tensors shaped like the output
  public LinearMap<Tensor, Tensor> on(Tensor x) {
    Check.examples("tangent kernel", x);
    Linearization<P, Tensor> map = Autodiff.linearize(w -> model.apply(w, x), at);
    Check.finite("tangent kernel: the model's outputs", map.value());
    return map.transpose().then(map);
  }

  /// {@return the largest eigenvalues in order, with eigenvectors shaped like the output, by Lanczos on products} Each
  /// comes as often as it has eigenvectors. Up to 50 + 11·`count` vectors like the output are held.
  ///
  /// @param x `[n, …]`
  /// @param count how many; fewer come if there are fewer outputs
  public List<Eigenpair<Tensor>> largest(Tensor x, int count) {
    Check.that(count > 0, "tangent kernel: %s eigenvalues wanted; must be at least one", count);
    LinearMap<Tensor, Tensor> map = on(x);
    Tensor value = model.apply(at, x);
    Random random = new Random(1);
    Supplier<Tensor> start = () -> Tensor.normal(value.backend(), random, value.shape().sizes());
    int most = Math.min(value.shape().size(), 50 + 10 * count);
    return Lanczos.find(map::pushforward, start, count, Comparator.reverseOrder(), Precision.of(at).residual(), most);
  }

  /// {@return what [#matrix(Tensor)] will take in memory and time}
  /// @param x the examples, `[n, …]`
  /// @throws IllegalArgumentException if it is more than the budget; the message says which tiles would fit
  public KernelForecast forecast(Tensor x) {
    Check.examples("tangent kernel", x);
    int n = x.shape().size(0);
    return plan(x, n, whole(n, n)).forecast();
  }

  /// {@return the kernel of examples with themselves, `[n·k, n·k]`}
  /// @param x `[n, …]`
  /// @throws IllegalArgumentException if it takes more than the budget; the message says which tiles would fit
  public Tensor matrix(Tensor x) {
    Check.examples("tangent kernel", x);
    int n = x.shape().size(0);
    KernelPlan plan = plan(x, n, whole(n, n));
    int k = plan.outputs();
    int tiles = Math.ceilDiv(n, plan.tile());
    Tensor[][] blocks = new Tensor[tiles][tiles];
    blocks(plan, x, (row, column, block) -> {
      blocks[row][column] = block;
      if (row != column) {
        blocks[column][row] = block.transpose();
      }
    });
    Tensor[] rows = Arrays.stream(blocks).map(row -> Tensor.concatenate(1, row)).toArray(Tensor[]::new);
    Tensor matrix = Tensor.concatenate(0, rows);
    Check.that(matrix.shape().size(0) == n * k, "tangent kernel: the model gave %s outputs for some examples, %s for"
        + " others; must be equally many", matrix.shape().size(0) / n, k);
    return matrix;
  }

  /// {@return the kernel between examples and others, `[n·k, n'·k]`}
  /// @param x `[n, …]`
  /// @param others `[n', …]`
  public Tensor matrix(Tensor x, Tensor others) {
    Check.examples("tangent kernel", x);
    Check.examples("tangent kernel, others", others);
    int n = x.shape().size(0);
    int n2 = others.shape().size(0);
    KernelPlan plan = plan(x, Math.max(n, n2), whole(n, n2));
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < n; i += plan.tile()) {
      List<KernelFeature> left = plan.method().features(x.slice(0, i, Math.min(n, i + plan.tile())));
      List<Tensor> row = new ArrayList<>();
      for (int j = 0; j < n2; j += plan.tile()) {
        row.add(gram(left, plan.method().features(others.slice(0, j, Math.min(n2, j + plan.tile())))));
      }
      rows.add(Tensor.concatenate(1, row.toArray(Tensor[]::new)));
    }
    return Tensor.concatenate(0, rows.toArray(Tensor[]::new));
  }

  /// {@return the kernel of each output with itself, `[n, n, k]`: Θᵢᵢ(x, x')}
  /// @param x the examples, `[n, …]`
  public Tensor diagonal(Tensor x) {
    Check.examples("tangent kernel", x);
    int n = x.shape().size(0);
    KernelPlan plan = plan(x, n, (k, tile) -> 2.0 * n * n * k);
    Tensor[][] blocks = new Tensor[Math.ceilDiv(n, plan.tile())][Math.ceilDiv(n, plan.tile())];
    pairs(plan, x, (row, column, left, right) -> {
      Tensor[] outputs = IntStream.range(0, plan.outputs()).mapToObj(i -> gram(output(left, i), output(right, i)))
          .toArray(Tensor[]::new);
      blocks[row][column] = Tensor.stack(2, outputs);
      blocks[column][row] = blocks[row][column].permute(1, 0, 2);
    });
    return Tensor.concatenate(0, Arrays.stream(blocks).map(row -> Tensor.concatenate(1, row)).toArray(Tensor[]::new));
  }

  /// {@return the kernel summed over outputs, `[n, n]`: Σᵢ Θᵢᵢ(x, x')}
  /// @param x the examples, `[n, …]`
  public Tensor trace(Tensor x) {
    return diagonal(x).sum(2);
  }

  /// {@return all eigenvalues of the kernel of examples with themselves, largest first, by a dense method in F64}
  /// @param x `[n, …]`
  public double[] spectrum(Tensor x) {
    return Spectrum.values(matrix(x));
  }

  /// Takes blocks of a kernel as they are computed.
  @FunctionalInterface
  public interface Sink {
    /// Takes the block whose rows are of tile number `row` and whose columns are of tile number `column`.
    ///
    /// @param row of the tile on the left side, from 0
    /// @param column of the tile on top, at most `row`
    /// @param block `[examples·k, others·k]`, output fastest
    void take(int row, int column, Tensor block);
  }

  /// The blocks on and below the diagonal of the kernel of examples with themselves, one at a time and in order, for
  /// kernels that one would rather not hold: block (i, j) has the rows of tile i and the columns of tile j ≤ i. Only the
  /// tiles and a block need fit the budget.
  ///
  /// @param x the examples, `[n, …]`
  /// @param sink is handed the blocks in order, row after row; may forget them
  /// @return examples in a tile, the last one excepted
  public int blocks(Tensor x, Sink sink) {
    Check.examples("tangent kernel", x);
    // A block, and the one that is added to it.
    KernelPlan plan = plan(x, x.shape().size(0), (k, tile) -> 2.0 * tile * k * tile * k);
    blocks(plan, x, sink);
    return plan.tile();
  }

  private void blocks(KernelPlan plan, Tensor x, Sink sink) {
    pairs(plan, x, (row, column, left, right) -> sink.take(row, column, gram(left, right)));
  }

  /// Two tiles.
  @FunctionalInterface
  private interface Pair {
    void meet(int row, int column, List<KernelFeature> left, List<KernelFeature> right);
  }

  private static void pairs(KernelPlan plan, Tensor x, Pair pair) {
    int n = x.shape().size(0);
    int tiles = Math.ceilDiv(n, plan.tile());
    for (int row = 0; row < tiles; row++) {
      List<KernelFeature> left = features(plan, x, row);
      for (int column = 0; column <= row; column++) {
        pair.meet(row, column, left, column == row ? left : features(plan, x, column));
      }
    }
  }

  private static List<KernelFeature> features(KernelPlan plan, Tensor x, int number) {
    int from = number * plan.tile();
    return plan.method().features(x.slice(0, from, Math.min(x.shape().size(0), from + plan.tile())));
  }

  private static List<KernelFeature> output(List<KernelFeature> features, int output) {
    return features.stream().map(feature -> feature.output(output)).toList();
  }

  private static Tensor gram(List<KernelFeature> left, List<KernelFeature> right) {
    Tensor sum = left.getFirst().gram(right.getFirst());
    for (int part = 1; part < left.size(); part++) {
      sum = sum.plus(left.get(part).gram(right.get(part)));
    }
    return sum;
  }

  /// A kernel in blocks and then in one.
  private static KernelPlan.Kept whole(int n, int n2) {
    return (k, tile) -> 2.0 * n * k * n2 * k;
  }

  private KernelPlan plan(Tensor x, int n, KernelPlan.Kept kept) {
    Check.oneBackend("tangent kernel", at);
    Tensor one = model.apply(at, x.slice(0, 0, 1));
    Check.that(one.shape().rank() > 0 && one.shape().size(0) == 1,
        "tangent kernel: the model gives %s for one example; must be of shape [1, …]", one.shape());
    Optional<KernelMethod> layers = network.flatMap(net -> KernelLayers.of(net, x));
    List<KernelMethod> methods = layers.map(List::of).orElseGet(() -> KernelMethod.opaque(model, at, x));
    return new KernelPlan.Question(n, one.shape().size(), kept, x.backend(), budget, tile).answer(methods);
  }
}
