package dev.jacobean.nn.data;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import java.util.random.RandomGenerator;

/// Images whose pixels become numbers when they are picked.
final class ImageExamples implements Examples {
  private final Images images;
  private final Backend backend;
  private final Augmentation augmentation;
  private final double[][] table;

  ImageExamples(Images images, Backend backend, Normalisation normalisation, Augmentation augmentation) {
    if (normalisation.mean().size() != images.channels()) {
      throw new IllegalArgumentException("normalisation: is for %d channels, images have %d; must be equal"
          .formatted(normalisation.mean().size(), images.channels()));
    }
    this.images = images;
    this.backend = backend;
    this.augmentation = augmentation;
    this.table = normalisation.table();
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public Batch pick(RandomGenerator generator, int... numbers) {
    int pad = augmentation.padding();
    Shape shape = Shape.of(numbers.length, images.height(), images.width(), images.channels());
    double[] values = new double[shape.size()];
    for (int i = 0; i < numbers.length; i++) {
      int down = pad == 0 ? 0 : generator.nextInt(2 * pad + 1) - pad;
      int right = pad == 0 ? 0 : generator.nextInt(2 * pad + 1) - pad;
      boolean flip = augmentation.flip() && generator.nextBoolean();
      copy(numbers[i], down, right, flip, values, i * (shape.size() / numbers.length));
    }
    return new Batch(Tensor.of(backend, shape, values), images.labels(numbers));
  }

  /// One image, its upper left corner at (`down`, `right`) of the source; what lies outside stays 0.
  private void copy(int image, int down, int right, boolean flip, double[] to, int start) {
    int channels = images.channels();
    byte[] pixels = images.pixels();
    int at = start;
    for (int row = down; row < down + images.height(); row++) {
      for (int column = 0; column < images.width(); column++, at += channels) {
        int source = right + (flip ? images.width() - 1 - column : column);
        if (row >= 0 && row < images.height() && source >= 0 && source < images.width()) {
          int pixel = images.at(image, row, source);
          for (int c = 0; c < channels; c++) {
            to[at + c] = table[c][pixels[pixel + c] & 0xff];
          }
        }
      }
    }
  }
}
