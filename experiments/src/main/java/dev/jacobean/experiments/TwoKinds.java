package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.nn.Curvature;
import dev.jacobean.nn.Eigenpair;
import dev.jacobean.nn.data.DataFolder;
import dev.jacobean.nn.data.Images;
import dev.jacobean.nn.data.Mnist;
import java.util.Arrays;
import java.util.List;
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

  /// Standard normal points; those whose first coordinate is farther from 0 than the median are of the kind 1. The
  /// other coordinates say nothing (the stripes of Paccolat et al., 2021).
  static TwoKinds stripes(Backend backend, RandomGenerator random, int inputs, int train, int test) {
    Tensor x = Tensor.normal(backend, random, train, inputs);
    Tensor testX = Tensor.normal(backend, random, test, inputs);
    return new TwoKinds(x, stripe(x), testX, stripe(testX));
  }

  private static Tensor stripe(Tensor x) {
    double median = 0.6744897501960817; // of |x|
    return x.slice(1, 0, 1).abs().minus(median).sign();
  }

  /// The first principal components of handwritten digits, each of variance 1 over the first 10,000; even digits are of
  /// the kind 1.
  static TwoKinds parity(Backend backend, RandomGenerator random, DataFolder folder, int inputs, int train, int test) {
    Images images = Mnist.train(folder);
    Images others = Mnist.test(folder);
    Tensor many = pixels(backend, images, IntStream.range(0, 10_000).toArray());
    Tensor mean = many.mean(0);
    Tensor moved = many.minus(mean);
    // The covariance is the Hessian of half the variance along a direction.
    List<Eigenpair<Tensor>> largest = Curvature.gaussNewton(
        v -> moved.matmul(v.insertAxis(1)), y -> y.square().mean().times(0.5),
        Tensor.zeros(backend, many.shape().size(1))).largest(inputs, Seeds.stream(0, 0, "components"));
    Tensor components = Tensor.stack(1, largest.stream().map(pair -> pair.vector().times(1 / Math.sqrt(pair.value())))
        .toArray(Tensor[]::new));
    int[] chosen = Arrays.copyOf(shuffled(images.size(), random), train);
    int[] other = Arrays.copyOf(shuffled(others.size(), random), test);
    return new TwoKinds(pixels(backend, images, chosen).minus(mean).matmul(components), even(backend, images, chosen),
        pixels(backend, others, other).minus(mean).matmul(components), even(backend, others, other));
  }

  private static Tensor pixels(Backend backend, Images images, int... chosen) {
    int side = images.height();
    double[] values = new double[chosen.length * side * side];
    for (int i = 0; i < values.length; i++) {
      int place = i % (side * side);
      values[i] = images.pixel(chosen[i / (side * side)], place / side, place % side, 0) / 255.0;
    }
    return Tensor.of(backend, Shape.of(chosen.length, side * side), values);
  }

  private static Tensor even(Backend backend, Images images, int... chosen) {
    double[] labels = Arrays.stream(chosen).mapToDouble(i -> images.label(i) % 2 == 0 ? 1 : -1).toArray();
    return Tensor.of(backend, Shape.of(chosen.length, 1), labels);
  }

  /// Numbers of images, a half of the kind 1 and then a half of the kind −1.
  private static int[] chosen(int[] classes, RandomGenerator random, int count) {
    int[] order = shuffled(classes.length, random);
    return IntStream.concat(Arrays.stream(order).filter(i -> isAnimal(classes[i])).limit(count / 2),
        Arrays.stream(order).filter(i -> !isAnimal(classes[i])).limit(count - count / 2)).toArray();
  }

  /// The numbers from 0 to count − 1 in random order (R. Fisher and F. Yates, 1938).
  private static int[] shuffled(int count, RandomGenerator random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
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
