import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.*;
import dev.jacobean.nn.*;
import dev.jacobean.nn.data.*;
import java.nio.file.Path;

/// Learns MNIST's digits with a small convolutional network. The argument is the folder with the data; without one it
/// tells bars by their height, for a try.
void main(String... folder) {
  Backend f32 = Backends.f32();
  boolean real = folder.length > 0;
  DataFolder data = DataFolder.of(Path.of(real ? folder[0] : "."));
  Examples train = real ? Mnist.train(data).examples(f32, Normalisation.MNIST) : bars(f32, 320);
  Examples test = real ? Mnist.test(data).examples(f32, Normalisation.MNIST) : bars(f32, 50);

  Builder fresh = new Builder(f32, Key.of(0).generator(), Initializer.heNormal(1));
  Sequential net = Sequential.of(
      fresh.conv(3, 1, 16, 1, 1), Activation.RELU, MaxPool2d.of(2),
      fresh.conv(3, 16, 32, 1, 1), Activation.RELU, MaxPool2d.of(2),
      new Flatten(), fresh.linear(7 * 7 * 32, 10));

  var batches = Batches.shuffled(train, real ? 64 : 16, Key.of(1));
  int epochs = 2;
  var learning = new Supervised<Sequential>(Sequential::apply,
      (output, batch) -> Loss.crossEntropy(output, batch.labels()),
      Optimizer.adam(), Schedule.cosine(2e-3, epochs * batches.perEpoch()));
  var trainer = Trainer.of(learning, batches, epochs * batches.perEpoch())
      .evaluating(batches.perEpoch(), state -> learning.evaluate(state.parameters(), test, 250));
  try (var training = trainer.start(Optimizer.adam().start(net))) {
    training.progress().forEach(progress -> IO.println("after %d steps: %.2f %% of %d test images right".formatted(
        progress.metrics().step(), 100 * progress.metrics().heldOut().get().accuracy(), test.size())));
  }
}

/// Images of 28 × 28 with a bar in one of ten places, which is the class.
Examples bars(Backend backend, int count) {
  double[] pixels = new double[count * 28 * 28];
  int[] labels = new int[count];
  for (int i = 0; i < count; i++) {
    labels[i] = i % 10;
    java.util.Arrays.fill(pixels, (i * 28 + 2 * labels[i] + 4) * 28, (i * 28 + 2 * labels[i] + 5) * 28, 3);
  }
  return Examples.of(Tensor.of(backend, Shape.of(count, 28, 28, 1), pixels), labels);
}
