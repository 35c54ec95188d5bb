package dev.jacobean.autodiff.array;

import static dev.jacobean.autodiff.array.Samples.assertSame;
import static dev.jacobean.autodiff.array.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Convolutions of the vector backend and their adjoints against the reference backend.
@Tag("widths")
class ConvolutionParityTest {
  private final int threads = Parallel.threads();

  @AfterEach
  void restoreThreads() {
    Parallel.setThreads(threads);
  }

  /// One convolution: images and kernel, and a cotangent.
  private record Case(String what, Window window, Array x, Array k, Array c) {
    static Case of(String what, Samples.Source source, Backend backend, Random random, Window window,
        int[] images, int out) {
      Array x = view(source, backend, random, images);
      Array k = view(source, backend, random, window.height(), window.width(), images[3], out);
      Array c = view(source, backend, random, window.out(x.shape(), out).sizes());
      return new Case(what + ": " + x.shape() + " by " + k.shape() + ", " + window, window, x, k, c);
    }

    Case on(Backend backend) {
      return new Case(what, window, x.on(backend), k.on(backend), c.on(backend));
    }

    /// The same numbers for the plain loops in F64.
    Case exact() {
      return new Case(what, window, exact(x), exact(k), exact(c));
    }

    private static Array exact(Array a) {
      return Backends.reference(DType.F64).of(a.shape(), a.toDoubles());
    }

    Case sizes() {
      return new Case(what, window, x.map(Unary.ABS), k.map(Unary.ABS), c.map(Unary.ABS));
    }

    /// Whether it may go Winograd's way, which rounds even whole numbers.
    boolean isTransformed() {
      return window.height() == 3 && window.width() == 3 && window.stride() == 1
          && k.shape().at(2) >= 16 && k.shape().at(3) >= 16;
    }

    List<Array> results() {
      return List.of(x.convolve(k, window), c.convolveImages(k, window, x.shape()), x.convolveKernel(c, window));
    }
  }

  private static final List<String> PASSES = List.of("forward", "images", "kernel");

  private static Case small(Samples.Source source, Backend backend, int seed) {
    Random random = new Random(seed);
    int height = 1 + random.nextInt(5);
    int width = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : height;
    Window window = new Window(height, width, 1 + random.nextInt(3), random.nextInt(Math.min(Math.min(height, width), 4)));
    int[] images = {
      random.nextInt(5),
      Math.max(height - 2 * window.padding(), 0) + random.nextInt(7),
      Math.max(width - 2 * window.padding(), 0) + random.nextInt(7),
      random.nextInt(12)
    };
    return Case.of("seed " + seed, source, backend, random, window, images, random.nextInt(12));
  }

  /// Whole numbers are exact in any order of the sums, so every bit must agree.
  @ParameterizedTest
  @EnumSource
  void randomConvolutionsAgree(DType dtype) {
    for (int seed = 0; seed < 2000; seed++) {
      compare(small(Samples::whole, Backends.reference(dtype), seed), dtype);
    }
  }

  /// Channels around one and two vectors, tiles with rows to spare, several tasks and blocks, every way to compute.
  @ParameterizedTest
  @EnumSource
  void convolutionsOfManyChannelsAgree(DType dtype) {
    int[] channels = {3, 8, 10, 15, 16, 17, 24, 31, 32, 33, 47, 64, 65};
    for (int seed = 0; seed < 120; seed++) {
      Random random = new Random(seed);
      Window window = switch (random.nextInt(6)) {
        case 0 -> new Window(1, 1, 1 + random.nextInt(2), 0);
        case 1 -> new Window(3, 3, 2, 1);
        case 2 -> new Window(5, 5, 1, random.nextInt(3));
        default -> new Window(3, 3, 1, random.nextInt(3));
      };
      int[] images = {1 + random.nextInt(5), 5 + random.nextInt(6), 5 + random.nextInt(6),
          channels[random.nextInt(channels.length)]};
      compare(Case.of("seed " + seed, Samples::whole, Backends.reference(dtype), random, window, images,
          channels[random.nextInt(channels.length)]), dtype);
    }
  }

  /// Few channels on one side, whole vectors on the other, as in a first layer: in one block of images and in several,
  /// also with numbers that are not finite.
  @ParameterizedTest
  @EnumSource
  void convolutionsOfFewChannelsAgree(DType dtype) {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int height = 1 + random.nextInt(5);
      int width = 1 + random.nextInt(5);
      Window window = new Window(height, width, 1 + random.nextInt(3), random.nextInt(Math.min(Math.min(height, width), 3)));
      boolean blocks = seed % 20 == 0;
      int[] images = {1 + random.nextInt(9), (blocks ? 40 : 5) + random.nextInt(6), (blocks ? 35 : 5) + random.nextInt(9),
          1 + random.nextInt(12)};
      int out = 8 * (1 + random.nextInt(10));
      compare(Case.of("seed " + seed, Samples::whole, Backends.reference(dtype), random, window, images, out), dtype);
      if (!blocks) {
        compareKinds(Case.of("seed " + seed, ConvolutionParityTest::sick, Backends.reference(dtype), random, window,
            images, out), dtype);
      }
    }
  }

  private static void compare(Case some, DType dtype) {
    List<Array> expected = some.results();
    List<Array> actual = some.on(Backends.vector(dtype)).results();
    for (int pass = 0; pass < 3; pass++) {
      String what = PASSES.get(pass) + " of " + some.what;
      if (some.isTransformed()) {
        assertThat(error(actual.get(pass), expected.get(pass))).as(what).isLessThan(tolerance(dtype));
      } else {
        assertSame(actual.get(pass), expected.get(pass), what);
      }
    }
  }

  /// Winograd's transforms divide by 13: their errors must stay below 1e-5 of the largest result (F32); in F64 as many
  /// units in the last place.
  private static double tolerance(DType dtype) {
    return dtype == DType.F32 ? 1e-5 : 1e-5 * 0x1p-29;
  }

  /// The largest difference of finite numbers over the largest such number.
  private static double error(Array actual, Array expected) {
    double[] a = actual.toDoubles();
    double[] e = expected.toDoubles();
    double largest = Double.MIN_NORMAL;
    double error = 0;
    for (int i = 0; i < e.length; i++) {
      if (Double.isFinite(e[i])) {
        largest = Math.max(largest, Math.abs(e[i]));
        error = Math.max(error, Math.abs(a[i] - e[i]));
      }
    }
    return error / largest;
  }

  /// A result of the fast ways is a number, infinite or NaN exactly where the plain way's is: a tap outside the image
  /// is left out even if the kernel's number there is infinite, and a transformed tile spreads no NaN over its pixels.
  @ParameterizedTest
  @EnumSource
  void notANumberStaysWhereItBelongs(DType dtype) {
    for (int seed = 0; seed < 300; seed++) {
      compareKinds(small(ConvolutionParityTest::sick, Backends.reference(dtype), seed), dtype);
    }
    for (int seed = 0; seed < 20; seed++) {
      compareKinds(Case.of("seed " + seed, ConvolutionParityTest::sick, Backends.reference(dtype), new Random(seed),
          new Window(3, 3, 1, 1), new int[] {2, 8, 7, 32 + seed}, 64), dtype);
    }
  }

  /// Whole numbers, rarely an infinite one or none.
  static Array sick(Backend backend, Random random, int... sizes) {
    Shape shape = Shape.of(sizes);
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(17) - 8;
    }
    for (int some = random.nextInt(3); some > 0 && values.length > 0; some--) {
      values[random.nextInt(values.length)] = new double[] {Double.NaN, Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY, -0.0, Float.MIN_VALUE, Double.MIN_VALUE}[random.nextInt(6)];
    }
    return backend.of(shape, values);
  }

  private static void compareKinds(Case some, DType dtype) {
    List<Array> expected = some.results();
    List<Array> actual = some.on(Backends.vector(dtype)).results();
    for (int pass = 0; pass < 3; pass++) {
      String what = PASSES.get(pass) + " of " + some.what;
      double[] e = expected.get(pass).toDoubles();
      double[] a = actual.get(pass).toDoubles();
      for (int i = 0; i < e.length; i++) {
        if (Double.isFinite(e[i]) ? !Double.isFinite(a[i]) : Double.compare(a[i], e[i]) != 0) {
          fail("%s: element %d is %s, must be %s", what, i, a[i], e[i]);
        }
      }
      assertThat(error(actual.get(pass), expected.get(pass))).as(what).isLessThan(tolerance(dtype));
    }
  }

  /// Numbers that round, among them denormal ones. A chain of n products and sums is off by at most about n roundings
  /// of the sum of the products' sizes; the plain loops' chain in F64 by as many; underflow adds a denormal for each.
  @ParameterizedTest
  @EnumSource
  void roundedConvolutionsAreClose(DType dtype) {
    double unit = dtype == DType.F32 ? 0x1p-24 : 0x1p-53;
    double least = dtype == DType.F32 ? Float.MIN_VALUE : Double.MIN_VALUE;
    for (int seed = 0; seed < 300; seed++) {
      Case some = small(seed % 2 == 0 ? Samples::normal : ConvolutionParityTest::tiny, Backends.reference(dtype), seed);
      int[] terms = {
        some.k.shape().size() / Math.max(some.k.shape().at(3), 1),
        some.k.shape().size() / Math.max(some.k.shape().at(2), 1),
        some.c.shape().size() / Math.max(some.c.shape().at(3), 1)
      };
      List<Array> actual = some.on(Backends.vector(dtype)).results();
      List<Array> expected = some.exact().results();
      List<Array> sizes = some.sizes().exact().results();
      for (int pass = 0; pass < 3; pass++) {
        double[] a = actual.get(pass).toDoubles();
        double[] e = expected.get(pass).toDoubles();
        double[] s = sizes.get(pass).toDoubles();
        for (int i = 0; i < e.length; i++) {
          double bound = 2 * (terms[pass] + 1) * (unit * s[i] + least);
          assertThat(a[i]).as("%s of %s: element %s", PASSES.get(pass), some.what, i).isCloseTo(e[i], within(bound));
        }
      }
    }
  }

  /// Numbers around the least normal one.
  private static Array tiny(Backend backend, Random random, int... sizes) {
    Shape shape = Shape.of(sizes);
    double least = backend.dtype() == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    return backend.of(shape, random.doubles(shape.size(), -4, 4).map(v -> Math.abs(v) < 2 ? v * least : v).toArray());
  }

  /// The layers of VGG-11 that learns CIFAR-10, whichever way they are computed.
  @ParameterizedTest
  @EnumSource
  void layersOfTheNetworkAreClose(DType dtype, TestReporter reporter) {
    int[][] layers = {
      {3, 32, 64}, {64, 16, 128}, {128, 8, 256}, {256, 8, 256}, {256, 4, 512}, {512, 4, 512}, {512, 2, 512}
    };
    for (int[] layer : layers) {
      Case some = Case.of("layer", Samples::normal, Backends.reference(dtype), new Random(layer[0]),
          new Window(3, 3, 1, 1), new int[] {1, layer[1], layer[1], layer[0]}, layer[2]);
      List<Array> actual = some.on(Backends.vector(dtype)).results();
      List<Array> expected = some.exact().results();
      for (int pass = 0; pass < 3; pass++) {
        double error = error(actual.get(pass), expected.get(pass));
        reporter.publishEntry("%s, %s of %s".formatted(dtype, PASSES.get(pass), some.what),
            "largest error %.1e of the largest number".formatted(error));
        assertThat(error).as(some.what).isLessThan(tolerance(dtype));
      }
    }
  }

  /// The number of threads changes no bit.
  @ParameterizedTest
  @EnumSource
  void anyNumberOfThreadsGivesTheSameBits(DType dtype) {
    Backend vector = Backends.vector(dtype);
    int[][] shapes = {{13, 16, 16, 16, 32}, {9, 9, 7, 33, 70}, {40, 4, 4, 64, 64}, {33, 2, 2, 64, 64}, {5, 32, 32, 3, 16}};
    for (int[] shape : shapes) {
      for (Window window : List.of(new Window(3, 3, 1, 1), new Window(3, 3, 2, 1), new Window(1, 1, 1, 0))) {
        Case some = Case.of("threads", Samples::normal, vector, new Random(5), window,
            new int[] {shape[0], shape[1], shape[2], shape[3]}, shape[4]);
        Parallel.setThreads(1);
        List<Array> expected = some.results();
        for (int many : new int[] {2, 3, 7}) {
          Parallel.setThreads(many);
          List<Array> actual = some.results();
          for (int pass = 0; pass < 3; pass++) {
            assertSame(actual.get(pass), expected.get(pass), PASSES.get(pass) + " on " + many + " " + some.what);
          }
        }
      }
    }
  }
}
