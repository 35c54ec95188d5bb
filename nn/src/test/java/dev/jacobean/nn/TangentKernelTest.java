package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Parallel;
import dev.jacobean.nn.KernelMethod.Opaque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Tangent kernels against the whole Jacobian, and against closed forms.
class TangentKernelTest {
  private static final Backend F64 = Backends.f64();

  /// Sums of some hundred rounded products, in two orders.
  private static final double CLOSE = 1e-10;

  /// A network and examples for it.
  record Sample(String name, Layer network, Tensor x) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static <P> P shaken(P net, Random random) {
    return Tree.map(w -> w.plus(Tensor.normal(w.backend(), random, w.shape().sizes()).times(0.1)), net);
  }

  static Stream<Sample> samples() {
    Random random = new Random(1);
    Builder make = new Builder(F64, random, Initializer.xavierNormal(1));
    Tensor images = Tensor.normal(F64, random, 5, 8, 8, 3);
    Tensor vectors = Tensor.normal(F64, random, 7, 4);
    Layer tied = new Tied(make.linear(4, 4));
    return Stream.of(
        new Sample("convolutions and pooling", Vgg.of(make, 8, 3, 4, Vgg.POOL, 5, Vgg.POOL), images),
        new Sample("a stride, a shortcut and a mean", Sequential.of(make.conv(3, 3, 4, 2, 1), Activation.SOFTPLUS,
            new Residual(Sequential.of(make.conv(3, 4, 4, 2, 0), Activation.TANH), make.conv(1, 4, 4, 4, 0)),
            new GlobalAvgPool(), make.linear(4, 2)), images),
        new Sample("affine layers", Mlp.of(make, Activation.GELU, 4, 6, 5, 3), vectors),
        new Sample("rescaled layers", Mlp.ntk(F64, random, 1.4, 0.3, Activation.TANH, 4, 6, 2), vectors),
        new Sample("rows of tokens", Sequential.of(make.linear(4, 6), Activation.TANH, make.linear(6, 2)),
            Tensor.normal(F64, random, 3, 5, 4)),
        new Sample("one layer at two places", Doubled.of(Mlp.of(make, Activation.TANH, 4, 5, 2)), vectors),
        new Sample("one layer used twice", tied, vectors),
        new Sample("a normalisation, which is no affine layer",
            Sequential.of(make.linear(4, 6), new LayerNorm(Tensor.ones(F64, 6), Tensor.zeros(F64, 6), 1e-5), make.linear(6, 2)),
            vectors),
        new Sample("two layers in one record", TwoLayer.normal(F64, random, 9, 4, 1), vectors))
        .map(sample -> new Sample(sample.name, shaken(sample.network, random), sample.x));
  }

  /// A layer that goes through its only parameters twice.
  record Tied(Linear layer) implements Layer {
    @Override
    public Tensor apply(Tensor x) {
      return through(x, Layer::apply);
    }

    @Override
    public Tensor through(Tensor x, BiFunction<Layer, Tensor, Tensor> each) {
      return layer.through(each.apply(Activation.TANH, layer.through(x, each)), each);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aNetworksKernelIsItsJacobianTimesItsTranspose(Sample sample) {
    Tensor expected = Dense.kernel(Layer::apply, sample.network, sample.x);
    TangentKernel<Layer> kernel = TangentKernel.of(sample.network);
    assertThat(Dense.difference(kernel.matrix(sample.x), expected)).isLessThan(CLOSE);
    assertThat(Dense.difference(kernel.tiles(2).matrix(sample.x), expected)).isLessThan(CLOSE);
    assertThat(Dense.difference(kernel.spectrum(sample.x), Dense.eigenvalues(expected))).isLessThan(CLOSE);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyWayGivesTheSameKernel(Sample sample) {
    Tensor expected = Dense.kernel(Layer::apply, sample.network, sample.x);
    for (KernelMethod way : KernelMethod.opaque(Layer::apply, sample.network, sample.x)) {
      List<KernelFeature> features = way.features(sample.x);
      Tensor found = features.getFirst().gram(features.getFirst());
      assertThat(Dense.difference(found, expected)).as(way.name()).isLessThan(CLOSE);
    }
    assertThat(Dense.difference(TangentKernel.of(Layer::apply, sample.network).tiles(3).matrix(sample.x), expected))
        .isLessThan(CLOSE);
    assertThat(Dense.difference(TangentKernel.matrix(
        Autodiff.linearize((Layer w) -> w.apply(sample.x), sample.network)), expected)).isLessThan(CLOSE);
  }

  @Test
  void onlyWhatCanBeTakenApartIsTakenApart() {
    List<String> apart = samples().filter(s -> KernelLayers.of(s.network, s.x).isPresent()).map(Sample::name).toList();
    assertThat(apart).containsExactly("convolutions and pooling", "a stride, a shortcut and a mean", "affine layers",
        "rescaled layers", "rows of tokens", "one layer at two places");
  }

  @ParameterizedTest
  @EnumSource(OuterCost.Order.class)
  void everyOrderOfSummationGivesTheSame(OuterCost.Order order) {
    Random random = new Random(2);
    KernelFeature.Outer left = outer(random, 3);
    KernelFeature.Outer right = outer(random, 2);
    Tensor expected = left.expanded().gram(right.expanded());
    Tensor found = switch (order) {
      case EXPANDED -> left.gram(right);
      case PAIRED -> left.paired(right);
      case CARRIED -> left.carried(right);
    };
    assertThat(Dense.difference(found, expected)).isLessThan(1e-13);
  }

  private static KernelFeature.Outer outer(Random random, int examples) {
    return new KernelFeature.Outer(Tensor.normal(F64, random, examples, 6, 5), Tensor.normal(F64, random, examples, 2, 6, 4));
  }

  @Test
  void fewPlacesArePairedManyCarriedAndWideImagesExpanded() {
    assertThat(new OuterCost(50, 50, 10, 1, 513, 10).best()).isEqualTo(OuterCost.Order.PAIRED);
    assertThat(new OuterCost(50, 50, 10, 4, 4609, 512).best()).isEqualTo(OuterCost.Order.PAIRED);
    assertThat(new OuterCost(16, 16, 10, 64, 2305, 256).best()).isEqualTo(OuterCost.Order.CARRIED);
    assertThat(new OuterCost(50, 50, 10, 1024, 28, 64).best()).isEqualTo(OuterCost.Order.EXPANDED);
  }

  @ParameterizedTest
  @EnumSource(Opaque.Way.class)
  void eachWayIsCheapestSomewhere(Opaque.Way way) {
    // p, k, n: many parameters and many outputs are for products, few parameters for columns, few outputs for rows.
    int[] sizes = switch (way) {
      case ROWS -> new int[] {40, 1, 10};
      case COLUMNS -> new int[] {2, 3, 60};
      case PRODUCTS -> new int[] {300, 300, 3};
    };
    Tensor w = Tensor.normal(F64, new Random(3), sizes[0], sizes[1]);
    Tensor x = Tensor.normal(F64, new Random(4), sizes[2], sizes[0]);
    assertThat(TangentKernel.of((Tensor v, Tensor in) -> in.matmul(v), w).forecast(x).method()).isEqualTo(name(way));
  }

  private static String name(Opaque.Way way) {
    return switch (way) {
      case ROWS -> "rows by pullbacks";
      case COLUMNS -> "columns by pushforwards";
      case PRODUCTS -> "kernel-vector products";
    };
  }

  @Test
  void theTwoLayerKernelHasItsClosedForm() {
    Random random = new Random(5);
    TwoLayer net = TwoLayer.normal(F64, random, 30, 6, 1);
    Tensor x = Tensor.normal(F64, random, 8, 6);
    Tensor before = x.matmul(net.inner().transpose());
    Tensor on = before.greater(0);
    // Σⱼ relu(bⱼ·x)relu(bⱼ·x') + x·x' Σⱼ aⱼ² 1{bⱼ·x > 0}1{bⱼ·x' > 0}
    Tensor outer = before.relu().matmul(before.relu().transpose());
    Tensor inner = on.times(net.outer().square()).matmul(on.transpose()).times(x.matmul(x.transpose()));
    assertThat(Dense.difference(TangentKernel.of(net).matrix(x), outer.plus(inner))).isLessThan(1e-13);
  }

  @Test
  void productsEigenpairsAndCrossKernelsAgreeWithTheMatrix() {
    Sample sample = samples().findFirst().orElseThrow();
    TangentKernel<Layer> kernel = TangentKernel.of(sample.network);
    Tensor matrix = kernel.matrix(sample.x);
    Tensor c = Tensor.normal(F64, new Random(6), 5, 3);
    Tensor product = kernel.on(sample.x).pushforward(c);
    assertThat(Dense.difference(product.reshape(-1, 1), matrix.matmul(c.reshape(-1, 1)))).isLessThan(1e-13);
    double[] values = Dense.eigenvalues(matrix);
    List<Eigenpair<Tensor>> found = kernel.largest(sample.x, 4);
    for (int i = 0; i < 4; i++) {
      assertThat(Math.abs(found.get(i).value() - values[i])).isLessThan(1e-9 * values[0]);
      Tensor residual = kernel.on(sample.x).pushforward(found.get(i).vector())
          .minus(found.get(i).vector().times(found.get(i).value()));
      // Lanczos stops at 1e-10 of the largest.
      assertThat(Laziness.length(residual)).isLessThan(1e-9 * values[0]);
    }
    Tensor cross = kernel.tiles(2).matrix(sample.x.slice(0, 0, 2), sample.x.slice(0, 1, 5));
    assertThat(Dense.difference(cross, matrix.slice(0, 0, 6).slice(1, 3, 15))).isLessThan(1e-13);
  }

  /// A linear model's kernel has every eigenvalue of the inputs' inner products once for each output.
  @ParameterizedTest
  @EnumSource(DType.class)
  void anEigenvalueComesOnceForEachOfItsVectors(DType dtype) {
    Backend backend = Backends.of(dtype);
    Tensor x = Tensor.normal(backend, new Random(7), 20, 6);
    TangentKernel<Tensor> kernel = TangentKernel.of((w, in) -> in.matmul(w), Tensor.zeros(backend, 6, 3));
    double[] values = Dense.eigenvalues(kernel.matrix(x).to(DType.F64));
    List<Eigenpair<Tensor>> found = kernel.largest(x, 7);
    for (int i = 0; i < 7; i++) {
      // Lanczos stops at 1e-10 of the largest, or 1e-4.
      assertThat(Math.abs(found.get(i).value() - values[i])).isLessThan((dtype == DType.F64 ? 1e-9 : 1e-3) * values[0]);
    }
    assertThat(kernel.largest(x.slice(0, 0, 1), 7)).hasSize(3);
  }

  @Test
  void diagonalAndTraceArePartsOfTheMatrix() {
    samples().forEach(sample -> {
      for (TangentKernel<?> kernel : List.of(TangentKernel.of(sample.network), TangentKernel.of(Layer::apply, sample.network))) {
        int n = sample.x.shape().size(0);
        Tensor matrix = kernel.matrix(sample.x);
        int k = matrix.shape().size(0) / n;
        Tensor all = matrix.reshape(n, k, n, k);
        Tensor[] outputs = IntStream.range(0, k).mapToObj(i -> all.at(3, i).at(1, i)).toArray(Tensor[]::new);
        Tensor diagonal = kernel.tiles(3).diagonal(sample.x);
        assertThat(Dense.difference(diagonal, Tensor.stack(2, outputs))).as(sample.name).isLessThan(CLOSE);
        assertThat(Dense.difference(kernel.trace(sample.x), diagonal.sum(2))).isLessThan(CLOSE);
      }
    });
  }

  @Test
  void blocksComeInOrderAndMakeUpTheMatrix() {
    Sample sample = samples().skip(2).findFirst().orElseThrow();
    TangentKernel<Layer> kernel = TangentKernel.of(sample.network).tiles(3);
    List<String> order = new ArrayList<>();
    Tensor matrix = kernel.matrix(sample.x);
    int tile = kernel.blocks(sample.x, (row, column, block) -> {
      order.add(row + "," + column);
      Tensor part = matrix.slice(0, 9 * row, Math.min(21, 9 * row + 9)).slice(1, 9 * column, Math.min(21, 9 * column + 9));
      assertThat(block.toDoubles()).isEqualTo(part.toDoubles());
    });
    assertThat(tile).isEqualTo(3);
    assertThat(order).containsExactly("0,0", "1,0", "1,1", "2,0", "2,1", "2,2");
  }

  @Test
  void threadsDoNotChangeABit() {
    Sample sample = samples().findFirst().orElseThrow();
    int threads = Parallel.threads();
    Parallel.setThreads(1);
    double[] one = TangentKernel.of(sample.network).matrix(sample.x).toDoubles();
    double[] values = TangentKernel.of(sample.network).spectrum(sample.x);
    Parallel.setThreads(3);
    double[] three = TangentKernel.of(sample.network).matrix(sample.x).toDoubles();
    double[] again = TangentKernel.of(sample.network).spectrum(sample.x);
    Parallel.setThreads(threads);
    assertThat(three).isEqualTo(one);
    assertThat(again).isEqualTo(values);
  }

  @Test
  void singlePrecisionIsRoundedDoublePrecision() {
    samples().forEach(sample -> {
      Layer net = Tree.map(w -> w.to(DType.F32), sample.network);
      Tensor found = TangentKernel.of(net).matrix(sample.x.to(DType.F32)).to(DType.F64);
      // Some hundred roundings of 6e-8 each.
      assertThat(Dense.difference(found, TangentKernel.of(sample.network).matrix(sample.x))).as(sample.name).isLessThan(1e-5);
    });
  }

  @Test
  void aKernelTooLargeForTheBudgetIsRefusedWithTheTilesThatWouldFit() {
    Sample sample = samples().findFirst().orElseThrow();
    TangentKernel<Layer> kernel = TangentKernel.of(sample.network);
    long bytes = kernel.tiles(1).forecast(sample.x).bytes();
    assertThat(kernel.tiles(5).forecast(sample.x).bytes()).isGreaterThan(bytes);
    assertThatThrownBy(() -> kernel.tiles(5).within(bytes + 1).matrix(sample.x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("tangent kernel: 5 examples of 3 outputs in tiles of 5 need about .* KiB, the budget is .* KiB;"
            + " tiles of 1 would fit");
    assertThat(kernel.within(bytes + 1).forecast(sample.x).tile()).isEqualTo(1);
    assertThatThrownBy(() -> kernel.within(1000).forecast(sample.x)).hasMessageContaining("no tile would fit: ask for");
  }

  /// Columns take fewest operations here, but the tape of all examples at once.
  @Test
  void aWayThatDoesNotFitTheBudgetGivesPlaceToOneThatDoes() {
    Tensor w = Tensor.normal(F64, new Random(3), 30);
    Tensor x = Tensor.normal(F64, new Random(4), 6, 30);
    BiFunction<Tensor, Tensor, Tensor> model = (v, in) -> {
      Tensor y = in.times(v);
      for (int i = 0; i < 60; i++) {
        y = y.sin().plus(in);
      }
      return y;
    };
    TangentKernel<Tensor> plenty = TangentKernel.of(model, w);
    KernelForecast cheapest = plenty.tiles(6).forecast(x);
    assertThat(cheapest.method()).isEqualTo(name(Opaque.Way.COLUMNS));
    TangentKernel<Tensor> small = plenty.tiles(6).within(cheapest.bytes() - 1);
    KernelForecast other = small.forecast(x);
    assertThat(other.method()).isNotEqualTo(cheapest.method());
    assertThat(other.bytes()).isLessThan(cheapest.bytes());
    assertThat(Dense.difference(small.matrix(x), plenty.matrix(x))).isLessThan(CLOSE);
  }

  /// The ways' numbers are as many in either element type.
  @Test
  void doublePrecisionTakesTwiceTheBytes() {
    samples().forEach(sample -> {
      Layer net = Tree.map(w -> w.to(DType.F32), sample.network);
      for (boolean apart : new boolean[] {true, false}) {
        long single = kernel(net, apart).tiles(2).forecast(sample.x.to(DType.F32)).bytes();
        long twice = kernel(sample.network, apart).tiles(2).forecast(sample.x).bytes();
        assertThat(Math.abs(twice - 2 * single)).as(sample.name).isLessThanOrEqualTo(2); // rounded to bytes
      }
    });
  }

  private static TangentKernel<Layer> kernel(Layer network, boolean apart) {
    return apart ? TangentKernel.of(network) : TangentKernel.of(Layer::apply, network);
  }

  @Test
  void tilesAreNoLargerThanTheExamplesAre() {
    Sample sample = samples().findFirst().orElseThrow();
    TangentKernel<Layer> kernel = TangentKernel.of(sample.network);
    assertThat(kernel.tiles(100).forecast(sample.x)).usingRecursiveComparison().ignoringFields("seconds")
        .isEqualTo(kernel.tiles(5).forecast(sample.x));
  }

  /// 40 examples of 5 outputs: the kernel has 200 x 200 numbers of 8 bytes, twice while it is put together.
  @Test
  void whatIsNotTheWholeKernelNeedsNoRoomForIt() {
    Tensor x = Tensor.normal(F64, new Random(3), 40, 2);
    Tensor few = x.slice(0, 0, 1);
    Tensor w = Tensor.normal(F64, new Random(4), 2, 5);
    TangentKernel<Tensor> plenty = TangentKernel.of((Tensor v, Tensor in) -> in.matmul(v), w);
    TangentKernel<Tensor> small = plenty.within(2 * 200 * 200 * 8);
    assertThatThrownBy(() -> small.matrix(x)).hasMessageContaining("in tiles of 1 need about").hasMessageEndingWith(
        "ask for fewer examples, for one block after the other with blocks(x, …), or for products with on(x), or give"
            + " more with within(bytes)");
    Tensor matrix = plenty.matrix(x);
    int tile = small.blocks(x, (row, column, block) -> { });
    assertThat(tile).isLessThan(40);
    small.blocks(x, (row, column, block) -> {
      Tensor part = matrix.slice(0, 5 * tile * row, Math.min(200, 5 * tile * (row + 1)))
          .slice(1, 5 * tile * column, Math.min(200, 5 * tile * (column + 1)));
      assertThat(Dense.difference(block, part)).isLessThan(CLOSE);
    });
    assertThat(Dense.difference(small.matrix(x, few), plenty.matrix(x, few))).isLessThan(CLOSE);
    assertThat(Dense.difference(small.matrix(few, x), plenty.matrix(few, x))).isLessThan(CLOSE);
    assertThat(Dense.difference(small.trace(x), plenty.trace(x))).isLessThan(CLOSE);
  }

  @Test
  void whatHasNoKernelIsRefusedInASentence() {
    Sample sample = samples().skip(2).findFirst().orElseThrow();
    TangentKernel<Layer> kernel = TangentKernel.of(sample.network);
    assertThatThrownBy(() -> kernel.matrix(Tensor.zeros(F64, 0, 4)))
        .hasMessage("tangent kernel: x is [0, 4]; must have a first axis that counts examples, and at least one");
    Tensor bad = Tensor.full(F64, Double.NaN, 2, 4);
    assertThatThrownBy(() -> kernel.matrix(bad))
        .hasMessage("tangent kernel: the model's outputs [1, 3] hold NaN; must be finite");
    assertThatThrownBy(() -> kernel.on(bad)).hasMessage("tangent kernel: the model's outputs [2, 3] hold NaN; must be finite");
    TangentKernel<Tensor> scalar = TangentKernel.of((w, x) -> x.times(w).sum(), Tensor.of(1.0));
    assertThatThrownBy(() -> scalar.matrix(sample.x)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tangent kernel: the model gives [] for one example; must be of shape [1, …]");
    TangentKernel<List<Tensor>> mixed = TangentKernel.of(
        (w, x) -> x.times(w.getFirst()).times(w.getLast().to(DType.F64)), List.of(Tensor.of(1.0), Tensor.of(1f)));
    String name = F64.name();
    assertThatThrownBy(() -> mixed.matrix(sample.x)).isInstanceOf(IllegalArgumentException.class).hasMessage(
        "tangent kernel: parameters are F64 on %s and F32 on %s; must be on one backend", name, name);
    assertThatThrownBy(() -> kernel.largest(sample.x, 0)).hasMessage(
        "tangent kernel: 0 eigenvalues wanted; must be at least one");
  }
}
