package dev.jacobean.autodiff.array.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Binary;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Fold;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.autodiff.array.Unary;
import dev.jacobean.autodiff.array.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every operation of the cuda backend against plain loops, on arrays with any strides.
@Tag("gpu")
class CudaParityTest {
  /// These round once, so that both must give the same bits.
  private static final Set<Unary> EXACT = EnumSet.of(Unary.NEGATE, Unary.RECIPROCAL, Unary.SQUARE, Unary.SQRT,
      Unary.ABS, Unary.SIGN, Unary.FLOOR, Unary.RELU);

  /// The largest error that CUDA's manual states for a function used here is 4 units in the last place (`powf`); those
  /// that are put together of several err by their sum.
  private static final double ULPS = 8;

  /// The definition's own series is as far off where its argument nears 2.5 and e^(−x²) takes up the rounding of x².
  private static final double ERF_ULPS = 16;

  private static final double[] SPECIALS = {0, -0.0, 1, -1, Double.NaN, Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, 0.5, 2, 20, -20, 88.8, 104.1, 709.8, -745.2, 1e5, 1e30};

  private static final double[] ENDS = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN};

  @BeforeAll
  static void use() {
    StandIn.use();
  }

  // ---- samples

  private static Array wild(DType dtype, Random random, int... sizes) {
    return of(dtype, random, r -> r.nextInt(4) == 0 ? SPECIALS[r.nextInt(SPECIALS.length)] : r.nextGaussian() * 3, sizes);
  }

  /// Whole numbers, whose sums and products are exact in any order.
  private static Array whole(DType dtype, Random random, int... sizes) {
    return of(dtype, random, r -> (double) r.nextInt(-8, 9), sizes);
  }

  private static Array of(DType dtype, Random random, Function<Random, Double> number, int... sizes) {
    Shape shape = Shape.of(sizes);
    double[] values = new double[shape.size()];
    Arrays.setAll(values, i -> number.apply(random));
    return Backends.reference(dtype).of(shape, values);
  }

  private static int[] sizes(Random random, int rank, int largest) {
    return IntStream.range(0, rank).map(axis -> random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(largest)).toArray();
  }

  /// What may be done to an array so that it is no longer row-major: the same on either backend.
  private static Function<Array, Array> view(Random random, Shape shape) {
    int rank = shape.rank();
    List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    Collections.shuffle(order, random);
    int[] to = order.stream().mapToInt(Integer::intValue).toArray();
    int[] back = new int[rank];
    for (int i = 0; i < rank; i++) {
      back[to[i]] = i;
    }
    int[] tricks = IntStream.range(0, rank).map(axis -> random.nextInt(6)).toArray();
    return x -> {
      Array y = x.backend().copy(x.permute(to)).permute(back);
      for (int axis = 0; axis < rank; axis++) {
        int size = shape.size(axis);
        if (tricks[axis] == 0 && size > 0) {
          y = y.slice(axis, 0, 1, 1).expand(shape.with(axis, size));
        } else if (tricks[axis] == 1) {
          y = y.reverse(axis);
        } else if (tricks[axis] == 2) {
          y = Array.concatenate(axis, List.of(y, y)).slice(axis, 0, 2 * size, 2);
        }
      }
      return y;
    };
  }

  /// An array of plain loops, and the same view of the same numbers on the device.
  private record Twins(Array plain, Array device) {
    static Twins of(Random random, Array x) {
      Function<Array, Array> view = view(random, x.shape());
      return new Twins(view.apply(x), view.apply(x.to(Cuda.backend(x.backend().dtype()))));
    }
  }

  // ---- comparison

  private static void same(Array device, Array plain, Object what) {
    close(device, plain, 0, what);
  }

  private static void close(Array device, Array plain, double ulps, Object what) {
    assertThat(device.shape()).as("%s", what).isEqualTo(plain.shape());
    double[] a = device.toDoubles();
    double[] e = plain.toDoubles();
    boolean single = plain.backend().dtype() == DType.F32;
    for (int i = 0; i < a.length; i++) {
      double unit = single ? Math.ulp((float) e[i]) : Math.ulp(e[i]);
      boolean zeros = a[i] == 0 && e[i] == 0; // whose signs must agree
      boolean near = Double.compare(a[i], e[i]) == 0 || !zeros && Math.abs(a[i] - e[i]) <= ulps * unit;
      if (!near || Double.isInfinite(a[i]) != Double.isInfinite(e[i])) {
        fail("%s: element %d of %s is %s, must be %s", what, i, plain.shape(), a[i], e[i]);
      }
    }
  }

  // ---- elementwise

  @ParameterizedTest
  @EnumSource
  void functionsOfOneArgumentAgree(DType dtype) {
    for (Unary f : Unary.values()) {
      Random random = new Random(f.ordinal());
      for (int length : new int[] {0, 1, 31, 33, 300, 5000}) {
        Twins x = Twins.of(random, wild(dtype, random, length));
        double ulps = EXACT.contains(f) ? 0 : f == Unary.ERF ? ERF_ULPS : ULPS;
        close(x.device().map(f), x.plain().map(f), ulps, f + " of " + length);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void functionsOfTwoArgumentsAgree(DType dtype) {
    for (Binary f : Binary.values()) {
      for (int seed = 0; seed < 25; seed++) {
        Random random = new Random(seed);
        int[] sizes = sizes(random, random.nextInt(5), seed == 0 ? 40 : 7);
        Twins x = Twins.of(random, wild(dtype, random, sizes));
        Twins y = Twins.of(random, wild(dtype, random, sizes));
        close(x.device().zip(f, y.device()), x.plain().zip(f, y.plain()), f == Binary.POW ? ULPS : 0, f + ", seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void sumsWithAMultipleAndChoicesAgree(DType dtype) {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int[] sizes = sizes(random, random.nextInt(5), 7);
      Twins x = Twins.of(random, wild(dtype, random, sizes));
      Twins y = Twins.of(random, wild(dtype, random, sizes));
      Twins z = Twins.of(random, whole(dtype, random, sizes));
      same(x.device().addTimes(-0.3, y.device()), x.plain().addTimes(-0.3, y.plain()), "seed " + seed);
      Backend.Sums found = x.device().addTimesTwice(0.9, y.device(), -0.1, z.device());
      Backend.Sums right = x.plain().addTimesTwice(0.9, y.plain(), -0.1, z.plain());
      same(found.inner(), right.inner(), "inner, seed " + seed);
      same(found.outer(), right.outer(), "outer, seed " + seed);
      same(z.device().select(x.device(), y.device()), z.plain().select(x.plain(), y.plain()), "seed " + seed);
      same(x.device().gateOfSum(y.device(), z.device()), x.plain().gateOfSum(y.plain(), z.plain()), "seed " + seed);
      same(x.device().backend().copy(x.device()), x.plain(), "seed " + seed);
    }
  }

  /// Neighbouring numbers are taken in packs where a view begins at a whole one; results know nothing of it.
  @ParameterizedTest
  @EnumSource
  void viewsThatBeginAnywhereAgree(DType dtype) {
    Random random = new Random(5);
    Array x = wild(dtype, random, 1100);
    Array y = whole(dtype, random, 1100);
    Array dx = x.to(Cuda.backend(dtype));
    Array dy = y.to(Cuda.backend(dtype));
    for (int from = 0; from <= 5; from++) {
      for (int length : new int[] {1, 2, 3, 4, 5, 8, 1001}) {
        Function<Array, Array> part = part(from, length);
        Function<Array, Array> same = all -> all.slice(0, 7, 8, 1).expand(Shape.of(length));
        String what = length + " from " + from;
        same(part.apply(dx).map(Unary.RELU), part.apply(x).map(Unary.RELU), what);
        same(part.apply(dx).zip(Binary.ADD, dy.slice(0, 0, length, 1)), part.apply(x).zip(Binary.ADD, y.slice(0, 0, length, 1)), what);
        same(part.apply(dx).zip(Binary.SUBTRACT, same.apply(dy)), part.apply(x).zip(Binary.SUBTRACT, same.apply(y)), what);
        same(same.apply(dy).zip(Binary.DIVIDE, part.apply(dx)), same.apply(y).zip(Binary.DIVIDE, part.apply(x)), what);
        same(part.apply(dx).addTimes(0.3, same.apply(dy)), part.apply(x).addTimes(0.3, same.apply(y)), what);
        Backend.Sums found = part.apply(dx).addTimesTwice(0.9, part.apply(dy), -0.1, same.apply(dx));
        Backend.Sums right = part.apply(x).addTimesTwice(0.9, part.apply(y), -0.1, same.apply(x));
        same(found.inner(), right.inner(), "inner, " + what);
        same(found.outer(), right.outer(), "outer, " + what);
        same(part.apply(dy).select(part.apply(dx), same.apply(dy)), part.apply(y).select(part.apply(x), same.apply(y)), what);
        same(part.apply(dx).gateOfSum(same.apply(dy), part.apply(dy)),
            part.apply(x).gateOfSum(same.apply(y), part.apply(y)), what);
        same(dx.backend().copy(part.apply(dx)), part.apply(x), what);
      }
    }
  }

  private static Function<Array, Array> part(int from, int length) {
    return all -> all.slice(0, from, from + length, 1);
  }

  /// What stands for each row is read in packs again and again.
  @ParameterizedTest
  @EnumSource
  void rowsThatRepeatAgree(DType dtype) {
    Random random = new Random(7);
    for (int[] sizes : new int[][] {{5, 8}, {5, 6}, {1, 12}, {12, 1}, {3, 40}, {2, 3, 16}}) {
      Array x = wild(dtype, random, sizes);
      Array rows = wild(dtype, random, 2 + sizes[sizes.length - 1]);
      Array dx = x.to(Cuda.backend(dtype));
      Array dRows = rows.to(Cuda.backend(dtype));
      for (int from = 0; from <= 2; from++) {
        Function<Array, Array> row = part(from, sizes[sizes.length - 1]).andThen(y -> y.expand(x.shape()));
        String what = Arrays.toString(sizes) + ", a row from " + from;
        same(dx.zip(Binary.ADD_RELU, row.apply(dRows)), x.zip(Binary.ADD_RELU, row.apply(rows)), what);
        same(row.apply(dRows).gateOfSum(dx, dx), row.apply(rows).gateOfSum(x, x), what);
        same(dx.select(row.apply(dRows), dx.slice(0, 0, 1, 1).expand(x.shape())),
            x.select(row.apply(rows), x.slice(0, 0, 1, 1).expand(x.shape())), what);
      }
    }
  }

  /// Tiles that are whole and not, of one matrix and of many, from anywhere in a larger one, and into one.
  @ParameterizedTest
  @EnumSource
  void transposesAgree(DType dtype) {
    for (int[] sizes : new int[][] {{8, 8}, {32, 64}, {70, 33}, {9, 100}, {3, 40, 20}, {2, 3, 17, 35}}) {
      Array x = whole(dtype, new Random(8), sizes);
      Array y = x.to(Cuda.backend(dtype));
      int rank = sizes.length;
      int[] order = IntStream.range(0, rank).map(axis -> axis < rank - 2 ? axis : 2 * rank - 3 - axis).toArray();
      Function<Array, Array> turned = all -> all.permute(order);
      Function<Array, Array> part = turned.compose(all -> all.slice(0, 1, sizes[0], 1).slice(rank - 1, 3, sizes[rank - 1], 1));
      String what = Arrays.toString(sizes);
      same(y.backend().copy(turned.apply(y)), turned.apply(x), what);
      same(y.backend().copy(part.apply(y)), part.apply(x), "a part of " + what);
      same(Array.concatenate(rank - 1, List.of(turned.apply(y), turned.apply(y))),
          Array.concatenate(rank - 1, List.of(turned.apply(x), turned.apply(x))), "two of " + what);
    }
  }

  /// Not even the last bit of a sum depends on whether packs could be read in one piece.
  @ParameterizedTest
  @EnumSource
  void foldsDoNotDependOnWhereNumbersBegin(DType dtype) {
    Array x = of(dtype, new Random(6), Random::nextGaussian, 40, 603).to(Cuda.backend(dtype));
    for (Fold fold : Fold.values()) {
      for (int from = 0; from <= 5; from++) {
        for (int columns : new int[] {33, 64, 596}) {
          Array part = x.slice(1, from, from + columns, 1);
          Array copy = x.backend().copy(part);
          String what = fold + " of " + columns + " from " + from;
          same(part.fold(fold, 1), copy.fold(fold, 1), what);
          same(part.softmax(1), copy.softmax(1), "softmax of " + columns + " from " + from);
          same(part.slice(0, 1, 2, 1).fold(fold), copy.slice(0, 1, 2, 1).fold(fold), what + ", one row");
          same(x.reshape(Shape.of(40 * 603)).slice(0, from, from + 20_000, 1).fold(fold),
              x.backend().copy(x.reshape(Shape.of(40 * 603)).slice(0, from, from + 20_000, 1)).fold(fold), what + ", long");
        }
      }
    }
  }

  /// More axes that lie apart than a kernel takes.
  @ParameterizedTest
  @EnumSource
  void viewsOfManyAxesAgree(DType dtype) {
    int[] sizes = new int[11];
    Arrays.fill(sizes, 2);
    int[] order = {10, 3, 5, 1, 9, 0, 7, 2, 8, 4, 6};
    Array x = whole(dtype, new Random(1), sizes);
    Array y = x.to(Cuda.backend(dtype));
    same(y.permute(order), x.permute(order), "copy");
    same(y.permute(order).zip(Binary.ADD, y), x.permute(order).zip(Binary.ADD, x), "sum");
    same(y.permute(order).fold(Fold.SUM, 1, 4, 8), x.permute(order).fold(Fold.SUM, 1, 4, 8), "fold");
    same(y.permute(order).argmax(4), x.permute(order).argmax(4), "argmax");
  }

  // ---- reductions

  @ParameterizedTest
  @EnumSource
  void foldsAgree(DType dtype) {
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      int[] sizes = sizes(random, 1 + random.nextInt(4), seed % 10 == 0 ? 40 : 6);
      Twins x = Twins.of(random, whole(dtype, random, sizes));
      Twins w = Twins.of(random, wild(dtype, random, sizes));
      int[] axes = IntStream.range(0, sizes.length).filter(axis -> random.nextBoolean()).toArray();
      same(x.device().fold(Fold.SUM, axes), x.plain().fold(Fold.SUM, axes), "sum, seed " + seed);
      same(w.device().fold(Fold.MAX, axes), w.plain().fold(Fold.MAX, axes), "max, seed " + seed);
      same(w.device().fold(Fold.MIN, axes), w.plain().fold(Fold.MIN, axes), "min, seed " + seed);
      int axis = random.nextInt(sizes.length);
      if (sizes[axis] > 0) {
        same(w.device().argmax(axis), w.plain().argmax(axis), "argmax, seed " + seed);
      }
    }
  }

  /// Rows and columns that are cut into parts, whose results are folded again.
  @ParameterizedTest
  @EnumSource
  void longFoldsAgree(DType dtype) {
    for (int[] sizes : new int[][] {{20_011}, {3, 9001}, {9001, 3}, {130, 70}, {2, 5003, 4}}) {
      Array x = whole(dtype, new Random(sizes.length), sizes);
      Array y = x.to(Cuda.backend(dtype));
      for (int axis = 0; axis < sizes.length; axis++) {
        same(y.fold(Fold.SUM, axis), x.fold(Fold.SUM, axis), Arrays.toString(sizes) + " along " + axis);
        same(y.fold(Fold.MAX, axis), x.fold(Fold.MAX, axis), Arrays.toString(sizes) + " along " + axis);
      }
      same(y.fold(Fold.SUM), x.fold(Fold.SUM), Arrays.toString(sizes));
    }
  }

  /// Terms are merged two by two, so that each is rounded a few times: some units of the largest.
  @ParameterizedTest
  @EnumSource
  void logarithmsOfSumsAgree(DType dtype) {
    double tolerance = 64 * (dtype == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0));
    for (int[] sizes : new int[][] {{5}, {7, 40}, {40, 7}, {0, 3}, {5003}, {3, 6, 50}}) {
      Random random = new Random(sizes.length);
      Array x = of(dtype, random, r -> r.nextInt(50) == 0 ? ENDS[r.nextInt(ENDS.length)] : r.nextGaussian() * 30, sizes);
      Array y = x.to(Cuda.backend(dtype));
      for (int axis = 0; axis < sizes.length; axis++) {
        double[] plain = x.fold(Fold.LOG_SUM_EXP, axis).toDoubles();
        double[] device = y.fold(Fold.LOG_SUM_EXP, axis).toDoubles();
        for (int i = 0; i < plain.length; i++) {
          assertThat(Double.compare(device[i], plain[i]) == 0 || Math.abs(device[i] - plain[i]) <= tolerance * Math.max(1, Math.abs(plain[i])))
              .as("%s along %d: %s, must be %s", Arrays.toString(sizes), axis, device[i], plain[i]).isTrue();
        }
      }
    }
  }

  /// Rows that one thread holds, that a block holds, and longer ones; columns, of which each is several operations.
  @ParameterizedTest
  @EnumSource
  void softmaxAgrees(DType dtype) {
    double tolerance = 128 * (dtype == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0)); // 30 units of exponents up to 130
    for (int[] sizes : new int[][] {{1}, {5}, {700, 3}, {300, 16}, {9, 17}, {70, 64}, {7, 100}, {3, 1001}, {2, 4096}, {3, 4097},
        {2, 9000}, {1030, 5}, {0, 3}, {3, 0}, {3, 6, 50}, {2, 5, 4, 3}}) {
      Random random = new Random(sizes.length);
      Array x = of(dtype, random, r -> r.nextInt(500) == 0 ? ENDS[r.nextInt(ENDS.length)] : r.nextGaussian() * 30, sizes);
      Array y = x.to(Cuda.backend(dtype));
      for (int axis = 0; axis < sizes.length; axis++) {
        double[] plain = x.softmax(axis).toDoubles();
        double[] device = y.softmax(axis).toDoubles();
        for (int i = 0; i < plain.length; i++) {
          assertThat(Double.compare(device[i], plain[i]) == 0 || Math.abs(device[i] - plain[i]) <= tolerance)
              .as("%s along %d: %s, must be %s", Arrays.toString(sizes), axis, device[i], plain[i]).isTrue();
        }
      }
    }
  }

  /// A fold that is added to the enumeration has its two kernels.
  @ParameterizedTest
  @EnumSource
  void everyFoldIsThere(Fold fold) {
    Array x = Cuda.backend(DType.F64).of(Shape.of(40), new double[40]);
    assertThat(x.fold(fold).item()).isEqualTo(fold == Fold.LOG_SUM_EXP ? Math.log(40) : 0, within(1e-14));
    assertThat(x.slice(0, 0, 2, 1).fold(fold).item()).isEqualTo(fold == Fold.LOG_SUM_EXP ? Math.log(2) : 0, within(1e-14));
    assertThat(x.slice(0, 0, 0, 1).fold(fold).item()).isEqualTo(fold.start());
  }

  // ---- products

  @ParameterizedTest
  @EnumSource
  void productsAgree(DType dtype) {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int[] mkn = sizes(random, 3, seed % 20 == 0 ? 60 : 9);
      int[] batch = sizes(random, Math.max(random.nextInt(5) - 2, 0), 4);
      Twins x = Twins.of(random, whole(dtype, random, Shape.of(batch).append(mkn[0], mkn[1]).sizes()));
      Twins y = Twins.of(random, whole(dtype, random, Shape.of(batch).append(mkn[1], mkn[2]).sizes()));
      same(x.device().matmul(y.device()), x.plain().matmul(y.plain()), "seed " + seed);
    }
  }

  // ---- rearrangements

  @ParameterizedTest
  @EnumSource
  void rearrangementsAgree(DType dtype) {
    for (int seed = 0; seed < 80; seed++) {
      Random random = new Random(seed);
      int[] sizes = sizes(random, 1 + random.nextInt(4), 6);
      int axis = random.nextInt(sizes.length);
      String what = "seed " + seed;
      Twins x = Twins.of(random, wild(dtype, random, sizes));
      int[] before = IntStream.range(0, sizes.length).map(i -> random.nextInt(3)).toArray();
      int[] after = IntStream.range(0, sizes.length).map(i -> random.nextInt(3)).toArray();
      same(x.device().pad(before, after), x.plain().pad(before, after), what);
      Twins y = Twins.of(random, wild(dtype, random, Shape.of(sizes).with(axis, 1 + random.nextInt(4)).sizes()));
      same(Array.concatenate(axis, List.of(x.device(), y.device())), Array.concatenate(axis, List.of(x.plain(), y.plain())), what);
      int length = 1 + random.nextInt(5);
      int[] targets = IntStream.range(0, sizes[axis]).map(i -> random.nextInt(length)).toArray();
      Twins c = Twins.of(random, whole(dtype, random, sizes));
      same(c.device().scatter(axis, length, targets), c.plain().scatter(axis, length, targets), what);
      if (sizes[axis] > 0) {
        int[] sources = IntStream.range(0, random.nextInt(9)).map(i -> random.nextInt(sizes[axis])).toArray();
        same(x.device().gather(axis, sources), x.plain().gather(axis, sources), what);
      }
    }
  }

  // ---- windows

  @ParameterizedTest
  @EnumSource
  void convolutionsAndTheirAdjointsAgree(DType dtype) {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      Window window = window(random, seed % 4 == 0 ? 1 : 3);
      int[] sizes = {random.nextInt(4), 3 + random.nextInt(6), 3 + random.nextInt(6), 1 + random.nextInt(8)};
      int out = 1 + random.nextInt(5);
      Twins x = Twins.of(random, whole(dtype, random, sizes));
      Twins k = Twins.of(random, whole(dtype, random, window.height(), window.width(), sizes[3], out));
      Array y = x.plain().convolve(k.plain(), window);
      Twins c = Twins.of(random, whole(dtype, random, y.shape().sizes()));
      String what = window + " on " + Arrays.toString(sizes) + ", seed " + seed;
      same(x.device().convolve(k.device(), window), y, what);
      same(c.device().convolveImages(k.device(), window, x.plain().shape()),
          c.plain().convolveImages(k.plain(), window, x.plain().shape()), "images of " + what);
      same(x.device().convolveKernel(c.device(), window), x.plain().convolveKernel(c.plain(), window), "kernel of " + what);
    }
  }

  private static Window window(Random random, int largest) {
    int height = 1 + random.nextInt(largest);
    int width = 1 + random.nextInt(largest);
    return new Window(height, width, 1 + random.nextInt(largest), random.nextInt(Math.min(height, width)));
  }

  @ParameterizedTest
  @EnumSource
  void poolingAgrees(DType dtype) {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      Window window = window(random, 3);
      int[] sizes = {random.nextInt(4), 3 + random.nextInt(6), 3 + random.nextInt(6), 1 + random.nextInt(8)};
      String what = window + " on " + Arrays.toString(sizes) + ", seed " + seed;
      Twins x = Twins.of(random, whole(dtype, random, sizes));
      Twins w = Twins.of(random, wild(dtype, random, sizes));
      Array places = w.plain().poolPlaces(window);
      Array chosen = w.device().poolPlaces(window);
      Shape images = Shape.of(sizes);
      Twins c = Twins.of(random, whole(dtype, random, places.shape().sizes()));
      same(chosen, places, what);
      same(w.device().pickPlaces(chosen, window), w.plain().pickPlaces(places, window), what);
      same(c.device().putPlaces(chosen, window, images), c.plain().putPlaces(places, window, images), what);
      same(x.device().poolSum(window), x.plain().poolSum(window), what);
      same(c.device().unpoolSum(window, images), c.plain().unpoolSum(window, images), what);
    }
  }

  // ---- to and from Java

  @ParameterizedTest
  @EnumSource
  void numbersComeBackAsTheyWent(DType dtype) {
    Backend cuda = Cuda.backend(dtype);
    for (int length : new int[] {0, 1, 2, 1000, (8 << 20) / dtype.bytes() * 5 + 3}) { // the last goes round the staging blocks
      double[] values = new Random(length).doubles(length).map(dtype::round).toArray();
      assertThat(cuda.of(Shape.of(length), values).toDoubles()).isEqualTo(values);
      float[] singles = new float[length];
      for (int i = 0; i < length; i++) {
        singles[i] = (float) values[i];
      }
      double[] back = cuda.of(Shape.of(length), singles).toDoubles();
      for (int i = 0; i < length; i++) {
        assertThat(back[i]).isEqualTo(singles[i]);
      }
    }
  }

  /// Contexts belong to threads, memory to nobody: each result is its own whatever the others do.
  @ParameterizedTest
  @EnumSource
  void operationsRunOnAnyThread(DType dtype) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<double[]>> sums = IntStream.range(0, 40).mapToObj(number -> threads.submit(() -> {
        Array x = Cuda.backend(dtype).of(Shape.of(), (double) number).expand(Shape.of(500));
        Array y = x;
        for (int i = 0; i < 20; i++) {
          y = y.zip(Binary.ADD, x).map(Unary.NEGATE).map(Unary.NEGATE);
        }
        return y.toDoubles();
      })).toList();
      for (int number = 0; number < sums.size(); number++) {
        assertThat(sums.get(number).get()).containsOnly(21.0 * number);
      }
    }
  }

  /// The same arguments give the same bits: sums have one order.
  @ParameterizedTest
  @EnumSource
  void resultsRepeat(DType dtype) {
    Array x = of(dtype, new Random(3), Random::nextGaussian, 300, 70).to(Cuda.backend(dtype));
    same(x.fold(Fold.SUM, 0), x.fold(Fold.SUM, 0), "columns");
    same(x.fold(Fold.SUM, 1), x.fold(Fold.SUM, 1), "rows");
    same(x.fold(Fold.SUM), x.fold(Fold.SUM), "all");
  }
}
