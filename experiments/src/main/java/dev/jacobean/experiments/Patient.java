package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.nn.Activation;
import dev.jacobean.nn.Builder;
import dev.jacobean.nn.Initializer;
import dev.jacobean.nn.Layer;
import dev.jacobean.nn.Mlp;
import dev.jacobean.nn.ResNet;
import dev.jacobean.nn.TwoLayer;
import dev.jacobean.nn.Vgg;
import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// The models that `lazy diagnose` knows, at the initial weights of the paper.
enum Patient {
  /// The paper's two layers of ReLU units, one output, standard normal weights.
  TWO_LAYER(50) {
    @Override
    Layer make(Backend backend, RandomGenerator generator, int width, Sight.Seen seen) {
      return TwoLayer.normal(backend, generator, width, seen.x().shape().size(1), 1);
    }
  },
  /// Two hidden layers of ReLU units.
  MLP(100) {
    @Override
    Layer make(Backend backend, RandomGenerator generator, int width, Sight.Seen seen) {
      return Mlp.of(new Builder(backend, generator, Initializer.heNormal(1)), Activation.RELU,
          seen.x().shape().size(1), width, width, seen.outputs());
    }
  },
  /// Eight convolutions: [Vgg#eleven].
  VGG11(16) {
    @Override
    Layer make(Backend backend, RandomGenerator generator, int width, Sight.Seen seen) {
      return Vgg.eleven(new Builder(backend, generator, Initializer.xavierNormal(1)), width);
    }
  },
  /// Seventeen convolutions with shortcuts: [ResNet#eighteen].
  RESNET18(8) {
    @Override
    Layer make(Backend backend, RandomGenerator generator, int width, Sight.Seen seen) {
      return ResNet.eighteen(new Builder(backend, generator, Initializer.xavierNormal(1)), width);
    }
  };

  private final int usualWidth;

  Patient(int usualWidth) {
    this.usualWidth = usualWidth;
  }

  /// A fresh one.
  abstract Layer make(Backend backend, RandomGenerator generator, int width, Sight.Seen seen);

  /// Its width unless told.
  int usualWidth() {
    return usualWidth;
  }

  /// What it looks at unless told.
  String usualSight() {
    return this == TWO_LAYER ? "teacher" : "cifar10";
  }

  /// Whether it sees images in rows and columns, of three colours and 32 × 32.
  boolean isLarge() {
    return this == VGG11 || this == RESNET18;
  }

  /// The model of that name.
  ///
  /// @throws Refusal if there is none
  static Patient parse(String name) {
    return Arrays.stream(values()).filter(patient -> patient.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst().orElseThrow(() -> Refusal.usage("--model is \"" + name + "\"; it must be "
            + Arrays.stream(values()).map(Patient::toString).collect(Collectors.joining(", "))));
  }

  /// The name in options.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
