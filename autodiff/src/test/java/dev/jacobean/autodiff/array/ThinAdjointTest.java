package dev.jacobean.autodiff.array;

import static dev.jacobean.autodiff.array.Samples.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The adjoint of a convolution in thin images against the plain loops, also where it would not be chosen.
@Tag("widths")
class ThinAdjointTest {
  private static final Kernels SINGLE = new FloatKernels();
  private static final Kernels DOUBLE = new DoubleKernels();

  private final int threads = Parallel.threads();

  @AfterEach
  void restoreThreads() {
    Parallel.setThreads(threads);
  }

  /// A cotangent and a kernel that lie somewhere in their storage, row-major, and the images that are asked for.
  private record Case(String what, Window window, Shape images, Array c, Array k) {
    static Case of(String what, Samples.Source source, DType dtype, Random random, Window window, Shape images,
        int out) {
      Backend backend = Backends.vector(dtype);
      int[] c = window.out(images, out).sizes();
      c[0] += 2;
      Array k = source.make(backend, random, window.height() + 1, window.width(), images.at(3), out)
          .slice(0, 1, window.height() + 1, 1);
      return new Case("%s: %s by %s, %s".formatted(what, images, k.shape(), window), window, images,
          source.make(backend, random, c).slice(0, 1, c[0] - 1, 1), k);
    }

    Array expected() {
      Backend plain = Backends.reference(c.backend().dtype());
      return plain.convolveImages(c.on(plain), k.on(plain), window, images);
    }

    Array actual() {
      VectorBackend backend = (VectorBackend) c.backend();
      Kernels kernels = kernels(backend.dtype());
      Object x = kernels.allocate(images.size());
      if (x instanceof float[] floats) {
        Arrays.fill(floats, Float.NaN);
      } else {
        Arrays.fill((double[]) x, Double.NaN);
      }
      thin(backend.dtype()).run(c, k, window, images, x);
      return Array.of(backend, images, x);
    }
  }

  private static Kernels kernels(DType dtype) {
    return dtype == DType.F32 ? SINGLE : DOUBLE;
  }

  private static int lanes(DType dtype) {
    return kernels(dtype).lanes();
  }

  private static ThinAdjoint thin(DType dtype) {
    return new ThinAdjoint(kernels(dtype), lanes(dtype) * dtype.bytes() * Byte.SIZE);
  }

  private static Case small(Samples.Source source, DType dtype, int seed) {
    Random random = new Random(seed);
    int[] taps = {1, 2, 3, 3, 5};
    int height = taps[random.nextInt(taps.length)];
    int width = random.nextInt(3) == 0 ? taps[random.nextInt(taps.length)] : height;
    Window window = new Window(height, width, 1, random.nextInt(Math.min(Math.min(height, width), 3)));
    int lanes = lanes(dtype);
    int[] some = {1, 2, 3, 5, 7, lanes - 1, lanes, lanes + 1, 2 * lanes - 1, 2 * lanes, 2 * lanes + 1};
    int columns = some[random.nextInt(some.length)];
    Shape images = Shape.of(1 + random.nextInt(3),
        Math.max(height - 2 * window.padding(), 1) + random.nextInt(9),
        Math.max(columns + width - 1 - 2 * window.padding(), 1),
        random.nextInt(8) == 0 ? some[random.nextInt(some.length)] : 1 + random.nextInt(5));
    int out = random.nextInt(20) == 0 ? 0 : some[random.nextInt(some.length)];
    return Case.of("seed " + seed, source, dtype, random, window, images, out);
  }

  /// Whole numbers are exact in any order of the sums, so every bit must agree.
  @ParameterizedTest
  @EnumSource
  void agreesWithThePlainLoops(DType dtype) {
    for (int seed = 0; seed < 1500; seed++) {
      Case some = small(Samples::whole, dtype, seed);
      assertSame(some.actual(), some.expected(), some.what);
    }
  }

  /// Images of several tasks each: what lies on either side of a border between them gets products from both.
  @ParameterizedTest
  @EnumSource
  void imagesOfSeveralTasksAgree(DType dtype) {
    int[][] shapes = {
      {2, 9, 700, 2, 1, 0, 3}, {1, 40, 700, 3, 3, 1, 5}, {2, 45, 300, 1, 5, 2, 2}, {1, 130, 40, 4, 3, 0, 9}
    };
    for (int[] s : shapes) {
      Case some = Case.of("tall", Samples::whole, dtype, new Random(3), new Window(s[4], s[4], 1, s[5]),
          Shape.of(s[0], s[1], s[2], s[3]), s[6]);
      assertSame(some.actual(), some.expected(), some.what);
    }
  }

  /// A result is a number, infinite or NaN exactly where the plain way's is: a tap outside the image leaves no trace in
  /// it even if the kernel's number there is infinite.
  @ParameterizedTest
  @EnumSource
  void notANumberStaysWhereItBelongs(DType dtype) {
    for (int seed = 0; seed < 1500; seed++) {
      Case some = small(ConvolutionParityTest::sick, dtype, seed);
      double[] e = some.expected().toDoubles();
      double[] a = some.actual().toDoubles();
      for (int i = 0; i < e.length; i++) {
        // Finite numbers are whole, but for denormal ones that are lost beside them or alone.
        boolean same = Double.isFinite(e[i]) ? Math.abs(a[i] - e[i]) <= 1e-30 : Double.compare(a[i], e[i]) == 0;
        if (!same) {
          fail("%s: element %d is %s, must be %s", some.what, i, a[i], e[i]);
        }
      }
    }
  }

  /// The number of threads changes no bit, and neither do the other images of a batch.
  @ParameterizedTest
  @EnumSource
  void anyNumberOfThreadsGivesTheSameBits(DType dtype) {
    int[][] shapes = {{7, 32, 32, 3, 3, 1, 64}, {1, 60, 200, 3, 3, 1, 16}, {5, 28, 28, 1, 5, 0, 16}};
    for (int[] s : shapes) {
      Case some = Case.of("threads", Samples::normal, dtype, new Random(5), new Window(s[4], s[4], 1, s[5]),
          Shape.of(s[0], s[1], s[2], s[3]), s[6]);
      Parallel.setThreads(1);
      Array expected = some.actual();
      for (int many : new int[] {2, 3, 7}) {
        Parallel.setThreads(many);
        assertSame(some.actual(), expected, many + " " + some.what);
      }
      int last = s[0] - 1;
      Array c = some.c.slice(0, last, s[0], 1);
      Case alone = new Case(some.what, some.window, Shape.of(1, s[1], s[2], s[3]), c, some.k);
      assertSame(alone.actual(), expected.slice(0, last, s[0], 1), "the last image alone, " + some.what);
    }
  }

  /// It is meant for the first layer of a network, with colours or without, but not for the others.
  @ParameterizedTest
  @EnumSource
  void isChosenForFewChannels(DType dtype) {
    Window three = new Window(3, 3, 1, 1);
    assertThat(pays(dtype, three, Shape.of(128, 32, 32, 1), 64)).isTrue();
    assertThat(pays(dtype, three, Shape.of(128, 32, 32, 3), 64)).isEqualTo(lanes(dtype) > 2);
    assertThat(pays(dtype, new Window(3, 3, 2, 1), Shape.of(128, 32, 32, 3), 64)).isFalse();
    assertThat(pays(dtype, three, Shape.of(128, 32, 32, 16), 64)).isFalse();
    assertThat(pays(dtype, three, Shape.of(128, 32, 32, 3), 0)).isFalse();
  }

  private static boolean pays(DType dtype, Window window, Shape images, int out) {
    return thin(dtype).pays(window.out(images, out), window, images);
  }
}
