package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.ValueAndGradient;
import dev.jacobean.autodiff.WithAuxiliary;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Parallel;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whole training runs, small.
class TrainingTest {
  private static final Backend F32 = Backends.f32();
  private static final Tensor IMAGES = Tensor.normal(F32, new Random(1), 12, 6, 6, 3);
  private static final int[] LABELS = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};

  private final int threads = Parallel.threads();

  @AfterEach
  void restoreThreads() {
    Parallel.setThreads(threads);
  }

  @Test
  void aNetworkWithStateAndDropoutLearnsRandomLabels() {
    Sequential net = net();
    Sequential trained = trained(net, 40);
    assertThat(Loss.crossEntropy(net.apply(IMAGES), LABELS).item()).isGreaterThan(0.5);
    assertThat(Loss.crossEntropy(trained.apply(IMAGES), LABELS).item()).isLessThan(0.1);
    assertThat(Labels.accuracy(trained.apply(IMAGES), LABELS)).isEqualTo(1);
  }

  @Test
  void theSameSeedGivesTheSameBitsWithAnyNumberOfThreads() {
    Parallel.setThreads(1);
    Sequential one = trained(net(), 5);
    Parallel.setThreads(3);
    Sequential three = trained(net(), 5);
    for (int i = 0; i < Tree.leaves(one).size(); i++) {
      assertThat(Tree.leaves(three).get(i).toDoubles()).isEqualTo(Tree.leaves(one).get(i).toDoubles());
    }
  }

  private static Sequential net() {
    Builder make = new Builder(F32, new Random(2), Initializer.heNormal(1));
    return Sequential.of(make.conv(3, 3, 8, 1, 1), BatchNorm.of(F32, 8), Activation.RELU, MaxPool2d.of(2),
        new Residual(Sequential.of(make.conv(3, 8, 8, 1, 1), GroupNorm.of(F32, 8, 2), Activation.SILU),
            Sequential.of()),
        new Flatten(), new Dropout(0.1), make.linear(72, 3));
  }

  private static Sequential trained(Sequential start, int steps) {
    Optimizer rule = Optimizer.adamW(0.01).clipped(5);
    Schedule rate = Schedule.cosine(0.01, steps).warmedUp(5);
    var state = rule.start(start);
    Sequential net = start;
    for (int i = 0; i < steps; i++) {
      Key key = Key.of(3).child(i);
      WithAuxiliary<ValueAndGradient<Sequential>, Sequential> step = Autodiff.valueGradientAndAuxiliary(w -> {
        Trained<Sequential> trained = w.train(IMAGES, key);
        return new WithAuxiliary<>(Loss.crossEntropy(trained.output(), LABELS), trained.layer());
      }, net);
      state = rule.next(state, step.value().gradient(), rate.at(i));
      net = state.parameters().withState(step.auxiliary().state());
    }
    return net;
  }
}
