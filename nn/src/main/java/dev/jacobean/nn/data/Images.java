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

  /// {@return how many images there are}
  public int size() {
    return size;
  }

  /// {@return how many rows an image has}
  public int height() {
    return height;
  }

  /// {@return how many columns an image has}
  public int width() {
    return width;
  }

  /// {@return how many channels a pixel has: 3 for red, green, blue; 1 for grey}
  public int channels() {
    return channels;
  }

  /// {@return the class of an image}
  /// @param image from 0 to [#size] − 1
  public int label(int image) {
    return labels[from + image];
  }

  /// {@return a pixel's value in a channel, 0 to 255}
  /// @param image from 0 to [#size] − 1
  /// @param row from the top
  /// @param column from the left
  /// @param channel from 0: red, green, blue
  public int pixel(int image, int row, int column, int channel) {
    return pixels[at(image, row, column) + channel] & 0xff;
  }

  /// {@return images `from` to `to` − 1, without copying}
  /// @param from the first image taken
  /// @param to the first beyond the slice
  /// @throws IllegalArgumentException unless `0 ≤ from ≤ to ≤ size`
  public Images slice(int from, int to) {
    if (from < 0 || to < from || to > size) {
      throw new IllegalArgumentException(
          "slice: from is %d, to is %d, there are %d images; must be 0 ≤ from ≤ to ≤ images".formatted(from, to, size));
    }
    return new Images(height, width, channels, pixels, labels, this.from + from, to - from);
  }

  /// {@return the first `count` images}
  /// @param count at most [#size]
  public Images first(int count) {
    return slice(0, count);
  }

  /// {@return these as examples for training, with normalised pixels}
  /// @param backend where batches are made
  /// @param normalisation with as many channels as the images
  public Examples examples(Backend backend, Normalisation normalisation) {
    return examples(backend, normalisation, Augmentation.NONE);
  }

  /// {@return these as examples for training, with normalised pixels, moved anew each time they are picked}
  /// @param backend where batches are made
  /// @param normalisation with as many channels as the images
  /// @param augmentation how they are moved
  public Examples examples(Backend backend, Normalisation normalisation, Augmentation augmentation) {
    return new ImageExamples(this, backend, normalisation, augmentation);
  }

  /// {@return the same batches as [#examples(Backend, Normalisation, Augmentation)] gives, bit for bit, from pixels that lie on the
  /// backend} For a device, to which only the numbers of the picked pixels then travel. Takes the memory of all images at once,
  /// and twice that while it is made.
  ///
  /// @param backend where the images lie and batches are made
  /// @param normalisation with as many channels as the images
  /// @param augmentation how they are moved
  public Examples resident(Backend backend, Normalisation normalisation, Augmentation augmentation) {
    return new ResidentImages(this, backend, normalisation, augmentation);
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
