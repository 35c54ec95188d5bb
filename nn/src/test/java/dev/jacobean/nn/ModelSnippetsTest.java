package dev.jacobean.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.WithAuxiliary;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.data.Batch;
import dev.jacobean.nn.data.Batches;
import dev.jacobean.nn.data.Examples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs about models and training in the comments of this package: between `@start` and `@end` stands what
/// readers see.
class ModelSnippetsTest {
  @TempDir Path folder;

  // @start region="layer"
  /// An affine map whose outputs are switched by another one (Dauphin et al. 2017).
  record Gated(Linear value, Linear gate) implements Layer {
    @Override
    public Tensor apply(Tensor x) {
      return value.apply(x).times(gate.apply(x).sigmoid());
    }
  }
  // @end

  @Test
  void aLayerOfOnesOwnTakesAnyPlace() {
    // @start region="layerUse"
    Builder make = new Builder(Backends.f32(), Key.of(1).generator(), Initializer.xavierNormal(1));
    Sequential net = Sequential.of(new Gated(make.linear(3, 8), make.linear(3, 8)), make.linear(8, 1));
    Tensor x = Tensor.ones(Backends.f32(), 5, 3);
    Sequential gradient = Autodiff.gradient(w -> w.apply(x).square().mean(), net); // the same layers
    // @end
    assertThat(Tree.names(gradient)).startsWith("layers[0].value.weight", "layers[0].value.bias")
        .hasSize(6);
  }

  @Test
  void aTrainingLoopIsThreePureFunctions() {
    Random random = new Random(1);
    Tensor x = Tensor.normal(Backends.f32(), random, 60, 2);
    int[] labels = IntStream.range(0, 60).map(i -> x.at(0, i).toDoubles()[0] > 0 ? 1 : 0).toArray();
    // @start region="training"
    Builder make = new Builder(Backends.f32(), Key.of(0).generator(), Initializer.heNormal(1));
    Sequential net = Mlp.of(make, Activation.RELU, 2, 16, 2);
    Optimizer rule = Optimizer.momentum(0.9);
    Schedule rate = Schedule.cosine(0.1, 100);
    Optimizer.State<Sequential> state = rule.start(net);
    for (int step = 0; step < 100; step++) {
      Sequential gradient = Autodiff.gradient(w -> Loss.crossEntropy(w.apply(x), labels), state.parameters());
      state = rule.next(state, gradient, rate.at(step));
    }
    double right = Labels.accuracy(state.parameters().apply(x), labels); // of 1
    // @end
    assertThat(right).isGreaterThan(0.95);
    assertThat(state.count()).isEqualTo(100);
  }

  @Test
  void aTrainerKeepsCheckpoints() {
    RandomGenerator random = Key.of(7).generator();
    Backend backend = Backends.f32();
    Tensor x = Tensor.normal(backend, random, 64, 2);
    int[] labels = IntStream.range(0, 64).map(i -> x.at(0, i).toDoubles()[0] > 0 ? 1 : 0).toArray();
    Examples examples = Examples.of(x, labels);
    Sequential net = Mlp.of(new Builder(backend, random, Initializer.heNormal(1)), Activation.RELU, 2, 16, 2);
    // @start region="trainer"
    Batches batches = Batches.shuffled(examples, 16, Key.of(1));
    long steps = 10L * batches.perEpoch();
    Supervised<Sequential> learning = new Supervised<>(Sequential::apply,
        (output, batch) -> Loss.crossEntropy(output, batch.labels()), Optimizer.adam(), Schedule.constant(0.01));
    Trainer<Optimizer.State<Sequential>, ?> trainer = Trainer.of(learning, batches, steps)
        .evaluating(batches.perEpoch(), state -> learning.evaluate(state.parameters(), examples, 32))
        .saving(new Checkpoints(folder, Map.of("seed", "1")), 20, Duration.ofMinutes(5));
    Sequential trained;
    try (var training = trainer.resume(learning.rule().start(net))) { // where it stopped, if it did
      trained = training.finish().parameters();
    }
    // @end
    assertThat(learning.evaluate(trained, examples, 64).accuracy()).isGreaterThan(0.8);
    try (var training = trainer.resume(learning.rule().start(net))) {
      assertThat(training.step()).isEqualTo(steps);
    }
  }

  // @start region="learner"
  /// Where the training of a network stands whose layers draw and remember: what they hold is saved with the rest.
  record Learner(Optimizer.State<Sequential> at, List<Tensor> held) {
    private static final Optimizer RULE = Optimizer.adam();

    static Learner of(Sequential net) {
      return new Learner(RULE.start(net), net.state());
    }

    Sequential net() {
      return at.parameters().withState(held);
    }

    /// A step for `Trainer.of(Learner::step, batches, steps)`.
    static Trainer.Stepped<Learner> step(Learner learner, Batch batch, long step) {
      var found = Autodiff.valueGradientAndAuxiliary(w -> {
        Trained<Sequential> trained = w.train(batch.inputs(), Key.of(5).child(step));
        return new WithAuxiliary<>(Loss.crossEntropy(trained.output(), batch.labels()), trained);
      }, learner.net());
      Trained<Sequential> trained = found.auxiliary();
      Optimizer.State<Sequential> next = RULE.next(learner.at(), found.value().gradient(), 0.02);
      return new Trainer.Stepped<>(new Learner(next, trained.layer().state()),
          Score.of(found.value().value().item(), trained.output(), batch.labels()));
    }
  }
  // @end

  @Test
  void aNetworkWhoseLayersDrawAndRememberIsTrainedAndResumed() {
    RandomGenerator random = Key.of(7).generator();
    Tensor x = Tensor.normal(Backends.f32(), random, 64, 2).plus(3);
    int[] labels = IntStream.range(0, 64).map(i -> x.at(0, i).toDoubles()[0] > 3 ? 1 : 0).toArray();
    Builder make = new Builder(Backends.f32(), random, Initializer.heNormal(1));
    Sequential net = Sequential.of(make.linear(2, 16), BatchNorm.of(Backends.f32(), 16), Activation.RELU,
        new Dropout(0.2), make.linear(16, 2));
    Batches batches = Batches.shuffled(Examples.of(x, labels), 16, Key.of(1));
    Trainer<Learner, Batch> trainer = Trainer.of(Learner::step, batches, 80).reporting(10);
    Learner whole;
    try (var training = trainer.start(Learner.of(net))) {
      whole = training.finish();
    }
    assertThat(Labels.accuracy(whole.net().apply(x), labels)).isGreaterThan(0.9);
    assertThat(Tree.minus(whole.held(), net.state())).allMatch(moved -> moved.abs().max().item() > 0.1);
    Trainer<Learner, Batch> saving = trainer.saving(new Checkpoints(folder, Map.of()), 20, Duration.ofHours(1));
    try (var training = saving.start(Learner.of(net))) {
      training.next();
      training.next();
    }
    try (var training = saving.resume(Learner.of(net))) {
      assertThat(training.step()).isEqualTo(20);
      Learner resumed = training.finish();
      assertThat(Tree.minus(Tree.leaves(resumed), Tree.leaves(whole))).allMatch(gap -> gap.abs().max().item() == 0);
    }
  }

  @Test
  void weightsComeBackBitByBit() {
    Path file = folder.resolve("net.safetensors");
    // @start region="weights"
    Builder make = new Builder(Backends.f32(), Key.of(0).generator(), Initializer.heNormal(1));
    Sequential net = Mlp.of(make, Activation.TANH, 4, 8, 2);
    Weights.save(file, net);                          // layers[0].weight, layers[0].bias, layers[2].weight, …
    Sequential again = Weights.load(file, net);       // a tree like net, names and shapes checked
    Map<String, Tensor> named = Weights.read(file);   // or whatever the file holds
    // @end
    assertThat(Tree.dot(Tree.minus(net, again), Tree.minus(net, again)).item()).isZero();
    assertThat(named).containsKey("layers[2].weight");
  }

  @Test
  void aScheduleIsAFunctionOfTime() {
    // @start region="schedule"
    Schedule rate = Schedule.cosine(0.1, 100).warmedUp(9);
    double first = rate.at(0);   // 0.01: a tenth of the rate
    double middle = rate.at(50); // 0.05
    // @end
    assertThat(first).isCloseTo(0.01, within(1e-12));
    assertThat(middle).isCloseTo(0.05, within(1e-12));
  }
}
