package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Binary;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Fold;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.autodiff.array.Unary;
import dev.jacobean.autodiff.array.Window;
import dev.jacobean.autodiff.array.cuda.CudaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Every operation of a device on odd sizes and strides, against plain loops.
final class DeviceParity {
  /// Sums of some hundred terms, each rounded to 2⁻²⁴ or 2⁻⁵³ of its size; measured against the largest result.
  private static final double SINGLE = 2e-5;

  private static final double DOUBLE = 1e-13;

  private static final Window WINDOW = new Window(3, 3, 2, 1);
  private static final int[] IMAGES = {3, 13, 11, 7};

  private final List<Check> checks = new ArrayList<>();

  /// One operation, as a program on whichever backend.
  private record Check(String name, Function<Backend, Array> program) {}

  /// What came of one operation.
  ///
  /// @param deviation the largest difference, measured against the largest number, or 1; infinite if one is no number
  /// @param failure   what the device said instead of a result; else empty
  record Outcome(String name, DType dtype, double deviation, String failure) {
    boolean holds() {
      return deviation <= (dtype == DType.F32 ? SINGLE : DOUBLE);
    }

    String line() {
      return String.format(Locale.ROOT, "%-6s %-24s %s  %s", holds() ? "ok" : "WRONG", name, dtype,
          failure.isEmpty() ? String.format(Locale.ROOT, "%.1e", deviation) : failure);
    }
  }

  DeviceParity() {
    for (Unary f : Unary.values()) {
      elementwise(f.name(), b -> some(b, 33, 129).permute(1, 0).map(f));
      elementwise(f.name() + ", in packs", b -> some(b, 4257).slice(0, 0, 4253, 1).map(f));
    }
    for (Binary f : Binary.values()) {
      elementwise(f.name(), b -> some(b, 33, 129).zip(f, some(b, 129).expand(Shape.of(33, 129))));
      elementwise(f.name() + ", in packs", b -> some(b, 4257).slice(0, 4, 4257, 1).zip(f, some(b, 1).expand(Shape.of(4253))));
    }
    reductions();
    products();
    rearrangements();
    windows();
  }

  private void elementwise(String name, Function<Backend, Array> program) {
    add(name.toLowerCase(Locale.ROOT), program);
  }

  private void add(String name, Function<Backend, Array> program) {
    checks.add(new Check(name, program));
  }

  private void reductions() {
    for (Fold fold : Fold.values()) {
      String name = fold.name().toLowerCase(Locale.ROOT);
      add(name + " of all", b -> some(b, 70_001).fold(fold));
      add(name + " of rows", b -> some(b, 129, 600).fold(fold, 1));
      add(name + " of short rows", b -> some(b, 700, 64).fold(fold, 1));
      add(name + " of columns", b -> some(b, 9001, 33).fold(fold, 0));
      add(name + " of two axes", b -> some(b, 17, 9, 33).reverse(0).fold(fold, 0, 2));
    }
    add("softmax of rows", b -> some(b, 129, 601).softmax(1));
    add("softmax of short rows", b -> some(b, 700, 64).softmax(1));
    add("softmax of long rows", b -> some(b, 1030, 4100).softmax(1));
    add("softmax of columns", b -> some(b, 901, 33).softmax(0));
    add("argmax", b -> some(b, 33, 129).argmax(1));
    add("plusTimes", b -> some(b, 33, 129).addTimes(0.3, some(b, 33, 1).expand(Shape.of(33, 129))));
    add("plusTimes twice", b -> twice(some(b, 33, 129), some(b, 129, 33).permute(1, 0)));
    add("plusTimes twice, in packs", b -> twice(some(b, 4257), some(b, 4257).map(Unary.EXP)));
    add("select", b -> some(b, 33, 129).map(Unary.RELU).select(some(b, 33, 129), some(b, 129, 33).permute(1, 0)));
    add("gate of a sum", b -> some(b, 33, 129).gateOfSum(some(b, 129).expand(Shape.of(33, 129)), some(b, 33, 129)));
    add("gate of a sum, in packs", b -> some(b, 4257).gateOfSum(some(b, 4257).map(Unary.EXP), some(b, 4257).map(Unary.SIN)));
    add("plusTimes, in packs", b -> some(b, 4257).addTimes(0.3, some(b, 4257).map(Unary.EXP)));
    add("select, in packs", b -> some(b, 4257).zip(Binary.LESS, some(b, 1).expand(Shape.of(4257)))
        .select(some(b, 4257), some(b, 1).expand(Shape.of(4257))));
  }

  /// Both results in one.
  private static Array twice(Array x, Array y) {
    Backend.Sums sums = x.addTimesTwice(0.9, y, -0.1, x);
    return sums.inner().zip(Binary.MULTIPLY, sums.outer());
  }

  private void products() {
    add("product", b -> some(b, 130, 70).matmul(some(b, 70, 90)));
    add("product, tn", b -> some(b, 70, 130).permute(1, 0).matmul(some(b, 70, 90)));
    add("product, nt", b -> some(b, 130, 70).matmul(some(b, 90, 70).permute(1, 0)));
    add("product, one column", b -> some(b, 130, 70).matmul(some(b, 70, 1)));
    add("products", b -> some(b, 5, 33, 17).matmul(some(b, 17, 20).expand(Shape.of(5, 17, 20))));
    add("products, apart", b -> some(b, 3, 4, 9, 7).permute(1, 0, 2, 3).matmul(some(b, 4, 3, 7, 5)));
  }

  private void rearrangements() {
    add("copy", b -> b.copy(some(b, 33, 17, 9).permute(2, 0, 1)));
    add("pad", b -> some(b, 33, 17).pad(new int[] {1, 0}, new int[] {2, 5}));
    add("concatenate", b -> Array.concatenate(1, List.of(some(b, 33, 4), some(b, 7, 33).permute(1, 0))));
    add("fill", b -> b.of(Shape.of(), 0.3).expand(Shape.of(7, 5)));
    add("gather", b -> some(b, 33, 17).gather(0, 5, 5, 32, 0));
    add("scatter", b -> some(b, 4, 17).scatter(0, 9, 5, 5, 8, 0));
  }

  private void windows() {
    Shape images = Shape.of(IMAGES);
    Shape out = WINDOW.out(images, IMAGES[3]);
    Function<Backend, Array> places = b -> some(b, IMAGES).poolPlaces(WINDOW);
    UnaryOperator<Shape> to = shape -> WINDOW.out(shape, 5);
    add("convolve", b -> some(b, IMAGES).convolve(some(b, 3, 3, IMAGES[3], 5), WINDOW));
    add("convolveImages",
        b -> some(b, to.apply(images).sizes()).convolveImages(some(b, 3, 3, IMAGES[3], 5), WINDOW, images));
    add("convolveKernel", b -> some(b, IMAGES).convolveKernel(some(b, to.apply(images).sizes()), WINDOW));
    add("convolve, pixels", b -> some(b, IMAGES).convolve(some(b, 1, 1, IMAGES[3], 5), new Window(1, 1, 1, 0)));
    add("poolPlaces", places);
    add("pickPlaces", b -> some(b, IMAGES).pickPlaces(places.apply(b), WINDOW));
    add("putPlaces", b -> some(b, out.sizes()).putPlaces(places.apply(b), WINDOW, images));
    add("poolSum", b -> some(b, IMAGES).poolSum(WINDOW));
    add("unpoolSum", b -> some(b, out.sizes()).unpoolSum(WINDOW, images));
  }

  /// Numbers between 0.1 and 2.1 in which no two are alike, the same on every backend: inside the domain of every
  /// function.
  private static Array some(Backend backend, int... sizes) {
    Shape shape = Shape.of(sizes);
    SplittableRandom random = new SplittableRandom(Arrays.hashCode(sizes));
    double[] values = new double[shape.size()];
    Arrays.setAll(values, i -> (float) random.nextDouble(0.1, 2.1));
    return backend.of(shape, values);
  }

  /// Compares, one operation after the other; one that fails does not keep the next from its turn.
  List<Outcome> outcomes(Function<DType, Backend> device) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Check check : checks) {
      for (DType dtype : DType.values()) {
        double[] plain = check.program().apply(Backends.reference(dtype)).toDoubles();
        outcomes.add(outcome(check, dtype, device, plain));
      }
    }
    return outcomes;
  }

  private static Outcome outcome(Check check, DType dtype, Function<DType, Backend> device, double... plain) {
    try {
      double[] found = check.program().apply(device.apply(dtype)).toDoubles();
      return new Outcome(check.name(), dtype, deviation(found, plain), "");
    } catch (CudaException e) {
      return new Outcome(check.name(), dtype, Double.POSITIVE_INFINITY, String.valueOf(e.getMessage()));
    }
  }

  private static double deviation(double[] found, double[] plain) {
    double scale = 1;
    double most = found.length == plain.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(found.length, plain.length); i++) {
      double difference = Math.abs(found[i] - plain[i]);
      scale = Math.max(scale, Math.abs(plain[i]));
      most = Math.max(most, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    return most / scale;
  }
}
