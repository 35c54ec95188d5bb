package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.nn.data.Normalisation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;

/// The first 60 training images of CIFAR-10 as they are. They ship with this program, so that the quick preset sees real
/// images on every machine; see `cifar-10-first.NOTICE`.
final class FirstImages {
  static final int COUNT = 60;

  private static final String FILE = "cifar-10-first.bin";
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int CHANNELS = 3;
  private static final int RECORD = 1 + CHANNELS * PLANE;

  private FirstImages() {}

  /// The first of them, normalised, `[count, 32, 32, 3]`.
  static Tensor shipped(Backend backend, int count) {
    byte[] bytes = bytes();
    Normalisation normal = Normalisation.CIFAR10;
    Shape shape = Shape.of(count, SIDE, SIDE, CHANNELS);
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      int channel = i % CHANNELS;
      int pixel = i / CHANNELS % PLANE;
      int image = i / CHANNELS / PLANE;
      int value = bytes[image * RECORD + 1 + channel * PLANE + pixel] & 0xff;
      values[i] = (value / 255.0 - normal.mean().get(channel)) / normal.deviation().get(channel);
    }
    return Tensor.of(backend, shape, values);
  }

  /// The classes of the first of them.
  static int[] labels(int count) {
    byte[] bytes = bytes();
    return IntStream.range(0, count).map(image -> bytes[image * RECORD]).toArray();
  }

  /// The records of the official file.
  static byte[] bytes() {
    try (InputStream in = FirstImages.class.getResourceAsStream(FILE)) {
      byte[] bytes = in == null ? new byte[0] : in.readAllBytes();
      if (bytes.length != COUNT * RECORD) {
        throw new IllegalStateException("this program's resource " + FILE + " is missing or damaged");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + FILE, e);
    }
  }
}
