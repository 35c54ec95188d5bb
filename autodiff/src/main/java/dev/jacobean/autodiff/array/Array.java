package dev.jacobean.autodiff.array;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// An immutable array of numbers: a shape, and a strided view of storage that its backend understands.
///
/// Expanding, permuting, slicing and reversing only change the view. Garbage collection owns the storage.
/// Methods check what their arguments must be, once for all backends, and leave the loops to the backend.
public final class Array {
  private final Backend backend;
  private final Shape shape;
  private final Block block;
  private final int offset;
  private final int[] strides;

  private Array(Backend backend, Shape shape, Block block, int offset, int[] strides) {
    this.backend = backend;
    this.shape = shape;
    this.block = block;
    this.offset = offset;
    this.strides = strides;
  }

  /// {@return a row-major array over storage that nobody will write again} For backends.
  ///
  /// @param backend the one that will read `storage`
  /// @param shape its elements lie one after another from index 0 on, the last axis fastest
  /// @param storage what the backend keeps numbers in, at least as many as the shape holds; if it is a [Loan], it ends
  ///     with the step of a [Pool] that this is called in
  public static Array of(Backend backend, Shape shape, Object storage) {
    if (storage instanceof Loan loan) {
      Pool.lend(loan);
    }
    return new Array(backend, shape, new Block(storage), 0, shape.strides());
  }

  // ---- what it is

  /// {@return the backend that owns the storage}
  public Backend backend() {
    return backend;
  }

  /// {@return the sizes of the axes}
  public Shape shape() {
    return shape;
  }

  /// {@return for backends: what the numbers are kept in (`float[]`, `double[]`, a device buffer)} Never to be written.
  ///
  /// @throws IllegalStateException if it was made in a step of a [Pool] that has ended, which did not return it
  public Object storage() {
    return block.numbers();
  }

  Block block() {
    return block;
  }

  /// {@return the index of the first element in the storage} For backends.
  public int offset() {
    return offset;
  }

  /// {@return how far apart in the storage neighbours along an axis are; 0 where the axis was expanded} For backends.
  ///
  /// @param axis counted from the front
  public int stride(int axis) {
    return strides[axis];
  }

  /// {@return whether the elements lie one after another in row-major order from [#offset] on}
  public boolean isRowMajor() {
    if (strides == shape.strides()) {
      return true;
    }
    for (int axis = 0; axis < strides.length; axis++) {
      if (shape.at(axis) != 1 && strides[axis] != shape.strides()[axis]) {
        return shape.size() == 0;
      }
    }
    return true;
  }

  /// {@return all elements in row-major order, as a fresh array}
  public double[] toDoubles() {
    return backend.toDoubles(this);
  }

  /// {@return the only element}
  /// @throws IllegalArgumentException if there is not exactly one
  public double item() {
    if (shape.size() != 1) {
      throw new IllegalArgumentException("item: shape is " + shape + "; must hold exactly one element");
    }
    return toDoubles()[0];
  }

  /// The same view of the same storage on a backend that keeps its numbers alike.
  Array on(Backend sharing) {
    return new Array(sharing, shape, block, offset, strides);
  }

  /// {@return the same numbers on another backend, rounded to its element type}
  /// @param target of any element type; may be this array's own, which copies nothing
  public Array to(Backend target) {
    return target == backend ? this : target.of(shape, toDoubles());
  }

  // ---- views

  /// {@return this with axes of size 1 repeated and leading axes added, without copying}
  /// @param to equal sizes, or any size where this has 1, aligned at the last axis
  /// @throws IllegalArgumentException if the sizes do not allow it
  public Array expand(Shape to) {
    if (to.equals(shape)) {
      return this;
    }
    if (!shape.expandsTo(to)) {
      throw new IllegalArgumentException(
          "expand: shape is " + shape + ", target is " + to + "; sizes must be equal or 1, aligned at the last axis");
    }
    int[] spread = new int[to.rank()];
    int lead = to.rank() - shape.rank();
    for (int axis = 0; axis < shape.rank(); axis++) {
      spread[lead + axis] = shape.at(axis) == to.at(lead + axis) ? strides[axis] : 0;
    }
    return new Array(backend, to, block, offset, spread);
  }

  /// {@return this with its axes in another order, without copying: axis `i` of the result is axis `order[i]` of this}
  /// @param order names every axis once; negative ones count from the end
  /// @throws IllegalArgumentException unless `order` names every axis once
  public Array permute(int... order) {
    if (order.length != shape.rank()) {
      throw new IllegalArgumentException(
          "permute: shape is " + shape + ", order is " + Arrays.toString(order) + "; must name every axis once");
    }
    shape.axes(order);
    int[] sizes = new int[order.length];
    int[] permuted = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      int axis = shape.axis(order[i]);
      sizes[i] = shape.at(axis);
      permuted[i] = strides[axis];
    }
    return new Array(backend, Shape.of(sizes), block, offset, permuted);
  }

  /// {@return the same elements in row-major order under another shape} Copies only where the view is not row-major.
  ///
  /// @param to holds as many elements
  /// @throws IllegalArgumentException if the shapes hold different numbers of elements
  public Array reshape(Shape to) {
    if (to.equals(shape)) {
      return this;
    }
    if (to.size() != shape.size()) {
      throw new IllegalArgumentException(
          "reshape: shape is " + shape + ", target is " + to + "; must hold the same number of elements");
    }
    Array x = isRowMajor() ? this : backend.copy(this);
    return new Array(backend, to, x.block, x.offset, to.strides());
  }

  /// {@return elements `from, from + step, …` before `to` along an axis, without copying}
  /// @param axis the axis to cut; negative ones count from the end
  /// @param from the first index taken
  /// @param to the first index beyond the slice
  /// @param step distance between indices taken
  /// @throws IllegalArgumentException unless `0 ≤ from ≤ to ≤ size` and `step > 0`
  public Array slice(int axis, int from, int to, int step) {
    int counted = shape.axis(axis);
    if (from < 0 || to < from || to > shape.at(counted) || step <= 0) {
      throw new IllegalArgumentException(
          "slice: axis %d of %s, from %d to %d by %d; must be 0 <= from <= to <= %d and a positive step"
              .formatted(counted, shape, from, to, step, shape.at(counted)));
    }
    int count = Math.ceilDiv(to - from, step);
    int[] sliced = strides.clone();
    sliced[counted] *= count > 1 ? step : 1;
    int start = count == 0 || shape.size() == 0 ? offset : offset + from * strides[counted];
    return new Array(backend, shape.with(counted, count), block, start, sliced);
  }

  /// {@return the elements in opposite order along an axis, without copying}
  /// @param axis negative ones count from the end
  public Array reverse(int axis) {
    int counted = shape.axis(axis);
    int[] reversed = strides.clone();
    reversed[counted] = -strides[counted];
    int last = shape.size() == 0 ? 0 : shape.at(counted) - 1;
    return new Array(backend, shape, block, offset + last * strides[counted], reversed);
  }

  // ---- operations, checked here and computed by the backend

  /// {@return `f` of each element}
  /// @param f means [Unary#at]; the result is rounded to the element type, or close to that
  public Array map(Unary f) {
    return backend.map(f, this);
  }

  /// {@return `f` of each pair of elements; shapes must be equal}
  /// @param f takes its left argument from this array, its right one from `y`
  /// @param y the right arguments
  public Array zip(Binary f, Array y) {
    if (backend != y.backend || !shape.equals(y.shape)) { // most calls pass: no text is made for them
      String operation = f.name().toLowerCase(Locale.ROOT);
      meet(operation, y);
      require(false, "%s: left is %s, right is %s; shapes must be equal", operation, shape, y.shape);
    }
    return backend.zip(f, this, y);
  }

  /// {@return this + `factor·y`; shapes must be equal}
  /// @param factor rounded to the element type
  /// @param y what is scaled and added
  public Array addTimes(double factor, Array y) {
    meet("plusTimes", y);
    require(shape.equals(y.shape), "plusTimes: left is %s, right is %s; shapes must be equal", shape, y.shape);
    return backend.addTimes(this, factor, y);
  }

  /// {@return `y` = this + `a·v`, and `w + b·y`; shapes must be equal}
  /// @param a rounded to the element type
  /// @param v what is scaled and added
  /// @param b rounded to the element type
  /// @param w what the scaled `y` is added to
  public Backend.Sums addTimesTwice(double a, Array v, double b, Array w) {
    meet("plusTimesTwice", v);
    meet("plusTimesTwice", w);
    require(shape.equals(v.shape) && shape.equals(w.shape),
        "plusTimesTwice: left is %s, right is %s, outer is %s; shapes must be equal", shape, v.shape, w.shape);
    return backend.addTimesTwice(this, a, v, b, w);
  }

  /// {@return `x` where this is not 0, else `y`; shapes must be equal}
  /// @param x taken where this is not 0; NaN is not 0
  /// @param y taken where this is 0
  public Array select(Array x, Array y) {
    meet("select", x);
    meet("select", y);
    require(shape.equals(x.shape) && shape.equals(y.shape),
        "select: condition is %s, choices are %s and %s; shapes must be equal", shape, x.shape, y.shape);
    return backend.select(this, x, y);
  }

  /// {@return this + y where `open` is positive, else 0; shapes must be equal}
  /// @param y what is added
  /// @param open where the sum passes, as in [Binary#GATE]
  public Array gateOfSum(Array y, Array open) {
    meet("gateOfSum", y);
    meet("gateOfSum", open);
    require(shape.equals(y.shape) && shape.equals(open.shape),
        "gateOfSum: terms are %s and %s, gate is %s; shapes must be equal", shape, y.shape, open.shape);
    return backend.gateOfSum(this, y, open);
  }

  /// {@return this folded over axes (none given: all of them), which vanish}
  /// @param fold what becomes of the elements along the axes
  /// @param axes in any order, none twice; negative ones count from the end
  public Array fold(Fold fold, int... axes) {
    return backend.fold(fold, this, shape.axes(axes));
  }

  /// {@return e^this / Σ e^this over axes (none given: all of them), without overflow: exp(this − log Σ e^this)}
  /// @param axes over which the results sum to 1; in any order, none twice; negative ones count from the end
  public Array softmax(int... axes) {
    return backend.softmax(this, shape.axes(axes));
  }

  /// {@return the position of the first largest element along an axis, which vanishes; a NaN counts as largest}
  /// @param axis negative ones count from the end
  /// @throws IllegalArgumentException if the axis is empty
  public Array argmax(int axis) {
    require(shape.size(axis) > 0, "argmax: axis %d of %s is empty; must hold an element", axis, shape);
    return backend.argmax(this, shape.axis(axis));
  }

  /// {@return products of matrices in the last two axes, `[…, m, n]`; leading axes must be equal}
  /// @param y of shape `[…, k, n]` for this of shape `[…, m, k]`
  public Array matmul(Array y) {
    meet("matmul", y);
    require(shape.rank() >= 2 && y.shape.rank() >= 2,
        "matmul: left is %s, right is %s; both must have at least two axes", shape, y.shape);
    require(shape.size(-1) == y.shape.size(-2),
        "matmul: left is %s, right is %s; left columns must equal right rows", shape, y.shape);
    require(shape.dropLast(2).equals(y.shape.dropLast(2)),
        "matmul: left is %s, right is %s; batch axes must be equal", shape, y.shape);
    return backend.matmul(this, y);
  }

  /// {@return the parts one after another along an axis}
  /// @param axis negative ones count from the end
  /// @param parts on one backend and equal in shape, but for the size along the axis
  /// @throws IllegalArgumentException if there is none, or they differ in another axis
  public static Array concatenate(int axis, List<Array> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concatenate: no parts; must have at least one");
    }
    Array first = parts.getFirst();
    int counted = first.shape.axis(axis);
    long length = 0;
    for (Array part : parts) {
      first.meet("concatenate", part);
      require(part.shape.rank() == first.shape.rank()
              && part.shape.with(counted, 0).equals(first.shape.with(counted, 0)),
          "concatenate: first part is %s, another is %s; must be equal except along axis %s",
          first.shape, part.shape, counted);
      length += part.shape.at(counted);
    }
    checkSize("concatenate", counted, length);
    return parts.size() == 1 ? first : first.backend.concatenate(counted, List.copyOf(parts));
  }

  /// {@return this with zeros added before and after each axis}
  /// @param before how many zeros to put before each axis, outermost first
  /// @param after how many to put after each
  /// @throws IllegalArgumentException unless both name every axis and are not negative
  public Array pad(int[] before, int[] after) {
    require(before.length == shape.rank() && after.length == shape.rank()
            && Arrays.stream(before).allMatch(n -> n >= 0) && Arrays.stream(after).allMatch(n -> n >= 0),
        "pad: shape is %s, before is %s, after is %s; must give a count of at least 0 for every axis",
        shape, Arrays.toString(before), Arrays.toString(after));
    for (int axis = 0; axis < before.length; axis++) {
      checkSize("pad", axis, (long) before[axis] + shape.at(axis) + after[axis]);
    }
    return backend.pad(this, before, after);
  }

  /// {@return slices `indices[0], indices[1], …` along an axis}
  /// @param axis the axis to pick from; negative ones count from the end
  /// @param indices in any order, also repeatedly
  /// @throws IllegalArgumentException if an index is outside the axis
  public Array gather(int axis, int... indices) {
    checkIndices("gather", shape.size(axis), indices);
    return backend.gather(this, shape.axis(axis), indices);
  }

  /// {@return the adjoint of [#gather]: slice `i` of this is added into slice `indices[i]` of zeros with `length`
  /// slices}
  ///
  /// @param axis the axis along which the slices of this lie; negative ones count from the end
  /// @param length the size of that axis in the result
  /// @param indices where each slice goes; those of equal index add up, in order
  /// @throws IllegalArgumentException if an index is not below `length`, or there are not as many as slices
  public Array scatter(int axis, int length, int... indices) {
    require(shape.size(axis) == indices.length,
        "scatter: axis %d of %s, %d indices; must be one for each slice", axis, shape, indices.length);
    checkIndices("scatter", length, indices);
    return backend.scatter(this, shape.axis(axis), length, indices);
  }

  /// {@return these images `[n, h, w, a]` correlated with a kernel, `[n, oh, ow, b]`}
  /// @param k kernel `[kh, kw, a, b]`, as high and wide as the window
  /// @param window how it slides over the images
  public Array convolve(Array k, Window window) {
    meet("convolve", k);
    checkImages("convolve", shape);
    require(k.shape.rank() == 4 && k.shape.at(2) == shape.at(3),
        "convolve: images are %s, kernel is %s; kernel must be [rows, columns, %s, channels out]",
        shape, k.shape, shape.at(3));
    require(k.shape.at(0) == window.height() && k.shape.at(1) == window.width(),
        "convolve: kernel is %s, window is %s; rows and columns must be equal", k.shape, window);
    window.out(shape, k.shape.at(3));
    return backend.convolve(this, k, window);
  }

  /// {@return the adjoint of [#convolve] in the images, of a cotangent `[n, oh, ow, b]` (this)}
  /// @param k kernel `[kh, kw, a, b]`, as high and wide as the window
  /// @param window how it slides over the images
  /// @param images the shape `[n, h, w, a]` of the images
  public Array convolveImages(Array k, Window window, Shape images) {
    meet("convolveImages", k);
    checkImages("convolveImages", images);
    require(k.shape.rank() == 4 && k.shape.at(0) == window.height() && k.shape.at(1) == window.width()
            && k.shape.at(2) == images.at(3),
        "convolveImages: images are %s, kernel is %s, %s; kernel must be [rows, columns, channels, channels out]",
        images, k.shape, window);
    require(shape.equals(window.out(images, k.shape.at(3))),
        "convolveImages: cotangent is %s, images are %s, kernel is %s; must fit together", shape, images, k.shape);
    return backend.convolveImages(this, k, window, images);
  }

  /// {@return the adjoint of [#convolve] in the kernel, `[kh, kw, a, b]`; this is the images `[n, h, w, a]`}
  /// @param c the cotangent `[n, oh, ow, b]`
  /// @param window how it slides over the images
  public Array convolveKernel(Array c, Window window) {
    meet("convolveKernel", c);
    checkImages("convolveKernel", shape);
    require(c.shape.rank() == 4 && c.shape.equals(window.out(shape, c.shape.size(-1))),
        "convolveKernel: images are %s, cotangent is %s, %s; must fit together", shape, c.shape, window);
    return backend.convolveKernel(this, c, window);
  }

  /// {@return for each window and channel, which of its `kh·kw` places (row by row) holds the first largest element, as
  /// a number: `[n, oh, ow, a]`}
  ///
  /// @param window how it slides over the images
  public Array poolPlaces(Window window) {
    checkImages("poolPlaces", shape);
    window.out(shape, shape.at(3));
    return backend.poolPlaces(this, window);
  }

  /// {@return the element at the given place of each window: `[n, oh, ow, a]`}
  /// @param places `[n, oh, ow, a]`, from [#poolPlaces]
  /// @param window how it slides over the images
  public Array pickPlaces(Array places, Window window) {
    meet("pickPlaces", places);
    checkImages("pickPlaces", shape);
    require(places.shape.equals(window.out(shape, shape.at(3))),
        "pickPlaces: images are %s, places are %s, %s; must fit together", shape, places.shape, window);
    return backend.pickPlaces(this, places, window);
  }

  /// {@return the adjoint of [#pickPlaces], of a cotangent `[n, oh, ow, a]` (this)}
  /// @param places `[n, oh, ow, a]`, from [#poolPlaces] of the images
  /// @param window how it slides over the images
  /// @param images the shape `[n, h, w, a]` of the images
  public Array putPlaces(Array places, Window window, Shape images) {
    meet("putPlaces", places);
    checkImages("putPlaces", images);
    require(shape.equals(places.shape) && shape.equals(window.out(images, images.size(-1))),
        "putPlaces: cotangent is %s, places are %s, images are %s; must fit together", shape, places.shape, images);
    return backend.putPlaces(this, places, window, images);
  }

  /// {@return the sum over each window, padding counting as 0: `[n, oh, ow, a]`}
  /// @param window how it slides over the images
  public Array poolSum(Window window) {
    checkImages("poolSum", shape);
    window.out(shape, shape.at(3));
    return backend.poolSum(this, window);
  }

  /// {@return the adjoint of [#poolSum], of a cotangent `[n, oh, ow, a]` (this)}
  /// @param window how it slides over the images
  /// @param images the shape `[n, h, w, a]` of the images
  public Array unpoolSum(Window window, Shape images) {
    checkImages("unpoolSum", images);
    require(shape.equals(window.out(images, images.size(-1))),
        "unpoolSum: cotangent is %s, images are %s, %s; must fit together", shape, images, window);
    return backend.unpoolSum(this, window, images);
  }

  // ---- checks

  private void meet(String operation, Array y) {
    if (backend != y.backend) {
      throw new IllegalArgumentException(
          "%s: left is %s on %s, right is %s on %s; both must be on one backend, convert one with to(…)".formatted(
              operation, backend.dtype(), backend.name(), y.backend.dtype(), y.backend.name()));
    }
  }

  private static void checkIndices(String operation, int length, int... indices) {
    for (int index : indices) {
      if (index < 0 || index >= length) {
        throw new IllegalArgumentException(
            operation + ": index is " + index + "; must be at least 0 and below " + length);
      }
    }
  }

  private static void checkSize(String operation, int axis, long size) {
    require(size <= Integer.MAX_VALUE,
        "%s: size of axis %s would be %s; must be at most %s", operation, axis, size, Integer.MAX_VALUE);
  }

  private static void checkImages(String operation, Shape shape) {
    require(shape.rank() == 4, "%s: images are %s; must be [batch, rows, columns, channels]", operation, shape);
  }

  private static void require(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(values));
    }
  }

  @Override
  public String toString() {
    return backend.dtype() + shape.toString();
  }
}
