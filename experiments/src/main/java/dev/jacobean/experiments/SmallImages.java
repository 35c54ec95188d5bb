package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.nn.data.Images;
import dev.jacobean.nn.data.Normalisation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/// CIFAR-10 at half its width and height: the exact sums of 2 × 2 pixels of the first 4,096 training and the first
/// 2,000 test images. They ship with this program, so that the quick presets see real images on every machine, and the
/// same bits everywhere; see `cifar-10-small.NOTICE`.
///
/// The file holds a label byte for each image, training before test images, then the sums in the order `[image, row,
/// column, channel]`. A sum of four bytes needs ten bits: four sums make five bytes, big-endian.
final class SmallImages {
  static final int TRAIN = 4096;
  static final int TEST = 2000;
  static final int SIDE = 16;

  private static final String FILE = "cifar-10-small.bin";
  private static final int COUNT = TRAIN + TEST;
  private static final int CHANNELS = 3;
  private static final int PIXELS = SIDE * SIDE * CHANNELS;
  private static final int BITS = 10;
  /// So many sums fill whole bytes: 4 sums, 5 bytes.
  private static final int GROUP = 4;
  private static final int GROUP_BYTES = GROUP * BITS / 8;

  private final byte[] labels;
  private final short[] sums;

  private SmallImages(byte[] labels, short[] sums) {
    this.labels = labels;
    this.sums = sums;
  }

  /// The images that ship with this program.
  static SmallImages shipped() {
    try (InputStream in = SmallImages.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("this program lacks its resource " + FILE);
      }
      return unpacked(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + FILE, e);
    }
  }

  /// The same from the official images.
  static SmallImages of(Images train, Images test) {
    byte[] labels = new byte[COUNT];
    short[] sums = new short[COUNT * PIXELS];
    for (int image = 0; image < COUNT; image++) {
      Images from = image < TRAIN ? train : test;
      int number = image < TRAIN ? image : image - TRAIN;
      labels[image] = (byte) from.label(number);
      for (int i = 0; i < PIXELS; i++) {
        int row = 2 * (i / CHANNELS / SIDE);
        int column = 2 * (i / CHANNELS % SIDE);
        int channel = i % CHANNELS;
        sums[image * PIXELS + i] = (short) (from.pixel(number, row, column, channel)
            + from.pixel(number, row, column + 1, channel) + from.pixel(number, row + 1, column, channel)
            + from.pixel(number, row + 1, column + 1, channel));
      }
    }
    return new SmallImages(labels, sums);
  }

  /// As in the file.
  byte[] packed() {
    byte[] packed = Arrays.copyOf(labels, COUNT + COUNT * PIXELS / GROUP * GROUP_BYTES);
    for (int group = 0; group < sums.length / GROUP; group++) {
      long bits = 0;
      for (int i = 0; i < GROUP; i++) {
        bits = bits << BITS | sums[group * GROUP + i];
      }
      for (int i = 0; i < GROUP_BYTES; i++) {
        packed[COUNT + group * GROUP_BYTES + i] = (byte) (bits >> 8 * (GROUP_BYTES - 1 - i));
      }
    }
    return packed;
  }

  private static SmallImages unpacked(byte[] packed) {
    short[] sums = new short[COUNT * PIXELS];
    for (int group = 0; group < sums.length / GROUP; group++) {
      long bits = 0;
      for (int i = 0; i < GROUP_BYTES; i++) {
        bits = bits << 8 | packed[COUNT + group * GROUP_BYTES + i] & 0xff;
      }
      for (int i = 0; i < GROUP; i++) {
        sums[group * GROUP + i] = (short) (bits >> BITS * (GROUP - 1 - i) & (1 << BITS) - 1);
      }
    }
    return new SmallImages(Arrays.copyOf(packed, COUNT), sums);
  }

  /// The first training images, normalised: the means of 2 × 2 normalised pixels, `[count, 16, 16, 3]`.
  Tensor train(Backend backend, int count) {
    return inputs(backend, 0, count);
  }

  /// The first test images, normalised: `[count, 16, 16, 3]`.
  Tensor test(Backend backend, int count) {
    return inputs(backend, TRAIN, count);
  }

  /// The classes of the first training images.
  int[] trainLabels(int count) {
    return labels(0, count);
  }

  /// The classes of the first test images.
  int[] testLabels(int count) {
    return labels(TRAIN, count);
  }

  private int[] labels(int from, int count) {
    int[] classes = new int[count];
    Arrays.setAll(classes, i -> labels[from + i]);
    return classes;
  }

  private Tensor inputs(Backend backend, int from, int count) {
    Normalisation normal = Normalisation.CIFAR10;
    double[] values = new double[count * PIXELS];
    for (int i = 0; i < values.length; i++) {
      int channel = i % CHANNELS;
      double mean = sums[from * PIXELS + i] / (4 * 255.0);
      values[i] = (mean - normal.mean().get(channel)) / normal.deviation().get(channel);
    }
    return Tensor.of(backend, Shape.of(count, SIDE, SIDE, CHANNELS), values);
  }
}
