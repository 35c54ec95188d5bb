package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What layers compute. Long numbers were computed by PyTorch 2.13 in double precision.
class LayerTest {
  private static final Backend F64 = Backends.f64();
  private static final double ROUNDING = 1e-12; // sums of tens of terms of order 1, each rounded to 1e-16

  @Test
  void linearMultipliesAndShifts() {
    Linear layer = new Linear(Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}}), Tensor.of(10.0, 20, 30));
    assertThat(layer.apply(Tensor.of(new double[][] {{1, 1}, {0, 2}})).toDoubles())
        .containsExactly(15, 27, 39, 18, 30, 42);
  }

  @Test
  void convolutionIsThatOfOthers() {
    Conv2d layer = new Conv2d(waves(Math::cos, 3, 3, 2, 2), Tensor.of(0.5, -0.5), 2, 1);
    close(layer.apply(waves(Math::sin, 1, 3, 3, 2)), 2.131533237723401, 0.1831526573635298, 2.4338763381426,
        -0.16943213738112073, 1.3689928054799356, -1.3095794425357967, 1.2790244906029775, -1.748064812337165);
  }

  @Test
  void poolingTakesTheLargestOrTheMeanOfWindows() {
    Tensor image = Tensor.range(F64, 16).reshape(1, 4, 4, 1);
    assertThat(MaxPool2d.of(2).apply(image).toDoubles()).containsExactly(5, 7, 13, 15);
    assertThat(AvgPool2d.of(2).apply(image).toDoubles()).containsExactly(2.5, 4.5, 10.5, 12.5);
    assertThat(new GlobalAvgPool().apply(image).shape()).isEqualTo(Shape.of(1, 1));
    assertThat(new GlobalAvgPool().apply(image).toDoubles()).containsExactly(7.5);
    assertThat(new Flatten().apply(image).shape()).isEqualTo(Shape.of(1, 16));
    assertThat(new Flatten().apply(Tensor.zeros(F64, 0, 4, 4)).shape()).isEqualTo(Shape.of(0, 16));
  }

  @Test
  void activationsAreThoseOfOthers() {
    Tensor x = Tensor.of(-2, -.5, 0, .3, 1.7);
    close(Activation.RELU.apply(x), 0, 0, 0, .3, 1.7);
    close(Activation.LEAKY_RELU.apply(x), -0.02, -0.005, 0.0, 0.3, 1.7);
    close(Activation.GELU.apply(x),
        -0.04550026389635842, -0.15426876936299344, 0.0, 0.1853734266566858, 1.6242387133104768);
    close(Activation.SILU.apply(x),
        -0.2384058440442351, -0.1887703343990727, 0.0, 0.1723327550434977, 1.437409049357991);
    close(Activation.SOFTPLUS.apply(x),
        0.1269280110429725, 0.4740769841801067, 0.6931471805599453, 0.8543552444685272, 1.867786029386266);
    close(Activation.TANH.apply(x), IntStream.range(0, 5).mapToDouble(i -> Math.tanh(x.toDoubles()[i])).toArray());
    close(Activation.SIGMOID.apply(x),
        IntStream.range(0, 5).mapToDouble(i -> 1 / (1 + Math.exp(-x.toDoubles()[i]))).toArray());
    close(Activation.QUADRATIC.apply(x), 4, .25, 0, .09, 2.89);
  }

  @Test
  void layerNormIsThatOfOthers() {
    LayerNorm layer = new LayerNorm(Tensor.of(1.0, 2, 3, 4), Tensor.of(.1, .2, .3, .4), 1e-5);
    close(layer.apply(waves(Math::sin, 3, 4)).at(0, 2),
        1.4124828252126038, 1.346676352715506, -1.6529417361726284, -4.53936169138459);
  }

  @Test
  void groupNormIsThatOfOthers() {
    GroupNorm layer = new GroupNorm(Tensor.of(1.0, 2, 3, 4), Tensor.of(.1, .2, .3, .4), 2, 1e-5);
    close(layer.apply(waves(Math::sin, 2, 2, 2, 4)).at(0, 1),
        -0.14952473898698881, -2.2576168983211264, -2.3618800883927045, 2.093865856531588, 1.5965504071839778,
        2.9712453708494655, 0.8775483273594927, -3.703431291088985, -1.0476455132179954, 0.15330518473061544,
        4.244757176547712, 6.787695714937274, 0.6630029319797114, -1.3916998311763653, -3.3965804079792523,
        -1.1299236237602093);
  }

  @Test
  void batchNormIsThatOfOthersAndLeavesItsStateInTheNextLayer() {
    BatchNorm before = BatchNorm.of(F64, 4);
    Tensor x = waves(Math::sin, 3, 4);
    Trained<BatchNorm> step = before.train(x, Key.of(0));
    close(step.output().at(0, 2), 1.2753387441806434, 0.4088276082927466, -0.9060197537758388, -1.3471796873519102);
    close(step.layer().mean().value(),
        0.007751858377181786, 0.009822173179550489, 0.0028620272579128695, -0.006729453325734907);
    close(step.layer().variance().value(), 0.9766776182288017, 0.9884254151449516, 0.9599198220075676,
        0.9718970499074623);
    close(step.layer().apply(x).at(0, 2),
        0.9932521986139562, 0.40464287951847144, -0.558180668035879, -1.0075135816938272);
    assertThat(before.mean().value().toDoubles()).as("the layer before").containsOnly(0);
  }

  @Test
  void runningStatisticsAreNoParameters() {
    assertThat(Tree.names(BatchNorm.of(F64, 4))).containsExactly("scale", "shift");
  }

  @Test
  void stateIsListedAndPutBackInOrder() {
    Sequential net = Sequential.of(
        BatchNorm.of(F64, 3), Residual.of(Sequential.of(BatchNorm.of(F64, 3), Activation.TANH)), new Dropout(0.1));
    Tensor x = Tensor.normal(F64, new Random(1), 5, 3);
    Sequential trained = net.train(x, Key.of(1)).layer();
    assertThat(trained.state()).hasSize(4);
    assertThat(trained.apply(x).toDoubles()).isNotEqualTo(net.apply(x).toDoubles());
    assertThat(net.withState(trained.state()).apply(x).toDoubles()).isEqualTo(trained.apply(x).toDoubles());
    assertThatThrownBy(() -> net.withState(List.of()))
        .hasMessage("withState: 0 tensors given for Sequential; must be 4, one for each of state()");
  }

  @Test
  void attentionIsThatOfOthers() {
    Tensor query = waves(Math::sin, 3, 4);
    Tensor key = waves(Math::cos, 3, 4);
    Tensor value = Tensor.range(F64, 6).times(2).sin().reshape(3, 2);
    close(Attention.scaledDotProduct(query, key, value, false),
        -0.28443024326316946, 0.03478406043054508, 0.2499176173650105, -0.2811767137344232, 0.13709558734160504,
        0.5111806611632106);
    close(Attention.scaledDotProduct(query, key, value, true), 0.0, 0.9092974268256817, -0.5719321473245201,
        0.010961150218781773, 0.13709558734160504, 0.5111806611632106);
  }

  @Test
  void attentionWithHeadsIsThatOfOthers() {
    Tensor weights = waves(Math::cos, 4, 4, 4);
    Tensor biases = waves(Math::sin, 4, 4);
    Linear[] maps = IntStream.range(0, 4).mapToObj(i -> new Linear(weights.at(0, i), biases.at(0, i)))
        .toArray(Linear[]::new);
    Attention layer = new Attention(maps[0], maps[1], maps[2], maps[3], 2, false);
    close(layer.apply(waves(Math::sin, 2, 3, 4)).at(0, 1), -0.7167401030346455, 0.06753936166230534, 0.789723448720657,
        0.7858394390215158, -0.6292124462231865, 0.13481224234517464, 0.7748911770198913, 0.7025387371362735,
        -0.6783843679719515, 0.053423111600150064, 0.7361136287403753, 0.7420246703786271);
  }

  @Test
  void aCausalPlaceDoesNotSeeLaterOnes() {
    Attention layer = new Builder(F64, new Random(4), Initializer.xavierNormal(1)).attention(4, 2, true);
    Tensor x = Tensor.normal(F64, new Random(5), 1, 3, 4);
    Tensor changed = Tensor.concatenate(1, x.slice(1, 0, 2), Tensor.ones(F64, 1, 1, 4));
    assertThat(layer.apply(changed).slice(1, 0, 2).toDoubles()).isEqualTo(layer.apply(x).slice(1, 0, 2).toDoubles());
    assertThat(layer.apply(changed).toDoubles()).isNotEqualTo(layer.apply(x).toDoubles());
  }

  @Test
  void embeddingLooksWordsUp() {
    Embedding words = new Embedding(Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}));
    assertThat(words.apply(2, 0).toDoubles()).containsExactly(5, 6, 1, 2);
    Tensor named = words.apply(Tensor.of(new double[][] {{1, 1}, {2, 0}}));
    assertThat(named.shape()).isEqualTo(Shape.of(2, 2, 2));
    assertThat(named.toDoubles()).containsExactly(3, 4, 3, 4, 5, 6, 1, 2);
  }

  @Test
  void anEmptySequenceIsTheIdentityAndAResidualAddsIt() {
    Tensor x = Tensor.of(1.0, -2);
    assertThat(Sequential.of().apply(x)).isSameAs(x);
    assertThat(Residual.of(Activation.QUADRATIC).apply(x).toDoubles()).containsExactly(2, 2);
  }

  @Test
  void aDoubledNetworkStartsAtZero() {
    Sequential net = Mlp.of(new Builder(F64, new Random(1), Initializer.heNormal(1)), Activation.TANH, 3, 5, 2);
    Tensor x = Tensor.normal(F64, new Random(2), 4, 3);
    assertThat(Doubled.of(net).apply(x).toDoubles()).containsOnly(0);
    TwoLayer pairs = TwoLayer.normal(F64, new Random(3), 6, 3, 2).symmetrised();
    close(pairs.apply(x), 0, 0, 0, 0);
  }

  @Test
  void oneLooksInsideInTheOrderOfEvaluation() {
    Builder make = new Builder(F64, new Random(1), Initializer.heNormal(1));
    Sequential net = Sequential.of(
        new Residual(Sequential.of(make.linear(3, 3), Activation.RELU), make.linear(3, 3)), Activation.TANH);
    Tensor x = Tensor.normal(F64, new Random(2), 4, 3);
    List<String> seen = new ArrayList<>();
    Tensor y = net.through(x, (layer, input) -> {
      seen.add(layer.getClass().getSimpleName());
      return layer.apply(input);
    });
    assertThat(seen).containsExactly("Linear", "Activation", "Linear", "Activation");
    assertThat(y.toDoubles()).isEqualTo(net.apply(x).toDoubles());
  }

  @Test
  void errorsSayWhatInputsAreAndWhatMustHold() {
    Tensor images = Tensor.zeros(F64, 1, 4, 4, 3);
    Builder make = new Builder(F64, new Random(1), Initializer.zeros());
    says(() -> make.linear(4, 2).apply(Tensor.zeros(F64, 5, 3)),
        "linear: x is [5, 3], weight is [4, 2]; x's last axis must have size 4");
    says(() -> MaxPool2d.of(2).apply(Tensor.zeros(F64, 5, 3)),
        "max pool: x is [5, 3]; must be [batch, rows, columns, channels]");
    says(() -> make.conv(3, 2, 2, 1, 1).apply(images), "conv2d: images are [1, 4, 4, 3], kernel is [3, 3, 2, 2]; "
        + "must be [batch, rows, columns, channels] and [rows, columns, channels, channels out]");
    says(() -> new Residual(make.linear(3, 2), Sequential.of()).apply(Tensor.zeros(F64, 5, 3)),
        "residual: body gives [5, 2], shortcut gives [5, 3]; must be equal shapes");
    says(() -> new Dropout(1), "dropout: rate is 1.0; must be at least 0 and less than 1");
    says(() -> GroupNorm.of(F64, 3, 2).apply(images), "group norm: 3 channels, 2 groups; groups must divide channels");
    says(() -> BatchNorm.of(F64, 3).train(Tensor.zeros(F64, 1, 3), Key.of(1)),
        "batch norm: x is [1, 3]; training needs at least two numbers a feature");
    says(() -> make.embedding(3, 2).apply(0, 3),
        "embedding: word is 3, table is [3, 2]; must be at least 0 and less than 3");
    says(() -> make.embedding(3, 2).apply(Tensor.of(0.5)), "embedding: x holds 0.5; must hold whole numbers");
    says(() -> make.attention(4, 3, false).apply(Tensor.zeros(F64, 1, 2, 4)),
        "attention: 4 features, 3 heads; heads must divide features");
    says(() -> Mlp.of(make, Activation.RELU, 3),
        "mlp: 1 widths given; must be at least two, of the input and of the output");
    says(() -> Vgg.of(make, 2, 10, 4, Vgg.POOL, Vgg.POOL),
        "vgg: images are 2 x 2, 2 pooling layers; must leave at least one pixel");
  }

  private static void says(ThrowingCallable call, String sentence) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(sentence);
  }

  private static void close(Tensor actual, double... expected) {
    assertThat(actual.toDoubles()).containsExactly(expected, within(ROUNDING));
  }

  private static Tensor waves(DoubleUnaryOperator wave, int... sizes) {
    Shape shape = Shape.of(sizes);
    return Tensor.of(F64, shape, IntStream.range(0, shape.size()).mapToDouble(i -> wave.applyAsDouble(i)).toArray());
  }
}
