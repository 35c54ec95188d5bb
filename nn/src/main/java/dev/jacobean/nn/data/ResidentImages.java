package dev.jacobean.nn.data;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Images that lie, normalised, where batches are made: to pick and move some is to gather their pixels in another order.
/// So the numbers of pixels are all that travels, and every backend can do it.
final class ResidentImages implements Examples {
  /// Images that are carried over at once.
  private static final int SHARE = 1024;

  private final Images images;
  private final Augmentation augmentation;

  /// `[images·height·width + 1, channels]`; the last pixel is what lies outside of an image.
  private final Tensor pixels;

  ResidentImages(Images images, Backend backend, Normalisation normalisation, Augmentation augmentation) {
    this.images = images;
    this.augmentation = augmentation;
    Examples carried = new ImageExamples(images, backend, normalisation, Augmentation.NONE);
    List<Tensor> parts = new ArrayList<>();
    for (int from = 0; from < images.size(); from += SHARE) {
      int[] numbers = IntStream.range(from, Math.min(from + SHARE, images.size())).toArray();
      parts.add(carried.pick(new SplittableRandom(0), numbers).inputs().reshape(-1, images.channels()));
    }
    parts.add(Tensor.zeros(backend, 1, images.channels()));
    this.pixels = Tensor.concatenate(0, parts.toArray(Tensor[]::new));
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public Batch pick(RandomGenerator generator, int... numbers) {
    Shape shape = Shape.of(numbers.length, images.height(), images.width(), images.channels());
    int[] places = new int[numbers.length * images.height() * images.width()];
    int at = 0;
    for (int image : numbers) {
      Move move = Move.next(augmentation, generator);
      for (int row = 0; row < images.height(); row++) {
        for (int column = 0; column < images.width(); column++) {
          places[at++] = place(image, move.row(row), move.column(column, images.width()));
        }
      }
    }
    return new Batch(pixels.gather(0, places).reshape(shape.sizes()), images.labels(numbers));
  }

  private int place(int image, int row, int column) {
    boolean inside = row >= 0 && row < images.height() && column >= 0 && column < images.width();
    return inside ? (image * images.height() + row) * images.width() + column : images.size() * images.height() * images.width();
  }
}
