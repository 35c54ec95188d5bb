package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.nn.data.Augmentation;
import dev.jacobean.nn.data.Cifar10;
import dev.jacobean.nn.data.DataFolder;
import dev.jacobean.nn.data.DataSet;
import dev.jacobean.nn.data.Examples;
import dev.jacobean.nn.data.Images;
import dev.jacobean.nn.data.Normalisation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// Images of CIFAR-10 to learn from and to be tested on: the first ones of the training and of the test set, with
/// pixels normalised as in the authors' code.
///
/// @param small whether they are the [SmallImages] of 16 × 16, or those of 32 × 32 as published
/// @param train how many there are to learn from
/// @param test  how many there are to be tested on
/// @param moved whether each is cropped anew after padding by 4, and half of them flipped, whenever it is learnt from
record Pictures(boolean small, int train, int test, boolean moved) {
  static final int CLASSES = 10;

  /// The images themselves.
  ///
  /// @param train to be learnt from, moved if they are
  /// @param still the same as they are
  /// @param test  to be tested on
  record Loaded(Examples train, Examples still, Examples test) {}

  /// Rows and columns of an image.
  int side() {
    return small ? SmallImages.SIDE : 32;
  }

  /// Reads the images.
  ///
  /// @param folder where the published ones are, if they are wanted
  Loaded load(DataFolder folder, Backend backend) {
    if (small) {
      return shipped(backend);
    }
    return of(Cifar10.train(folder, train), Cifar10.test(folder).first(test), backend);
  }

  private Loaded of(Images train, Images test, Backend backend) {
    Normalisation normal = Normalisation.CIFAR10;
    Examples still = train.examples(backend, normal);
    return new Loaded(moved ? moved(train, backend, normal) : still, still, test.examples(backend, normal));
  }

  /// As many images of noise, which take as long to be learnt from and teach nothing.
  Loaded noise(Backend backend) {
    try {
      Path file = Files.createTempFile("noise", ".bin");
      try {
        byte[] records = new byte[(train + test) * (1 + 3 * side() * side())];
        new SplittableRandom(0).nextBytes(records);
        for (int image = 0; image < train + test; image++) {
          records[image * (records.length / (train + test))] = (byte) (image % CLASSES);
        }
        Images images = Cifar10.read(Files.write(file, records));
        return of(images.first(train), images.slice(train, train + test), backend);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// On a device the images lie there, and are moved there.
  private static Examples moved(Images images, Backend backend, Normalisation normal) {
    return backend.name().equals("cuda") ? images.resident(backend, normal, Augmentation.CROP_AND_FLIP)
        : images.examples(backend, normal, Augmentation.CROP_AND_FLIP);
  }

  /// The small images, which need no folder.
  Loaded shipped(Backend backend) {
    if (!small || moved) {
      throw new IllegalArgumentException("pictures: are " + this + "; only the small ones ship, and are not moved");
    }
    SmallImages images = SmallImages.shipped();
    Examples still = Examples.of(images.train(backend, train), images.trainLabels(train));
    return new Loaded(still, still, Examples.of(images.test(backend, test), images.testLabels(test)));
  }

  /// Checks that the images are there.
  ///
  /// @throws Refusal if they are not
  void require(DataFolder folder) {
    if (!small && !folder.has(DataSet.CIFAR10)) {
      throw Refusal.data("CIFAR-10 is not in " + folder.roots().getFirst() + " nor in the other places that are"
          + " searched; lazy data fetch cifar10 downloads it (162 MiB), and --data says where it is");
    }
  }
}
