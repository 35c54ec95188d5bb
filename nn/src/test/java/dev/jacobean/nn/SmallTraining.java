package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.nn.Optimizer.State;
import dev.jacobean.nn.Trainer.Stepped;
import dev.jacobean.nn.data.Batch;
import dev.jacobean.nn.data.Batches;
import dev.jacobean.nn.data.Examples;
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
  static final Key KEY = Key.of(5);

  private static final Backend SINGLE = Backends.reference(DType.F32);

  private static final Supervised<Mlp> SUPERVISED = new Supervised<>(
      Mlp::apply, (output, batch) -> Loss.meanSquared(output, Labels.oneHot(SINGLE, 3, batch.labels())),
      Optimizer.momentum(0.9), Schedule.inverse(0.05, 1e-3));

  record Mlp(Linear first, Linear second) {
    Tensor apply(Tensor x) {
      return second.apply(first.apply(x).relu());
    }
  }

  private SmallTraining() {}

  static State<Mlp> initial() {
    RandomGenerator generator = KEY.child(2).generator();
    return SUPERVISED.rule().start(
        new Mlp(Linear.xavier(SINGLE, generator, 6, 9, 1), Linear.xavier(SINGLE, generator, 9, 3, 1)));
  }

  static Examples examples() {
    RandomGenerator generator = KEY.child(3).generator();
    Tensor inputs = Tensor.normal(SINGLE, generator, 70, 6);
    return Examples.of(inputs, IntStream.range(0, 70).map(i -> generator.nextInt(3)).toArray());
  }

  static Stepped<State<Mlp>> step(State<Mlp> state, Batch batch, long step) {
    int[] sizes = batch.inputs().shape().sizes();
    Tensor noise = Tensor.normal(SINGLE, KEY.child(4).child(step).generator(), sizes).times(0.01);
    return SUPERVISED.apply(state, new Batch(batch.inputs().plus(noise), batch.labels()), step);
  }

  static Score evaluate(State<Mlp> state) {
    return SUPERVISED.evaluate(state.parameters(), examples(), 32);
  }

  static Trainer<State<Mlp>, Batch> trainer(int threads) {
    return Trainer.of(SmallTraining::step, Batches.shuffled(examples(), 16, KEY), STEPS)
        .reporting(1).evaluating(50, SmallTraining::evaluate).prefetching(3, threads);
  }

  static Checkpoints checkpoints(Path folder) {
    return new Checkpoints(folder, Map.of("model", "mlp", "seed", "5"));
  }

  /// All bits of the state and the metrics.
  static String everything(Training<State<Mlp>> training) {
    StringBuilder text = new StringBuilder();
    Tree.leaves(training.state()).forEach(leaf -> {
      for (double value : leaf.toDoubles()) {
        text.append(Double.toHexString(value)).append(' ');
      }
    });
    return text.append(Metrics.text(training.history())).toString().replace('\n', ';');
  }

  /// Arguments: the folder of checkpoints, threads, after how many steps to save. A byte of the standard input allows a
  /// step, its end all others: so that who reads what is told is never far behind.
  public static void main(String... arguments) throws IOException {
    Trainer<State<Mlp>, Batch> trainer = trainer(Integer.parseInt(arguments[1]))
        .saving(checkpoints(Path.of(arguments[0])), Integer.parseInt(arguments[2]), Duration.ofHours(1));
    try (Training<State<Mlp>> training = trainer.resume(initial())) {
      while (training.hasNext()) {
        System.in.read();
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
