package dev.jacobean.nn.data;

import static dev.jacobean.nn.data.DataException.require;

import dev.jacobean.autodiff.array.Backend;
import java.util.Arrays;

/// Labelled images of one size, a byte a channel. Immutable.
///
/// Pixels are kept as `[image, row, column, channel]`, the order in which batches want them.
public final class Images {
  private final int height;
  private final int width;
  private final int channels;
  private final byte[] pixels;
  private final byte[] labels;
  private final int from;
  private final int size;

  private Images(int height, int width, int channels, byte[] pixels, byte[] labels, int from, int size) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.pixels = pixels;
    this.labels = labels;
    this.from = from;
    this.size = size;
  }

  /// Images from pixels `[image, row, column, channel]`; the arrays are not copied and must not be written again.
  ///
  /// @throws DataException unless there is a label below `classes` for each image
  static Images of(String where, int height, int width, int channels, byte[] pixels, byte[] labels, int classes) {
    long expected = (long) labels.length * height * width * channels;
    require(pixels.length == expected, "%s: has %d pixel bytes for %d labels; must have %d",
        where, pixels.length, labels.length, expected);
    for (int i = 0; i < labels.length; i++) {
      require((labels[i] & 0xff) < classes, "%s: label of image %d is %d; must be at most %d",
          where, i, labels[i] & 0xff, classes - 1);
    }
    return new Images(height, width, channels, pixels, labels, 0, labels.length);
  }

  /// How many images there are.
  public int size() {
    return size;
  }

  /// Rows of an image.
  public int height() {
    return height;
  }

  /// Columns of an image.
  public int width() {
    return width;
  }

  /// Channels of an image: 3 for red, green, blue; 1 for grey.
  public int channels() {
    return channels;
  }

  /// The class of an image.
  public int label(int image) {
    return labels[from + image];
  }

  /// A pixel's value in a channel, 0 to 255.
  public int pixel(int image, int row, int column, int channel) {
    return pixels[at(image, row, column) + channel] & 0xff;
  }

  /// Images `from` to `to` − 1, without copying.
  ///
  /// @throws IllegalArgumentException unless `0 ≤ from ≤ to ≤ size`
  public Images slice(int from, int to) {
    if (from < 0 || to < from || to > size) {
      throw new IllegalArgumentException(
          "slice: from is %d, to is %d, there are %d images; must be 0 ≤ from ≤ to ≤ images".formatted(from, to, size));
    }
    return new Images(height, width, channels, pixels, labels, this.from + from, to - from);
  }

  /// The first `count` images.
  public Images first(int count) {
    return slice(0, count);
  }

  /// As examples for training, with normalised pixels.
  public Examples examples(Backend backend, Normalisation normalisation) {
    return examples(backend, normalisation, Augmentation.NONE);
  }

  /// As examples for training, with normalised pixels, moved anew each time they are picked.
  public Examples examples(Backend backend, Normalisation normalisation, Augmentation augmentation) {
    return new ImageExamples(this, backend, normalisation, augmentation);
  }

  int[] labels(int... images) {
    return Arrays.stream(images).map(this::label).toArray();
  }

  byte[] pixels() {
    return pixels;
  }

  /// Where a pixel's first channel lies in [#pixels].
  int at(int image, int row, int column) {
    return (((from + image) * height + row) * width + column) * channels;
  }
}
