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
    Shape shape = Shape.of(numbers.length, images.height(), images.width(), images.channels());
    double[] values = new double[shape.size()];
    for (int i = 0; i < numbers.length; i++) {
      copy(numbers[i], Move.next(augmentation, generator), values, i * (shape.size() / numbers.length));
    }
    return new Batch(Tensor.of(backend, shape, values), images.labels(numbers));
  }

  /// One image, moved; what lies outside stays 0.
  private void copy(int image, Move move, double[] to, int start) {
    int channels = images.channels();
    byte[] pixels = images.pixels();
    int at = start;
    for (int seen = 0; seen < images.height(); seen++) {
      int row = move.row(seen);
      for (int column = 0; column < images.width(); column++, at += channels) {
        int source = move.column(column, images.width());
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
