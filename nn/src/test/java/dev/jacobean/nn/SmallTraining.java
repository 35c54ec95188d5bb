package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.ValueAndGradient;
import dev.jacobean.autodiff.WithAuxiliary;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.nn.Trainer.Stepped;
import dev.jacobean.nn.data.Batch;
import dev.jacobean.nn.data.Batches;
import dev.jacobean.nn.data.Examples;
import dev.jacobean.nn.data.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A run so small that its steps take no time: a network with momentum and noise on its inputs, on shuffled examples.
/// As a program it resumes, tells each step, and at the end prints everything it has found.
final class SmallTraining {
  static final long STEPS = 600;
  static final Seed SEED = new Seed(5);

  private static final Backend SINGLE = Backends.reference(DType.F32);

  /// @param velocity of momentum
  record State(Mlp parameters, Mlp velocity) {}

  record Mlp(Linear first, Linear second) {
    Tensor apply(Tensor x) {
      return second.apply(first.apply(x).relu());
    }
  }

  private SmallTraining() {}

  static State initial() {
    RandomGenerator generator = SEED.named("weights").generator(0);
    Mlp parameters = new Mlp(Linear.xavier(SINGLE, generator, 6, 9, 1), Linear.xavier(SINGLE, generator, 9, 3, 1));
    return new State(parameters, Tree.zerosLike(parameters));
  }

  static Examples examples() {
    RandomGenerator generator = SEED.named("data").generator(0);
    Tensor inputs = Tensor.normal(SINGLE, generator, 70, 6);
    return Examples.of(inputs, IntStream.range(0, 70).map(i -> generator.nextInt(3)).toArray());
  }

  static Stepped<State> step(State state, Batch batch, long step) {
    int[] sizes = batch.inputs().shape().sizes();
    Tensor noise = Tensor.normal(SINGLE, SEED.named("noise").generator(step), sizes).times(0.01);
    Tensor targets = targets(batch);
    WithAuxiliary<ValueAndGradient<Mlp>, Tensor> found = Autodiff.valueGradientAndAuxiliary(w -> {
      Tensor outputs = w.apply(batch.inputs().plus(noise));
      return new WithAuxiliary<>(outputs.minus(targets).square().mean(), outputs);
    }, state.parameters());
    Mlp velocity = Tree.plus(Tree.times(0.9, state.velocity()), found.value().gradient());
    Mlp parameters = Tree.minus(state.parameters(), Tree.times(0.05, velocity));
    return new Stepped<>(new State(parameters, velocity), score(batch, found.auxiliary()));
  }

  static Score evaluate(State state) {
    Batch all = Batches.inOrder(examples(), 70).apply(0);
    return score(all, state.parameters().apply(all.inputs()));
  }

  private static Score score(Batch batch, Tensor outputs) {
    double[] guesses = outputs.argmax(1).toDoubles();
    int hits = (int) IntStream.range(0, batch.size()).filter(i -> guesses[i] == batch.labels()[i]).count();
    return Score.of(outputs.minus(targets(batch)).square().mean().item(), hits, batch.size());
  }

  private static Tensor targets(Batch batch) {
    double[] rows = new double[3 * batch.size()];
    IntStream.range(0, batch.size()).forEach(i -> rows[3 * i + batch.labels()[i]] = 1);
    return Tensor.of(SINGLE, Shape.of(batch.size(), 3), rows);
  }

  static Trainer<State, Batch> trainer(int threads) {
    return Trainer.of(SmallTraining::step, Batches.shuffled(examples(), 16, SEED), STEPS)
        .reporting(1).evaluating(50, SmallTraining::evaluate).prefetching(3, threads);
  }

  static Checkpoints checkpoints(Path folder) {
    return new Checkpoints(folder, Map.of("model", "mlp", "seed", Long.toString(SEED.value())));
  }

  /// All bits of the state and the metrics.
  static String everything(Training<State> training) {
    StringBuilder text = new StringBuilder();
    Tree.leaves(training.state()).forEach(leaf -> {
      for (double value : leaf.toDoubles()) {
        text.append(Double.toHexString(value)).append(' ');
      }
    });
    return text.append(Metrics.text(training.history())).toString().replace('\n', ';');
  }

  /// Arguments: the folder of checkpoints, threads, after how many steps to save.
  public static void main(String... arguments) throws IOException {
    Trainer<State, Batch> trainer = trainer(Integer.parseInt(arguments[1]))
        .saving(checkpoints(Path.of(arguments[0])), Integer.parseInt(arguments[2]), Duration.ofHours(1));
    try (Training<State> training = trainer.resume(initial())) {
      while (training.hasNext()) {
        tell("step " + training.next().metrics().step());
      }
      tell("end " + everything(training));
    }
  }

  private static void tell(String line) throws IOException {
    java.io.OutputStream out = new java.io.FileOutputStream(java.io.FileDescriptor.out);
    out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
