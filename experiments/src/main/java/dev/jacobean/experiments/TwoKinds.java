package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Points of two kinds, half and half: labels are −1 and 1, `[n, 1]`, and points are rows.
///
/// @param x     points to learn from
/// @param y     their labels
/// @param testX other points
/// @param testY their labels
record TwoKinds(Tensor x, Tensor y, Tensor testX, Tensor testY) {
  /// Numbers of an image that ships with this program.
  static final int PIXELS = SmallImages.SIDE * SmallImages.SIDE * 3;

  /// Images of CIFAR-10 at half their width and height, drawn without replacement from those that ship: animals (1)
  /// and vehicles (−1).
  ///
  /// @param train how many of both kinds together to learn from, even; `test` likewise
  static TwoKinds shipped(Backend backend, RandomGenerator random, int train, int test) {
    SmallImages images = SmallImages.shipped();
    int[] chosen = chosen(images.trainLabels(SmallImages.TRAIN), random, train);
    int[] other = chosen(images.testLabels(SmallImages.TEST), random, test);
    return new TwoKinds(
        images.train(backend, SmallImages.TRAIN).gather(0, chosen).reshape(train, PIXELS), halves(backend, train),
        images.test(backend, SmallImages.TEST).gather(0, other).reshape(test, PIXELS), halves(backend, test));
  }

  /// Numbers of images, a half of the kind 1 and then a half of the kind −1.
  private static int[] chosen(int[] classes, RandomGenerator random, int count) {
    int[] order = IntStream.range(0, classes.length).toArray();
    for (int i = order.length - 1; i > 0; i--) { // R. Fisher and F. Yates, 1938
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return IntStream.concat(Arrays.stream(order).filter(i -> isAnimal(classes[i])).limit(count / 2),
        Arrays.stream(order).filter(i -> !isAnimal(classes[i])).limit(count - count / 2)).toArray();
  }

  /// Classes 2 to 7 are bird, cat, deer, dog, frog and horse; the others aeroplane, car, ship and lorry.
  private static boolean isAnimal(int kind) {
    return kind >= 2 && kind <= 7;
  }

  private static Tensor halves(Backend backend, int count) {
    double[] labels = new double[count];
    Arrays.setAll(labels, i -> i < count / 2 ? 1 : -1);
    return Tensor.of(backend, Shape.of(count, 1), labels);
  }
}
