package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Binary;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Fold;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.autodiff.array.Unary;
import dev.jacobean.autodiff.array.Window;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// What programs compute with: numbers, or numbers that some differentiation is watching. Immutable.
///
/// Operations on tensors of different shapes expand both to one shape: axes are aligned at the last one, and size 1
/// repeats. Negative axes count from the end; where axes are a list, none given means all of them. Every operation throws
/// [IllegalArgumentException] if shapes, axes, element types or backends do not fit. Every one with a derivative throws
/// [IllegalStateException] for a tensor whose differentiation has ended, or runs on another thread.
public sealed interface Tensor permits Constant, Traced {

  // ---- making tensors

  /// {@return a tensor of these numbers}
  /// @param numbers of any shape and backend; not copied
  static Tensor of(Array numbers) {
    return new Constant(numbers);
  }

  /// {@return a tensor of any shape from numbers in row-major order}
  /// @param backend where to keep them; rounds to its element type
  /// @param shape must hold as many elements as there are numbers
  /// @param rowMajor the last axis runs fastest; copied
  static Tensor of(Backend backend, Shape shape, double... rowMajor) {
    if (rowMajor.length != shape.size()) {
      throw new IllegalArgumentException(
          "of: shape is " + shape + ", " + rowMajor.length + " numbers given; must be " + shape.size());
    }
    return new Constant(backend.of(shape, rowMajor));
  }

  /// {@return an F64 vector}
  /// @param values copied; on the chosen F64 backend
  static Tensor of(double... values) {
    return of(Backends.f64(), Shape.of(values.length), values);
  }

  /// {@return an F64 vector of whole numbers} Without this method `of(1, 2)` would be F32.
  ///
  /// @param values exact in double precision
  static Tensor of(int... values) {
    return of(Arrays.stream(values).asDoubleStream().toArray());
  }

  /// {@return an F32 vector}
  /// @param values copied; on the chosen F32 backend
  static Tensor of(float... values) {
    return new Constant(Backends.f32().of(Shape.of(values.length), values));
  }

  /// {@return an F64 matrix}
  /// @param rows equally long; none gives shape `[0, 0]`
  /// @throws IllegalArgumentException if the rows differ in length
  static Tensor of(double[]... rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    for (double[] row : rows) {
      if (row.length != columns) {
        throw new IllegalArgumentException(
            "of: first row has " + columns + " numbers, another " + row.length + "; rows must be equally long");
      }
    }
    double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    return of(Backends.f64(), Shape.of(rows.length, columns), flat);
  }

  /// {@return an F64 number, of shape `[]`}
  /// @param x on the chosen F64 backend
  static Tensor scalar(double x) {
    return of(Backends.f64(), Shape.of(), x);
  }

  /// {@return the same number everywhere}
  /// @param backend where to keep them, and their element type
  /// @param x rounded to the element type
  /// @param sizes of the axes, outermost first; none for a scalar
  static Tensor full(Backend backend, double x, int... sizes) {
    return full(backend, x, Shape.of(sizes));
  }

  /// {@return the same number everywhere; takes the memory of one}
  /// @param backend where to keep them, and their element type
  /// @param x rounded to the element type
  /// @param shape of any size
  static Tensor full(Backend backend, double x, Shape shape) {
    FiniteGuard.checkConstant(x, backend.dtype());
    Array one = backend.of(Shape.of(), x);
    return new Constant(shape.rank() == 0 ? one : one.expand(shape));
  }

  /// {@return zeros}
  /// @param backend where to keep them, and their element type
  /// @param sizes of the axes, outermost first; none for a scalar
  static Tensor zeros(Backend backend, int... sizes) {
    return full(backend, 0, Shape.of(sizes));
  }

  /// {@return ones}
  /// @param backend where to keep them, and their element type
  /// @param sizes of the axes, outermost first; none for a scalar
  static Tensor ones(Backend backend, int... sizes) {
    return full(backend, 1, Shape.of(sizes));
  }

  /// {@return independent standard normal numbers}
  /// @param backend rounds to its element type what is drawn in double precision
  /// @param generator asked for one number an element, in row-major order
  /// @param sizes of the axes, outermost first; none for a scalar
  static Tensor normal(Backend backend, RandomGenerator generator, int... sizes) {
    Shape shape = Shape.of(sizes);
    double[] values = new double[shape.size()];
    Arrays.setAll(values, i -> generator.nextGaussian());
    return of(backend, shape, values);
  }

  /// {@return independent numbers, uniform on [0, 1)} What would round to 1 becomes the number before it.
  ///
  /// @param backend rounds to its element type what is drawn in double precision
  /// @param generator asked for one number an element, in row-major order
  /// @param sizes of the axes, outermost first; none for a scalar
  static Tensor uniform(Backend backend, RandomGenerator generator, int... sizes) {
    Shape shape = Shape.of(sizes);
    double[] values = new double[shape.size()];
    double last = 1 - backend.dtype().rounding() / 2;
    Arrays.setAll(values, i -> Math.min(generator.nextDouble(), last));
    return of(backend, shape, values);
  }

  /// {@return 0, 1, …, count − 1}
  /// @param backend where to keep them, and their element type
  /// @param count not negative
  static Tensor range(Backend backend, int count) {
    Shape shape = Shape.of(count);
    double[] values = new double[count];
    Arrays.setAll(values, i -> i);
    return of(backend, shape, values);
  }

  /// {@return zeros of this shape on this backend}
  default Tensor zeros() {
    return full(backend(), 0, shape());
  }

  // ---- what it is

  /// {@return the sizes of the axes, outermost first}
  Shape shape();

  /// {@return where its numbers are kept, and their element type}
  Backend backend();

  /// {@return the numbers} What is computed from them directly, no differentiation sees.
  Array array();

  /// {@return the element type}
  default DType dtype() {
    return backend().dtype();
  }

  /// {@return all numbers in row-major order, as a fresh array}
  default double[] toDoubles() {
    return array().toDoubles();
  }

  /// {@return the only number}
  /// @throws IllegalArgumentException if there is not exactly one
  default double item() {
    return array().item();
  }

  /// {@return the same numbers on another backend, rounded to its element type}
  /// @param backend of any element type; this tensor's own copies nothing
  default Tensor to(Backend backend) {
    return Rearrangement.convert(this, backend);
  }

  /// {@return the same numbers with another element type, rounded to it}
  /// @param dtype on the chosen backend of this type, unless the tensor has it already
  default Tensor to(DType dtype) {
    return dtype == dtype() ? this : to(Backends.of(dtype));
  }

  /// {@return the same numbers, which no differentiation watches}
  default Tensor stopGradient() {
    return this instanceof Constant ? this : new Constant(array());
  }

  // ---- elementwise, two arguments

  /// {@return this + y}
  /// @param y expands with this to one shape
  default Tensor plus(Tensor y) {
    return Elementwise.pair(Elementwise.ADD, this, y);
  }

  /// {@return this + y}
  /// @param y the same for every element; rounded to the element type
  default Tensor plus(double y) {
    return plus(full(backend(), y));
  }

  /// {@return this + factor·y, in one pass over memory; the bits of `plus(y.times(factor))`}
  /// @param factor a number that no differentiation sees; rounded to the element type
  /// @param y what is scaled and added; expands with this to one shape
  default Tensor plusTimes(double factor, Tensor y) {
    return Elementwise.plusTimes(this, factor, y);
  }

  /// {@return max(this + y, 0), in one pass over memory; the bits of `plus(y).relu()`}
  /// @param y for example a bias; expands with this to one shape
  default Tensor plusRelu(Tensor y) {
    return Fused.plusRelu(this, y);
  }

  /// {@return this − y}
  /// @param y expands with this to one shape
  default Tensor minus(Tensor y) {
    return Elementwise.pair(Elementwise.SUBTRACT, this, y);
  }

  /// {@return this − y}
  /// @param y the same for every element; rounded to the element type
  default Tensor minus(double y) {
    return minus(full(backend(), y));
  }

  /// {@return this·y, elementwise}
  /// @param y expands with this to one shape
  default Tensor times(Tensor y) {
    return Elementwise.pair(Elementwise.MULTIPLY, this, y);
  }

  /// {@return this·y}
  /// @param y the same for every element; rounded to the element type
  default Tensor times(double y) {
    return times(full(backend(), y));
  }

  /// {@return this/y, elementwise}
  /// @param y divisors; expand with this to one shape
  default Tensor dividedBy(Tensor y) {
    return Elementwise.pair(Elementwise.DIVIDE, this, y);
  }

  /// {@return this/y}
  /// @param y the same for every element; rounded to the element type
  default Tensor dividedBy(double y) {
    return dividedBy(full(backend(), y));
  }

  /// {@return thisʸ, elementwise} The derivative in the exponent is 0 where this is 0.
  ///
  /// @param y exponents; expand with this to one shape
  default Tensor pow(Tensor y) {
    return Elementwise.pair(Elementwise.POW, this, y);
  }

  /// {@return thisʸ}
  /// @param y the exponent of every element
  default Tensor pow(double y) {
    return pow(full(backend(), y));
  }

  /// {@return the larger of each pair; where both are equal, either has half of the derivative}
  /// @param y expands with this to one shape
  default Tensor max(Tensor y) {
    return Elementwise.pair(Elementwise.MAX, this, y);
  }

  /// {@return the larger of this and y, elementwise} Not named `max`, where `max(0)` is over axis 0.
  ///
  /// @param y the lower bound
  default Tensor atLeast(double y) {
    return max(full(backend(), y));
  }

  /// {@return the smaller of each pair; where both are equal, either has half of the derivative}
  /// @param y expands with this to one shape
  default Tensor min(Tensor y) {
    return Elementwise.pair(Elementwise.MIN, this, y);
  }

  /// {@return the smaller of this and y: min with a number}
  /// @param y the upper bound
  default Tensor atMost(double y) {
    return min(full(backend(), y));
  }

  // ---- comparisons: 1 where true, else 0; no differentiation sees them

  /// {@return 1 where this < y, else 0}
  /// @param y expands with this to one shape
  default Tensor less(Tensor y) {
    return Elementwise.compare(Binary.LESS, this, y);
  }

  /// {@return 1 where this < y, else 0}
  /// @param y the same for every element; rounded to the element type
  default Tensor less(double y) {
    return less(full(backend(), y));
  }

  /// {@return 1 where this ≤ y, else 0}
  /// @param y expands with this to one shape
  default Tensor lessOrEqual(Tensor y) {
    return Elementwise.compare(Binary.LESS_OR_EQUAL, this, y);
  }

  /// {@return 1 where this ≤ y, else 0}
  /// @param y the same for every element; rounded to the element type
  default Tensor lessOrEqual(double y) {
    return lessOrEqual(full(backend(), y));
  }

  /// {@return 1 where this > y, else 0}
  /// @param y expands with this to one shape
  default Tensor greater(Tensor y) {
    return y.less(this);
  }

  /// {@return 1 where this > y, else 0}
  /// @param y the same for every element; rounded to the element type
  default Tensor greater(double y) {
    return greater(full(backend(), y));
  }

  /// {@return 1 where this ≥ y, else 0}
  /// @param y expands with this to one shape
  default Tensor greaterOrEqual(Tensor y) {
    return y.lessOrEqual(this);
  }

  /// {@return 1 where this ≥ y, else 0}
  /// @param y the same for every element; rounded to the element type
  default Tensor greaterOrEqual(double y) {
    return greaterOrEqual(full(backend(), y));
  }

  /// {@return 1 where this = y, else 0}
  /// @param y expands with this to one shape
  default Tensor equalTo(Tensor y) {
    return Elementwise.compare(Binary.EQUAL, this, y);
  }

  /// {@return 1 where this = y, else 0}
  /// @param y the same for every element; rounded to the element type
  default Tensor equalTo(double y) {
    return equalTo(full(backend(), y));
  }

  /// {@return 1 where this ≠ y, else 0}
  /// @param y expands with this to one shape
  default Tensor notEqualTo(Tensor y) {
    return Elementwise.compare(Binary.NOT_EQUAL, this, y);
  }

  /// {@return 1 where this ≠ y, else 0}
  /// @param y the same for every element; rounded to the element type
  default Tensor notEqualTo(double y) {
    return notEqualTo(full(backend(), y));
  }

  /// {@return `x` where this is not 0, else `y`} Selects: NaN and infinity in the branch not taken do not leak into
  /// the value. Into a derivative they may: that branch pulls 0 back, and 0 times an infinite slope, as a root's at 0,
  /// is NaN. Select a safe argument first, then the result: `open.select(open.select(x, one).sqrt(), zero)`.
  ///
  /// @param x expands to one shape with the others
  /// @param y expands to one shape with the others
  default Tensor select(Tensor x, Tensor y) {
    return Elementwise.select(this, x, y);
  }

  // ---- elementwise, one argument

  /// {@return −this}
  default Tensor negate() {
    return Elementwise.NEGATE.apply(this);
  }

  /// {@return 1/this}
  default Tensor reciprocal() {
    return Elementwise.RECIPROCAL.apply(this);
  }

  /// {@return this²}
  default Tensor square() {
    return Elementwise.SQUARE.apply(this);
  }

  /// {@return √this}
  default Tensor sqrt() {
    return Elementwise.SQRT.apply(this);
  }

  /// {@return |this|; the derivative at 0 is 0}
  default Tensor abs() {
    return Elementwise.ABS.apply(this);
  }

  /// {@return the sign: −1, 0 or 1; its derivative is 0 everywhere}
  default Tensor sign() {
    return Elementwise.step(Unary.SIGN, this);
  }

  /// {@return the largest whole number not above this; its derivative is 0 everywhere}
  default Tensor floor() {
    return Elementwise.step(Unary.FLOOR, this);
  }

  /// {@return e^this}
  default Tensor exp() {
    return Elementwise.EXP.apply(this);
  }

  /// {@return e^this − 1, exact near 0}
  default Tensor expm1() {
    return Elementwise.EXPM1.apply(this);
  }

  /// {@return the natural logarithm}
  default Tensor log() {
    return Elementwise.LOG.apply(this);
  }

  /// {@return log(1 + this), exact near 0}
  default Tensor log1p() {
    return Elementwise.LOG1P.apply(this);
  }

  /// {@return the sine, of radians}
  default Tensor sin() {
    return Elementwise.SIN.apply(this);
  }

  /// {@return the cosine, of radians}
  default Tensor cos() {
    return Elementwise.COS.apply(this);
  }

  /// {@return the hyperbolic tangent}
  default Tensor tanh() {
    return Elementwise.TANH.apply(this);
  }

  /// {@return 1/(1 + e^−this)}
  default Tensor sigmoid() {
    return Elementwise.SIGMOID.apply(this);
  }

  /// {@return log(1 + e^this), without overflow}
  default Tensor softplus() {
    return Elementwise.SOFTPLUS.apply(this);
  }

  /// {@return the error function}
  default Tensor erf() {
    return Elementwise.ERF.apply(this);
  }

  /// {@return this·Φ(this), where Φ is the standard normal distribution function (Hendrycks & Gimpel 2016)}
  default Tensor gelu() {
    return times(times(Math.sqrt(0.5)).erf().plus(1).times(0.5));
  }

  /// {@return max(this, 0); the derivative at 0 is 0}
  default Tensor relu() {
    return Elementwise.RELU.apply(this);
  }

  // ---- reductions: the named axes vanish; with `Keep` they stay, with size 1

  /// {@return the sum over axes}
  /// @param axes none means all; negative ones count from the end
  default Tensor sum(int... axes) {
    return Reduction.sum(this, shape().axes(axes));
  }

  /// {@return the sum over axes, which stay with size 1}
  /// @param axes none means all; negative ones count from the end
  default Tensor sumKeep(int... axes) {
    return keep(sum(axes), axes);
  }

  /// {@return the mean over axes}
  /// @param axes none means all; negative ones count from the end
  default Tensor mean(int... axes) {
    return Reduction.mean(this, shape().axes(axes));
  }

  /// {@return the mean over axes, which stay with size 1}
  /// @param axes none means all; negative ones count from the end
  default Tensor meanKeep(int... axes) {
    return keep(mean(axes), axes);
  }

  /// {@return the mean squared deviation from the mean (divided by the count, not by the count less one)}
  /// @param axes none means all; negative ones count from the end
  default Tensor variance(int... axes) {
    return minus(meanKeep(axes)).square().mean(axes);
  }

  /// {@return the largest over axes; where several are, each has an equal share of the derivative}
  /// @param axes none means all; negative ones count from the end
  default Tensor max(int... axes) {
    return Reduction.extreme(Fold.MAX, this, shape().axes(axes));
  }

  /// {@return the largest over axes, which stay with size 1}
  /// @param axes none means all; negative ones count from the end
  default Tensor maxKeep(int... axes) {
    return keep(max(axes), axes);
  }

  /// {@return the smallest over axes; where several are, each has an equal share of the derivative}
  /// @param axes none means all; negative ones count from the end
  default Tensor min(int... axes) {
    return Reduction.extreme(Fold.MIN, this, shape().axes(axes));
  }

  /// {@return the smallest over axes, which stay with size 1}
  /// @param axes none means all; negative ones count from the end
  default Tensor minKeep(int... axes) {
    return keep(min(axes), axes);
  }

  /// {@return the position of the first largest along an axis, as a number; no differentiation sees it}
  /// @param axis not empty; negative ones count from the end
  default Tensor argmax(int axis) {
    return new Constant(array().argmax(axis));
  }

  /// {@return log Σ e^this over axes, without overflow}
  /// @param axes none means all; negative ones count from the end
  default Tensor logSumExp(int... axes) {
    return Reduction.logSumExp(this, shape().axes(axes));
  }

  /// {@return e^this / Σ e^this along an axis}
  /// @param axis along which the results sum to 1; negative ones count from the end
  default Tensor softmax(int axis) {
    return Reduction.softmax(this, shape().axis(axis));
  }

  /// {@return this − log Σ e^this along an axis}
  /// @param axis along which the results sum to 1; negative ones count from the end
  default Tensor logSoftmax(int axis) {
    return minus(keep(logSumExp(axis), axis));
  }

  private Tensor keep(Tensor folded, int... axes) {
    return folded.reshape(shape().collapsed(shape().axes(axes)));
  }

  // ---- rearrangements

  /// {@return this with axes of size 1 repeated and leading axes added, a view that takes no memory}
  /// @param to equal sizes, or any size where this has 1, aligned at the last axis
  default Tensor expand(Shape to) {
    return Rearrangement.expand(this, to);
  }

  /// {@return the same elements in row-major order under another shape; one size may be −1: what remains}
  /// @param sizes with the same product, or with one −1
  default Tensor reshape(int... sizes) {
    return Rearrangement.reshape(this, Rearrangement.complete(shape(), sizes));
  }

  /// {@return the same elements in row-major order under another shape}
  /// @param to holds as many elements
  default Tensor reshape(Shape to) {
    return Rearrangement.reshape(this, to);
  }

  /// {@return this with its axes in another order, a view: axis `i` of the result is axis `order[i]` of this}
  /// @param order names every axis once; negative ones count from the end
  default Tensor permute(int... order) {
    return Rearrangement.permute(this, order.clone());
  }

  /// {@return this with its last two axes swapped, a view}
  /// @throws IllegalArgumentException if there are fewer
  default Tensor transpose() {
    return Rearrangement.transpose(this);
  }

  /// {@return this with a new axis of size 1 before the given one; −1 is after the last}
  /// @param axis where the new axis will be; negative ones count from the end of the result
  default Tensor insertAxis(int axis) {
    return Rearrangement.insertAxis(this, axis);
  }

  /// {@return this without an axis of size 1}
  /// @param axis of size 1; negative ones count from the end
  default Tensor dropAxis(int axis) {
    return Rearrangement.dropAxis(this, axis);
  }

  /// {@return elements `from` to `to` − 1 along an axis}
  /// @param axis negative ones count from the end
  /// @param from the first index taken
  /// @param to the first index beyond the slice, at most the size of the axis
  default Tensor slice(int axis, int from, int to) {
    return slice(axis, from, to, 1);
  }

  /// {@return elements `from, from + step, …` before `to` along an axis}
  /// @param axis negative ones count from the end
  /// @param from the first index taken
  /// @param to the first index beyond the slice, at most the size of the axis
  /// @param step distance between the indices taken, at least 1
  default Tensor slice(int axis, int from, int to, int step) {
    return Rearrangement.slice(this, axis, from, to, step);
  }

  /// {@return slice `index` along an axis, which vanishes}
  /// @param axis negative ones count from the end
  /// @param index from 0 to the size of the axis less one
  default Tensor at(int axis, int index) {
    return slice(axis, index, index + 1).dropAxis(axis);
  }

  /// {@return the elements in opposite order along an axis, a view}
  /// @param axis negative ones count from the end
  default Tensor reverse(int axis) {
    return Rearrangement.reverse(this, axis);
  }

  /// {@return this with zeros added before and after each axis}
  /// @param before how many before each axis, outermost first
  /// @param after how many after each axis
  default Tensor pad(int[] before, int[] after) {
    return Rearrangement.pad(this, before.clone(), after.clone());
  }

  /// {@return slices `indices[0], indices[1], …` along an axis}
  /// @param axis negative ones count from the end
  /// @param indices from 0, in any order, also repeatedly
  default Tensor gather(int axis, int... indices) {
    return Rearrangement.gather(this, axis, indices.clone());
  }

  /// {@return zeros with `length` slices along an axis, to which slice `i` of this is added at `indices[i]`: the
  /// adjoint of [#gather]}
  ///
  /// @param axis along which the slices of this lie; negative ones count from the end
  /// @param length the size of the axis in the result
  /// @param indices one for each slice, below `length`; slices of equal index add up
  default Tensor scatter(int axis, int length, int... indices) {
    return Rearrangement.scatter(this, axis, length, indices.clone());
  }

  /// {@return the parts one after another along an axis}
  /// @param axis negative ones count from the end
  /// @param parts at least one; equal in shape, but for the size along the axis
  static Tensor concatenate(int axis, Tensor... parts) {
    return Rearrangement.concatenate(axis, parts);
  }

  /// {@return the parts side by side along a new axis}
  /// @param axis where the new axis will be; negative ones count from the end of the result
  /// @param parts at least one; equal in shape
  static Tensor stack(int axis, Tensor... parts) {
    return concatenate(axis, Arrays.stream(parts).map(part -> part.insertAxis(axis)).toArray(Tensor[]::new));
  }

  // ---- contractions

  /// {@return products of matrices in the last two axes: `[…, m, n]`}
  /// @param y `[…, k, n]`, where this is `[…, m, k]`; leading axes expand
  default Tensor matmul(Tensor y) {
    return Contraction.matmul(this, y);
  }

  /// {@return Σ this·y over all elements; equal shapes}
  /// @param y of this shape
  default Tensor dot(Tensor y) {
    if (!shape().equals(y.shape())) {
      throw new IllegalArgumentException("dot: left is " + shape() + ", right is " + y.shape() + "; shapes must be equal");
    }
    return times(y).sum();
  }

  /// {@return images `[n, a, h, w]`, as other libraries keep them, the way they are kept here: `[n, h, w, a]`, channels
  /// side by side in memory} To be called once where data comes in: every operation on images wants them so.
  ///
  /// @throws IllegalArgumentException unless there are four axes
  default Tensor channelsLast() {
    return Rearrangement.channels("channelsLast", this, 0, 2, 3, 1);
  }

  /// {@return images `[n, h, w, a]` as other libraries keep them, `[n, a, h, w]`: the inverse of [#channelsLast]}
  /// @throws IllegalArgumentException unless there are four axes
  default Tensor channelsFirst() {
    return Rearrangement.channels("channelsFirst", this, 0, 3, 1, 2);
  }

  /// {@return images `[n, h, w, a]` (this) correlated with a kernel: `[n, oh, ow, b]`} There
  /// `oh = (h + 2·padding − kh)/stride + 1`, rounded down, and so for columns.
  ///
  /// @param kernel `[kh, kw, a, b]`: rows, columns, channels in, channels out
  /// @param stride rows and columns from one window to the next, at least 1
  /// @param padding rows and columns of zeros on every side, fewer than the kernel's
  default Tensor conv2d(Tensor kernel, int stride, int padding) {
    return Convolution.conv2d(this, kernel, stride, padding);
  }

  /// {@return the largest of each `size` × `size` window of images `[n, h, w, a]`: `[n, oh, ow, a]`}
  /// Padding never wins.
  ///
  /// @param size rows and columns of a window
  /// @param stride rows and columns from one window to the next, at least 1
  /// @param padding rows and columns added on every side, fewer than `size`
  default Tensor maxPool2d(int size, int stride, int padding) {
    return Pooling.max(this, new Window(size, size, stride, padding));
  }

  /// {@return the mean of each `size` × `size` window of images `[n, h, w, a]`: `[n, oh, ow, a]`} Padding counts
  /// as 0.
  ///
  /// @param size rows and columns of a window
  /// @param stride rows and columns from one window to the next, at least 1
  /// @param padding rows and columns added on every side, fewer than `size`
  default Tensor avgPool2d(int size, int stride, int padding) {
    return Pooling.mean(this, new Window(size, size, stride, padding));
  }
}
