package dev.jacobean.autodiff.array.cuda;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Binary;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Fold;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.autodiff.array.Unary;
import dev.jacobean.autodiff.array.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Arrays that live on the device: which kernel an operation is, and what it is given. The loops are the `.cu` files.
///
/// Numbers leave the device in [#toDoubles] only; nothing else waits for it.
final class CudaBackend implements Backend {
  /// Rows and columns that a block turns at once, as `TILE` in `move.cu`.
  private static final int TILE = 32;

  private final DType dtype;
  private final Device device;
  private final CudaMatmul product;
  private final CudaFold folds;
  private final CudaWindows windows;

  CudaBackend(DType dtype, Device device) {
    this.dtype = dtype;
    this.device = device;
    this.product = new CudaMatmul(this);
    this.folds = new CudaFold(this);
    this.windows = new CudaWindows(this, product);
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public String toString() {
    return name() + " " + dtype.name().toLowerCase(Locale.ROOT);
  }

  Device device() {
    return device;
  }

  // ---- storage

  @Override
  public Array of(Shape shape, double... values) {
    checkCount(shape, values.length);
    return device.within("of", () -> {
      Array x = blank(shape);
      if (values.length == 1) { // without a wait for a block of staging memory
        each(Family.MOVE, "fill", 1, p -> p.array(x).number(1).real(dtype, values[0]));
      } else {
        device.staging().upload(address(x), dtype, values);
      }
      return x;
    });
  }

  @Override
  public Array of(Shape shape, float... values) {
    checkCount(shape, values.length);
    return device.within("of", () -> {
      Array x = blank(shape);
      device.staging().upload(address(x), dtype, values);
      return x;
    });
  }

  private static void checkCount(Shape shape, int values) {
    if (values != shape.size()) {
      throw new IllegalArgumentException("of: shape is " + shape + ", " + values + " values; must be " + shape.size());
    }
  }

  @Override
  public double[] toDoubles(Array x) {
    return device.within("toDoubles", () -> {
      Array from = rowMajor(x);
      return device.staging().download(place(from), dtype, x.shape().size());
    });
  }

  @Override
  public Array copy(Array x) {
    return device.within("copy", () -> {
      Array y = blank(x.shape());
      put(x, y, 0);
      return y;
    });
  }

  /// Storage for a result, of which a kernel must write every element.
  Array blank(Shape shape) {
    return Array.of(this, shape, device.allocate((long) shape.size() * dtype.bytes()));
  }

  Array zeros(Shape shape) {
    Array y = blank(shape);
    device.clear((DeviceBuffer) y.storage(), (long) shape.size() * dtype.bytes());
    return y;
  }

  /// Where its first number lies.
  private long place(Array x) {
    return address(x) + (long) x.offset() * dtype.bytes();
  }

  static long address(Array x) {
    return ((DeviceBuffer) x.storage()).address();
  }

  Array rowMajor(Array x) {
    return x.isRowMajor() ? x : copy(x);
  }

  /// Writes a view into a box of a row-major array; `corner` is where the box begins, counted in elements.
  private void put(Array x, Array into, int corner) {
    if (x.shape().size() > 0) {
      put(Layout.into(into.shape(), corner, x), x, into);
    }
  }

  private void put(Layout layout, Array x, Array into) {
    if (layout.depth() > Layout.AXES) {
      for (int i = 0; i < layout.sizes()[0]; i++) {
        put(layout.round(i), x, into);
      }
      return;
    }
    int size = Arrays.stream(layout.sizes()).reduce(1, (a, b) -> a * b);
    if (layout.depth() == 1 && layout.inner(0) == 1 && layout.inner(1) == 1) {
      device.copy(address(into) + (long) layout.offsets()[0] * dtype.bytes(),
          address(x) + (long) layout.offsets()[1] * dtype.bytes(), (long) size * dtype.bytes());
      return;
    }
    if (layout.isTurn()) {
      turn(layout, size, x, into);
      return;
    }
    each(Family.MOVE, "copy", size, p -> p.array(x).array(into).number(size).struct(layout.struct()));
  }

  private void turn(Layout layout, int size, Array x, Array into) {
    int rows = layout.sizes()[layout.depth() - 2];
    int columns = layout.sizes()[layout.depth() - 1];
    int down = Math.ceilDiv(rows, TILE);
    int across = Math.ceilDiv(columns, TILE);
    int tiles = size / (rows * columns) * down * across;
    device.share(Family.MOVE, dtype, "turn", tiles,
        p -> p.array(x).array(into).number(tiles).number(down).number(across).struct(layout.struct()));
  }

  void each(Family family, String kernel, int elements, Consumer<Parameters> arguments) {
    device.each(family, dtype, kernel, elements, arguments);
  }

  // ---- elementwise

  @Override
  public Array map(Unary f, Array x) {
    return elementwise(f.name(), p -> {}, x);
  }

  @Override
  public Array zip(Binary f, Array x, Array y) {
    return elementwise(f.name(), p -> {}, x, y);
  }

  @Override
  public Array addTimes(Array x, double factor, Array y) {
    return elementwise("ADD_TIMES", p -> p.real(dtype, factor), x, y);
  }

  @Override
  public Sums addTimesTwice(Array x, double a, Array v, double b, Array w) {
    return device.within("add_times_twice", () -> {
      Array outer = blank(x.shape());
      Array inner = elementwise("ADD_TIMES_TWICE", p -> p.array(outer).real(dtype, a).real(dtype, b), x, v, w);
      return new Sums(inner, outer);
    });
  }

  @Override
  public Array select(Array condition, Array x, Array y) {
    return elementwise("SELECT", p -> {}, condition, x, y);
  }

  @Override
  public Array gateOfSum(Array x, Array y, Array open) {
    return elementwise("GATE_OF_SUM", p -> {}, x, y, open);
  }

  /// A kernel of so many views, the result, the number of elements, the layout, and whatever it takes more.
  private Array elementwise(String kernel, Consumer<Parameters> more, Array... views) {
    return device.within(kernel.toLowerCase(Locale.ROOT), () -> {
      Shape shape = views[0].shape();
      Layout direct = Layout.over(views);
      if (direct.isPacks(Layout.PACK_BYTES / dtype.bytes())) {
        return packs(kernel, direct, more, views);
      }
      boolean apart = direct.depth() > Layout.AXES;
      Array[] from = apart ? Arrays.stream(views).map(this::rowMajor).toArray(Array[]::new) : views;
      int[] layout = apart ? Layout.over(from).struct() : direct.struct();
      Array y = blank(shape);
      each(Family.ELEMENTWISE, kernel, shape.size(), p -> {
        Arrays.stream(from).forEach(p::array);
        more.accept(p.array(y).number(shape.size()).struct(layout));
      });
      return y;
    });
  }

  /// The same in whole packs; what is beyond the last number is in the memory of the array, and nobody's.
  private Array packs(String kernel, Layout layout, Consumer<Parameters> more, Array... views) {
    Array y = blank(views[0].shape());
    int pack = Layout.PACK_BYTES / dtype.bytes();
    int packs = Math.ceilDiv(y.shape().size(), pack);
    each(Family.ELEMENTWISE, kernel + "_PACKS", packs, p -> {
      for (int view = 0; view < views.length; view++) {
        p.address(place(views[view])).number(layout.repeat(view, pack));
      }
      more.accept(p.array(y).number(packs));
    });
    return y;
  }

  // ---- reductions, products, windows

  @Override
  public Array fold(Fold fold, Array x, int... axes) {
    return within("fold " + fold.name().toLowerCase(Locale.ROOT), () -> folds.fold(fold, x, axes));
  }

  @Override
  public Array softmax(Array x, int... axes) {
    return folds.isOfRows(x, axes) ? within("softmax", () -> folds.softmax(x, axes)) : Backend.super.softmax(x, axes);
  }

  @Override
  public Array argmax(Array x, int axis) {
    return within("argmax", () -> folds.argmax(x, axis));
  }

  @Override
  public Array matmul(Array x, Array y) {
    return within("matmul", () -> product.multiply(x, y));
  }

  @Override
  public Array convolve(Array x, Array k, Window window) {
    return within("convolve", () -> windows.convolve(x, k, window));
  }

  @Override
  public Array convolveImages(Array c, Array k, Window window, Shape images) {
    return within("convolveImages", () -> windows.convolveImages(c, k, window, images));
  }

  @Override
  public Array convolveKernel(Array x, Array c, Window window) {
    return within("convolveKernel", () -> windows.convolveKernel(x, c, window));
  }

  @Override
  public Array poolPlaces(Array x, Window window) {
    return within("poolPlaces", () -> windows.poolPlaces(x, window));
  }

  @Override
  public Array pickPlaces(Array x, Array places, Window window) {
    return within("pickPlaces", () -> windows.pickPlaces(x, places, window));
  }

  @Override
  public Array putPlaces(Array c, Array places, Window window, Shape images) {
    return within("putPlaces", () -> windows.putPlaces(c, places, window, images));
  }

  @Override
  public Array poolSum(Array x, Window window) {
    return within("poolSum", () -> windows.poolSum(x, window));
  }

  @Override
  public Array unpoolSum(Array c, Window window, Shape images) {
    return within("unpoolSum", () -> windows.unpoolSum(c, window, images));
  }

  private Array within(String operation, Supplier<Array> body) {
    return device.within(operation, body);
  }

  // ---- rearrangements

  @Override
  public Array concatenate(int axis, List<Array> parts) {
    return within("concatenate", () -> {
      int length = parts.stream().mapToInt(part -> part.shape().size(axis)).sum();
      Array y = blank(parts.getFirst().shape().with(axis, length));
      int step = Layout.rowMajor(y.shape())[axis];
      int start = 0;
      for (Array part : parts) {
        put(part, y, start * step);
        start += part.shape().size(axis);
      }
      return y;
    });
  }

  @Override
  public Array pad(Array x, int[] before, int[] after) {
    return within("pad", () -> {
      int[] sizes = x.shape().sizes();
      Arrays.setAll(sizes, axis -> before[axis] + sizes[axis] + after[axis]);
      Array y = zeros(Shape.of(sizes));
      int[] strides = Layout.rowMajor(y.shape());
      int corner = 0;
      for (int axis = 0; axis < sizes.length; axis++) {
        corner += before[axis] * strides[axis];
      }
      put(x, y, corner);
      return y;
    });
  }

  @Override
  public Array gather(Array x, int axis, int... indices) {
    return within("gather", () -> {
      Array from = rowMajor(x);
      Array y = blank(x.shape().with(axis, indices.length));
      int inner = Layout.rowMajor(y.shape())[axis];
      DeviceBuffer places = device.allocate(indices);
      each(Family.MOVE, "gather", y.shape().size(), p -> p.array(from).array(y).buffer(places).number(y.shape().size())
          .number(from.offset()).number(indices.length).number(x.shape().size(axis)).number(inner));
      places.end();
      return y;
    });
  }

  /// Each slice of the result is told which slices it is the sum of, in order: so nothing is added at the same time,
  /// and the sum has one order.
  @Override
  public Array scatter(Array c, int axis, int length, int... indices) {
    return within("scatter", () -> {
      Array from = rowMajor(c);
      Array y = blank(c.shape().with(axis, length));
      int inner = Layout.rowMajor(y.shape())[axis];
      int[] start = new int[length + 1];
      for (int index : indices) {
        start[index + 1]++;
      }
      Arrays.parallelPrefix(start, Integer::sum);
      int[] order = new int[indices.length];
      int[] next = start.clone();
      for (int i = 0; i < indices.length; i++) {
        order[next[indices[i]]++] = i;
      }
      DeviceBuffer starts = device.allocate(start);
      DeviceBuffer orders = device.allocate(order);
      each(Family.MOVE, "scatter", y.shape().size(), p -> p.array(from).array(y).buffer(starts).buffer(orders)
          .number(y.shape().size()).number(from.offset()).number(indices.length).number(length).number(inner));
      starts.end();
      orders.end();
      return y;
    });
  }
}
