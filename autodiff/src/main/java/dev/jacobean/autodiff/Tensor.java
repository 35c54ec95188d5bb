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
/// [IllegalArgumentException] if shapes, axes, element types or backends do not fit, and [IllegalStateException] for a
/// tensor whose differentiation has ended.
public sealed interface Tensor permits Constant, Traced {

  // ---- making tensors

  /// A tensor of these numbers.
  static Tensor of(Array numbers) {
    return new Constant(numbers);
  }

  /// A tensor of any shape from numbers in row-major order.
  static Tensor of(Backend backend, Shape shape, double... rowMajor) {
    if (rowMajor.length != shape.size()) {
      throw new IllegalArgumentException(
          "of: shape is " + shape + ", " + rowMajor.length + " numbers given; must be " + shape.size());
    }
    return new Constant(backend.of(shape, rowMajor));
  }

  /// An F64 vector.
  static Tensor of(double... values) {
    return of(Backends.f64(), Shape.of(values.length), values);
  }

  /// An F64 vector of whole numbers. (Without this method `of(1, 2)` would be F32.)
  static Tensor of(int... values) {
    return of(Arrays.stream(values).asDoubleStream().toArray());
  }

  /// An F32 vector.
  static Tensor of(float... values) {
    return new Constant(Backends.f32().of(Shape.of(values.length), values));
  }

  /// An F64 matrix.
  ///
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

  /// An F64 number, of shape `[]`.
  static Tensor scalar(double x) {
    return of(Backends.f64(), Shape.of(), x);
  }

  /// The same number everywhere.
  static Tensor full(Backend backend, double x, int... sizes) {
    return full(backend, x, Shape.of(sizes));
  }

  /// The same number everywhere; takes the memory of one.
  static Tensor full(Backend backend, double x, Shape shape) {
    Array one = backend.of(Shape.of(), x);
    return new Constant(shape.rank() == 0 ? one : one.expand(shape));
  }

  /// Zeros.
  static Tensor zeros(Backend backend, int... sizes) {
    return full(backend, 0, Shape.of(sizes));
  }

  /// Ones.
  static Tensor ones(Backend backend, int... sizes) {
    return full(backend, 1, Shape.of(sizes));
  }

  /// Independent standard normal numbers.
  static Tensor normal(Backend backend, RandomGenerator generator, int... sizes) {
    Shape shape = Shape.of(sizes);
    double[] values = new double[shape.size()];
    Arrays.setAll(values, i -> generator.nextGaussian());
    return of(backend, shape, values);
  }

  /// Independent numbers, uniform on [0, 1).
  static Tensor uniform(Backend backend, RandomGenerator generator, int... sizes) {
    Shape shape = Shape.of(sizes);
    double[] values = new double[shape.size()];
    Arrays.setAll(values, i -> generator.nextDouble());
    return of(backend, shape, values);
  }

  /// 0, 1, …, count − 1.
  static Tensor range(Backend backend, int count) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> i);
    return of(backend, Shape.of(count), values);
  }

  /// Zeros of this shape on this backend.
  default Tensor zeros() {
    return full(backend(), 0, shape());
  }

  // ---- what it is

  /// The sizes of the axes.
  Shape shape();

  /// Where its numbers are kept, and their element type.
  Backend backend();

  /// The numbers. What is computed from them directly, no differentiation sees.
  Array array();

  /// The element type.
  default DType dtype() {
    return backend().dtype();
  }

  /// All numbers in row-major order, as a fresh array.
  default double[] toDoubles() {
    return array().toDoubles();
  }

  /// The only number.
  ///
  /// @throws IllegalArgumentException if there is not exactly one
  default double item() {
    return array().item();
  }

  /// The same numbers on another backend, rounded to its element type.
  default Tensor to(Backend backend) {
    return Rearrangement.convert(this, backend);
  }

  /// The same numbers with another element type.
  default Tensor to(DType dtype) {
    return dtype == dtype() ? this : to(Backends.of(dtype));
  }

  /// The same numbers, which no differentiation watches.
  default Tensor stopGradient() {
    return this instanceof Constant ? this : new Constant(array());
  }

  // ---- elementwise, two arguments

  /// this + y.
  default Tensor plus(Tensor y) {
    return Elementwise.pair(Elementwise.ADD, this, y);
  }

  /// this + y.
  default Tensor plus(double y) {
    return plus(full(backend(), y));
  }

  /// this + factor·y, in one pass over memory; the bits of `plus(y.times(factor))`.
  default Tensor plusTimes(double factor, Tensor y) {
    return Elementwise.plusTimes(this, factor, y);
  }

  /// max(this + y, 0), in one pass over memory; the bits of `plus(y).relu()`.
  default Tensor plusRelu(Tensor y) {
    Shape to = Shape.broadcast("plusRelu", shape(), y.shape());
    return Elementwise.plusRelu(expand(to), y.expand(to));
  }

  /// this − y.
  default Tensor minus(Tensor y) {
    return Elementwise.pair(Elementwise.SUBTRACT, this, y);
  }

  /// this − y.
  default Tensor minus(double y) {
    return minus(full(backend(), y));
  }

  /// this·y, elementwise.
  default Tensor times(Tensor y) {
    return Elementwise.pair(Elementwise.MULTIPLY, this, y);
  }

  /// this·y.
  default Tensor times(double y) {
    return times(full(backend(), y));
  }

  /// this/y, elementwise.
  default Tensor dividedBy(Tensor y) {
    return Elementwise.pair(Elementwise.DIVIDE, this, y);
  }

  /// this/y.
  default Tensor dividedBy(double y) {
    return dividedBy(full(backend(), y));
  }

  /// thisʸ, elementwise. The derivative in the exponent is 0 where this is 0.
  default Tensor pow(Tensor y) {
    return Elementwise.pair(Elementwise.POW, this, y);
  }

  /// thisʸ.
  default Tensor pow(double y) {
    return pow(full(backend(), y));
  }

  /// The larger of each pair; where both are equal, either has half of the derivative.
  default Tensor max(Tensor y) {
    return Elementwise.pair(Elementwise.MAX, this, y);
  }

  /// The larger of this and y: max with a number. (Not named `max`, where `max(0)` is over axis 0.)
  default Tensor atLeast(double y) {
    return max(full(backend(), y));
  }

  /// The smaller of each pair; where both are equal, either has half of the derivative.
  default Tensor min(Tensor y) {
    return Elementwise.pair(Elementwise.MIN, this, y);
  }

  /// The smaller of this and y: min with a number.
  default Tensor atMost(double y) {
    return min(full(backend(), y));
  }

  // ---- comparisons: 1 where true, else 0; no differentiation sees them

  /// this < y.
  default Tensor less(Tensor y) {
    return Elementwise.compare(Binary.LESS, this, y);
  }

  /// this < y.
  default Tensor less(double y) {
    return less(full(backend(), y));
  }

  /// this ≤ y.
  default Tensor lessOrEqual(Tensor y) {
    return Elementwise.compare(Binary.LESS_OR_EQUAL, this, y);
  }

  /// this ≤ y.
  default Tensor lessOrEqual(double y) {
    return lessOrEqual(full(backend(), y));
  }

  /// this > y.
  default Tensor greater(Tensor y) {
    return y.less(this);
  }

  /// this > y.
  default Tensor greater(double y) {
    return greater(full(backend(), y));
  }

  /// this ≥ y.
  default Tensor greaterOrEqual(Tensor y) {
    return y.lessOrEqual(this);
  }

  /// this ≥ y.
  default Tensor greaterOrEqual(double y) {
    return greaterOrEqual(full(backend(), y));
  }

  /// this = y.
  default Tensor equalTo(Tensor y) {
    return Elementwise.compare(Binary.EQUAL, this, y);
  }

  /// this = y.
  default Tensor equalTo(double y) {
    return equalTo(full(backend(), y));
  }

  /// this ≠ y.
  default Tensor notEqualTo(Tensor y) {
    return Elementwise.compare(Binary.NOT_EQUAL, this, y);
  }

  /// this ≠ y.
  default Tensor notEqualTo(double y) {
    return notEqualTo(full(backend(), y));
  }

  /// `x` where this is not 0, else `y`. Selects: NaN and infinity in the branch not taken leak neither into the value
  /// nor into a derivative.
  default Tensor select(Tensor x, Tensor y) {
    return Elementwise.select(this, x, y);
  }

  // ---- elementwise, one argument

  /// −this.
  default Tensor negate() {
    return Elementwise.NEGATE.apply(this);
  }

  /// 1/this.
  default Tensor reciprocal() {
    return Elementwise.RECIPROCAL.apply(this);
  }

  /// this².
  default Tensor square() {
    return Elementwise.SQUARE.apply(this);
  }

  /// √this.
  default Tensor sqrt() {
    return Elementwise.SQRT.apply(this);
  }

  /// |this|; the derivative at 0 is 0.
  default Tensor abs() {
    return Elementwise.ABS.apply(this);
  }

  /// −1, 0 or 1; its derivative is 0 everywhere.
  default Tensor sign() {
    return Elementwise.step(Unary.SIGN, this);
  }

  /// The largest whole number not above this; its derivative is 0 everywhere.
  default Tensor floor() {
    return Elementwise.step(Unary.FLOOR, this);
  }

  /// e^this.
  default Tensor exp() {
    return Elementwise.EXP.apply(this);
  }

  /// e^this − 1, exact near 0.
  default Tensor expm1() {
    return Elementwise.EXPM1.apply(this);
  }

  /// The natural logarithm.
  default Tensor log() {
    return Elementwise.LOG.apply(this);
  }

  /// log(1 + this), exact near 0.
  default Tensor log1p() {
    return Elementwise.LOG1P.apply(this);
  }

  /// Sine, of radians.
  default Tensor sin() {
    return Elementwise.SIN.apply(this);
  }

  /// Cosine, of radians.
  default Tensor cos() {
    return Elementwise.COS.apply(this);
  }

  /// Hyperbolic tangent.
  default Tensor tanh() {
    return Elementwise.TANH.apply(this);
  }

  /// 1/(1 + e^−this).
  default Tensor sigmoid() {
    return Elementwise.SIGMOID.apply(this);
  }

  /// log(1 + e^this), without overflow.
  default Tensor softplus() {
    return Elementwise.SOFTPLUS.apply(this);
  }

  /// The error function.
  default Tensor erf() {
    return Elementwise.ERF.apply(this);
  }

  /// this·Φ(this), Φ the standard normal distribution function (Hendrycks & Gimpel 2016).
  default Tensor gelu() {
    return times(times(Math.sqrt(0.5)).erf().plus(1).times(0.5));
  }

  /// max(this, 0); the derivative at 0 is 0.
  default Tensor relu() {
    return Elementwise.RELU.apply(this);
  }

  // ---- reductions: the named axes vanish; with `Keep` they stay, with size 1

  /// The sum over axes.
  default Tensor sum(int... axes) {
    return Reduction.sum(this, shape().axes(axes));
  }

  /// The sum over axes, which stay with size 1.
  default Tensor sumKeep(int... axes) {
    return keep(sum(axes), axes);
  }

  /// The mean over axes.
  default Tensor mean(int... axes) {
    return Reduction.mean(this, shape().axes(axes));
  }

  /// The mean over axes, which stay with size 1.
  default Tensor meanKeep(int... axes) {
    return keep(mean(axes), axes);
  }

  /// The mean squared deviation from the mean (divided by the count, not by the count less one).
  default Tensor variance(int... axes) {
    return minus(meanKeep(axes)).square().mean(axes);
  }

  /// The largest over axes; where several are, each has an equal share of the derivative.
  default Tensor max(int... axes) {
    return Reduction.extreme(Fold.MAX, this, shape().axes(axes));
  }

  /// The largest over axes, which stay with size 1.
  default Tensor maxKeep(int... axes) {
    return keep(max(axes), axes);
  }

  /// The smallest over axes; where several are, each has an equal share of the derivative.
  default Tensor min(int... axes) {
    return Reduction.extreme(Fold.MIN, this, shape().axes(axes));
  }

  /// The smallest over axes, which stay with size 1.
  default Tensor minKeep(int... axes) {
    return keep(min(axes), axes);
  }

  /// Position of the first largest along an axis, as a number; no differentiation sees it.
  default Tensor argmax(int axis) {
    return new Constant(array().argmax(axis));
  }

  /// log Σ e^this over axes, without overflow.
  default Tensor logSumExp(int... axes) {
    return Reduction.logSumExp(this, shape().axes(axes));
  }

  /// e^this / Σ e^this along an axis.
  default Tensor softmax(int axis) {
    return logSoftmax(axis).exp();
  }

  /// this − log Σ e^this along an axis.
  default Tensor logSoftmax(int axis) {
    return minus(keep(logSumExp(axis), axis));
  }

  private Tensor keep(Tensor folded, int... axes) {
    return folded.reshape(shape().collapsed(shape().axes(axes)));
  }

  // ---- rearrangements

  /// Repeats axes of size 1 and adds leading axes.
  default Tensor expand(Shape to) {
    return Rearrangement.expand(this, to);
  }

  /// The same elements in row-major order under another shape; one size may be −1: what remains.
  default Tensor reshape(int... sizes) {
    return Rearrangement.reshape(this, Rearrangement.complete(shape(), sizes));
  }

  /// The same elements in row-major order under another shape.
  default Tensor reshape(Shape to) {
    return Rearrangement.reshape(this, to);
  }

  /// Axis `i` of the result is axis `order[i]` of this.
  default Tensor permute(int... order) {
    return Rearrangement.permute(this, order);
  }

  /// Swaps the last two axes.
  ///
  /// @throws IllegalArgumentException if there are fewer
  default Tensor transpose() {
    return Rearrangement.transpose(this);
  }

  /// A new axis of size 1 before the given one; −1 is after the last.
  default Tensor insertAxis(int axis) {
    return Rearrangement.insertAxis(this, axis);
  }

  /// Removes an axis of size 1.
  default Tensor dropAxis(int axis) {
    return Rearrangement.dropAxis(this, axis);
  }

  /// Elements `from` to `to` − 1 along an axis.
  default Tensor slice(int axis, int from, int to) {
    return slice(axis, from, to, 1);
  }

  /// Elements `from, from + step, …` before `to` along an axis.
  default Tensor slice(int axis, int from, int to, int step) {
    return Rearrangement.slice(this, axis, from, to, step);
  }

  /// Slice `index` along an axis, which vanishes.
  default Tensor at(int axis, int index) {
    return slice(axis, index, index + 1).dropAxis(axis);
  }

  /// The elements in opposite order along an axis.
  default Tensor reverse(int axis) {
    return Rearrangement.reverse(this, axis);
  }

  /// Zeros added before and after each axis.
  default Tensor pad(int[] before, int[] after) {
    return Rearrangement.pad(this, before, after);
  }

  /// Slices `indices[0], indices[1], …` along an axis.
  default Tensor gather(int axis, int... indices) {
    return Rearrangement.gather(this, axis, indices);
  }

  /// Zeros with `length` slices along an axis, to which slice `i` of this is added at `indices[i]`.
  default Tensor scatter(int axis, int length, int... indices) {
    return Rearrangement.scatter(this, axis, length, indices);
  }

  /// The parts one after another along an axis.
  static Tensor concatenate(int axis, Tensor... parts) {
    return Rearrangement.concatenate(axis, parts);
  }

  /// The parts side by side along a new axis.
  static Tensor stack(int axis, Tensor... parts) {
    return concatenate(axis, Arrays.stream(parts).map(part -> part.insertAxis(axis)).toArray(Tensor[]::new));
  }

  // ---- contractions

  /// Products of matrices in the last two axes: `[…, m, k]` × `[…, k, n]` → `[…, m, n]`; leading axes expand.
  default Tensor matmul(Tensor y) {
    return Contraction.matmul(this, y);
  }

  /// Σ this·y over all elements; equal shapes.
  default Tensor dot(Tensor y) {
    if (!shape().equals(y.shape())) {
      throw new IllegalArgumentException("dot: left is " + shape() + ", right is " + y.shape() + "; shapes must be equal");
    }
    return times(y).sum();
  }

  /// Images `[n, a, h, w]`, as other libraries keep them, the way they are kept here: `[n, h, w, a]`, channels side by
  /// side in memory. To be called once where data comes in: every operation on images wants them so.
  ///
  /// @throws IllegalArgumentException unless there are four axes
  default Tensor channelsLast() {
    return Rearrangement.channels("channelsLast", this, 0, 2, 3, 1);
  }

  /// Images `[n, h, w, a]` as other libraries keep them, `[n, a, h, w]`: the inverse of [#channelsLast].
  ///
  /// @throws IllegalArgumentException unless there are four axes
  default Tensor channelsFirst() {
    return Rearrangement.channels("channelsFirst", this, 0, 3, 1, 2);
  }

  /// Correlates images `[n, h, w, a]` with a kernel `[kh, kw, a, b]` → `[n, oh, ow, b]`, `oh = (h + 2·padding − kh)/stride + 1`.
  default Tensor conv2d(Tensor kernel, int stride, int padding) {
    return Convolution.conv2d(this, kernel, stride, padding);
  }

  /// The largest of each `size` × `size` window of images `[n, h, w, a]`; padding never wins.
  default Tensor maxPool2d(int size, int stride, int padding) {
    return Pooling.max(this, new Window(size, size, stride, padding));
  }

  /// The mean of each `size` × `size` window of images `[n, h, w, a]`; padding counts as 0.
  default Tensor avgPool2d(int size, int stride, int padding) {
    return Pooling.mean(this, new Window(size, size, stride, padding));
  }
}
