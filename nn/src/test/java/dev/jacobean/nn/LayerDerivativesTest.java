package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.WithAuxiliary;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every layer can be differentiated in its parameters and its input, in both modes, twice.
class LayerDerivativesTest {
  private static final Backend F64 = Backends.f64();

  /// A layer with an input: what is differentiated.
  record Sample(String name, Layer layer, Tensor x) {
    Tensor answer() {
      return layer.apply(x);
    }

    Tensor learn() {
      return layer.train(x, Key.of(3)).output();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Sample> samples() {
    Random random = new Random(7);
    Builder make = new Builder(F64, random, Initializer.xavierNormal(1.3));
    Tensor rows = Tensor.normal(F64, random, 3, 4);
    Tensor images = Tensor.normal(F64, random, 2, 4, 4, 2);
    Tensor sequences = Tensor.normal(F64, random, 2, 3, 4);
    Stream<Sample> layers = Stream.of(
        new Sample("linear", shaken(make.linear(4, 2)), rows),
        new Sample("linear on sequences", shaken(make.linear(4, 2)), sequences),
        new Sample("rescaled linear", Rescaled.ntk(F64, random, 4, 3, 1.5, 0.1), rows),
        new Sample("rescaled convolution", new Rescaled(make.conv(3, 2, 2, 1, 1), 0.3, 0.1), images),
        new Sample("convolution", shaken(make.conv(3, 2, 3, 1, 1)), images),
        new Sample("strided convolution", shaken(make.conv(3, 2, 2, 2, 1)), images),
        new Sample("maximum pooling", MaxPool2d.of(2), images),
        new Sample("mean pooling", new AvgPool2d(3, 2, 1), images),
        new Sample("global mean pooling", new GlobalAvgPool(), images),
        new Sample("flatten", new Flatten(), images),
        new Sample("sequential", Sequential.of(make.conv(3, 2, 2, 1, 1), Activation.RELU, MaxPool2d.of(2),
            new Flatten(), make.linear(8, 2)), images),
        new Sample("residual", new Residual(make.linear(4, 3), make.linear(4, 3)), rows),
        new Sample("identity shortcut", Residual.of(Sequential.of(make.linear(4, 4), Activation.TANH)), rows),
        new Sample("doubled", new Doubled(make.linear(4, 3), make.linear(4, 3)), rows),
        new Sample("dropout", new Dropout(0.4), rows),
        new Sample("layer norm", shaken(LayerNorm.of(F64, 4)), rows),
        new Sample("group norm", shaken(GroupNorm.of(F64, 4, 2)), Tensor.normal(F64, random, 2, 2, 2, 4)),
        new Sample("batch norm", shaken(BatchNorm.of(F64, 4)), rows),
        new Sample("batch norm of images", shaken(BatchNorm.of(F64, 2)), images),
        new Sample("attention", make.attention(4, 2, false), sequences),
        new Sample("causal attention", make.attention(4, 2, true), sequences),
        new Sample("two-layer", TwoLayer.normal(F64, random, 5, 4, 1), rows));
    return Stream.concat(layers, Stream.of(Activation.values()).map(f -> new Sample(f.name(), f, rows)));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void answersAreDifferentiableTwice(Sample sample) {
    Autodiff.checkGradients(Sample::answer, sample, 2);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void trainingStepsAreDifferentiableTwice(Sample sample) {
    Autodiff.checkGradients(Sample::learn, sample, 2);
  }

  @Test
  void embeddingsAreDifferentiableTwiceInTheTable() {
    Embedding words = new Builder(F64, new Random(5), Initializer.zeros()).embedding(6, 3);
    Autodiff.checkGradients(w -> w.apply(2, 0, 2).square(), words, 2);
  }

  @Test
  void whatATrainingStepLeavesComesBackAsNumbers() {
    Sequential net = Sequential.of(BatchNorm.of(F64, 4), new Dropout(0.5));
    Tensor x = Tensor.normal(F64, new Random(5), 3, 4);
    var step = Autodiff.<Sequential, Sequential>valueGradientAndAuxiliary(w -> {
      Trained<Sequential> trained = w.train(x, Key.of(1));
      return new WithAuxiliary<>(trained.output().square().sum(), trained.layer());
    }, net);
    Sequential left = step.auxiliary();
    left.apply(x).plus(Tensor.zeros(F64, 3, 4)); // throws if a watched tensor had escaped into it
    assertThat(left.state()).hasSize(2);
    assertThat(left.state().getFirst().toDoubles())
        .isNotEqualTo(net.state().getFirst().toDoubles());
  }

  /// With parameters that are not at special values such as 0 and 1.
  private static <L extends Layer> L shaken(L layer) {
    Random random = new Random(11);
    return Tree.map(
        w -> w.plus(Tensor.normal(w.backend(), random, w.shape().sizes()).times(0.3)), layer);
  }
}
