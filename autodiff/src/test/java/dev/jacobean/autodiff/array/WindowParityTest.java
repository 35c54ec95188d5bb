package dev.jacobean.autodiff.array;

import static dev.jacobean.autodiff.array.Samples.assertSame;
import static dev.jacobean.autodiff.array.Samples.view;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Convolutions and pooling of the vector backend against the reference backend.
@Tag("widths")
class WindowParityTest {
  @ParameterizedTest
  @EnumSource
  void randomConvolutionsAgree(DType dtype) {
    for (int seed = 0; seed < 1100; seed++) {
      Random random = new Random(seed);
      Window window = window(random);
      int[] images = images(random, window);
      check(dtype, random, "seed " + seed, window, images, 1 + random.nextInt(7));
    }
  }

  @ParameterizedTest
  @EnumSource
  void largeConvolutionsAgree(DType dtype) {
    check(dtype, new Random(1), "3 x 3", new Window(3, 3, 1, 1), new int[] {40, 8, 8, 16}, 24);
    check(dtype, new Random(2), "1 x 1", new Window(1, 1, 1, 0), new int[] {3, 17, 19, 33}, 35);
    check(dtype, new Random(3), "5 x 5", new Window(5, 5, 2, 2), new int[] {2, 32, 32, 3}, 17);
  }

  /// Whole numbers, so that both are exact whatever the order.
  private static void check(DType dtype, Random random, String what, Window window, int[] images, int out) {
    Backend reference = Backends.reference(dtype);
    Backend vector = Backends.vector(dtype);
    Array x = view(Samples::whole, reference, random, images);
    Array k = view(Samples::whole, reference, random, window.height(), window.width(), images[3], out);
    Array y = x.convolve(k, window);
    String full = what + ": " + x.shape() + " by " + k.shape() + ", " + window;
    assertSame(x.on(vector).convolve(k.on(vector), window), y, full);
    Array c = view(Samples::whole, reference, random, y.shape().sizes());
    assertSame(c.on(vector).convolveImages(k.on(vector), window, x.shape()),
        c.convolveImages(k, window, x.shape()), full);
    assertSame(x.on(vector).convolveKernel(c.on(vector), window), x.convolveKernel(c, window), full);
  }

  @ParameterizedTest
  @EnumSource
  void randomPoolingAgrees(DType dtype) {
    Backend reference = Backends.reference(dtype);
    Backend vector = Backends.vector(dtype);
    for (int seed = 0; seed < 600; seed++) {
      Random random = new Random(seed);
      Window window = window(random);
      int[] images = images(random, window);
      String what = "seed " + seed + ", " + window;
      Array x = view(Samples::wild, reference, random, images);
      Array places = x.poolPlaces(window);
      assertSame(x.on(vector).poolPlaces(window), places, what);
      assertSame(x.on(vector).pickPlaces(places.on(vector), window), x.pickPlaces(places, window), what);
      Array c = view(Samples::whole, reference, random, places.shape().sizes());
      assertSame(c.on(vector).putPlaces(places.on(vector), window, x.shape()),
          c.putPlaces(places, window, x.shape()), what);
      assertSame(c.on(vector).unpoolSum(window, x.shape()), c.unpoolSum(window, x.shape()), what);
      Array w = view(Samples::whole, reference, random, images);
      assertSame(w.on(vector).poolSum(window), w.poolSum(window), what);
    }
  }

  private static Window window(Random random) {
    int height = 1 + random.nextInt(4);
    int width = 1 + random.nextInt(4);
    return new Window(height, width, 1 + random.nextInt(3), random.nextInt(Math.min(height, width)));
  }

  private static int[] images(Random random, Window window) {
    return new int[] {
      random.nextInt(4),
      Math.max(window.height() - 2 * window.padding(), 0) + random.nextInt(7),
      Math.max(window.width() - 2 * window.padding(), 0) + random.nextInt(7),
      random.nextInt(8)
    };
  }
}
