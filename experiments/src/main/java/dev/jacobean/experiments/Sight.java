package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.nn.Labels;
import dev.jacobean.nn.data.Batch;
import dev.jacobean.nn.data.Cifar10;
import dev.jacobean.nn.data.DataException;
import dev.jacobean.nn.data.DataFolder;
import dev.jacobean.nn.data.Images;
import dev.jacobean.nn.data.MissingDataException;
import dev.jacobean.nn.data.Mnist;
import dev.jacobean.nn.data.Normalisation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a model looks at while it is diagnosed.
enum Sight {
  /// Points on a sphere and the outputs of a small network: [Teaching].
  TEACHER,
  /// The first training images of CIFAR-10.
  CIFAR10,
  /// The first training images of MNIST.
  MNIST;

  private static final int CLASSES = 10;
  private static final int DIMENSIONS = 20;
  private static final int UNITS = 3;

  /// Examples.
  ///
  /// @param x      `[n, …]`
  /// @param target what the scaled outputs should be
  /// @param labels classes, none where there are none
  record Seen(Tensor x, Tensor target, int... labels) {
    /// Numbers in an output.
    int outputs() {
      return target.shape().rank() == 1 ? 1 : target.shape().size(1);
    }
  }

  /// The first examples, as a model takes them.
  ///
  /// @throws Refusal if they do not fit the model, or are not there
  Seen look(Patient patient, int count, Backend backend, Path data, long seed) {
    if (patient.isLarge() && this != CIFAR10) {
      throw Refusal.usage("--set is " + this + ", and " + patient + " sees colour images of 32 x 32; it must be cifar10");
    }
    if (patient == Patient.TWO_LAYER != (this == TEACHER)) {
      throw Refusal.usage("--set is " + this + ", and --model is " + patient
          + "; two-layer has one output and goes with teacher, the others with cifar10 or mnist");
    }
    if (this == TEACHER) {
      Teaching teaching = Teaching.of(Teaching.teacher(UNITS, DIMENSIONS, Seeds.stream(seed, 0, "teacher")), count,
          Seeds.stream(seed, 0, "points"));
      return new Seen(teaching.x().to(backend), teaching.y().to(backend));
    }
    Batch batch = images(count, backend, DataFolder.find(Optional.of(data).filter(Files::isDirectory)));
    Tensor inputs = patient.isLarge() ? batch.inputs() : batch.inputs().reshape(count, -1);
    return new Seen(inputs, Labels.oneHot(backend, CLASSES, batch.labels()), batch.labels());
  }

  private Batch images(int count, Backend backend, DataFolder folder) {
    if (this == CIFAR10 && count <= FirstImages.COUNT) {
      return new Batch(FirstImages.shipped(backend, count), FirstImages.labels(count));
    }
    try {
      Images images = this == MNIST ? Mnist.train(folder) : Cifar10.train(folder, Math.min(count, 50_000));
      if (images.size() < count) {
        throw Refusal.usage("--examples is " + count + "; " + this + " has " + images.size());
      }
      int[] first = new int[count];
      Arrays.setAll(first, i -> i);
      return images.examples(backend, this == MNIST ? Normalisation.MNIST : Normalisation.CIFAR10)
          .pick(Seeds.stream(0, 0, "nothing is moved"), first);
    } catch (MissingDataException e) {
      throw Refusal.data(String.valueOf(e.getMessage()));
    } catch (DataException e) {
      throw Refusal.usage(String.valueOf(e.getMessage()));
    }
  }

  /// The data set of that name.
  ///
  /// @throws Refusal if there is none
  static Sight parse(String name) {
    return Arrays.stream(values()).filter(sight -> sight.toString().equals(name.toLowerCase(Locale.ROOT))).findFirst()
        .orElseThrow(() -> Refusal.usage("--set is \"" + name + "\"; it must be "
            + Arrays.stream(values()).map(Sight::toString).collect(Collectors.joining(", "))));
  }

  /// The name in options.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
