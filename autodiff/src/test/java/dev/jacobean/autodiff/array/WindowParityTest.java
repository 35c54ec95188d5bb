package dev.jacobean.autodiff.array;

import static dev.jacobean.autodiff.array.Samples.assertSame;
import static dev.jacobean.autodiff.array.Samples.view;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Pooling of the vector backend against the reference backend.
@Tag("widths")
class WindowParityTest {
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
