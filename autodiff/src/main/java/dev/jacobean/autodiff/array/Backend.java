package dev.jacobean.autodiff.array;

import java.util.List;

/// One element type on one device: the one seam between what is computed and how.
///
/// Everything that makes numbers fast lives behind this interface. Results are fresh and row-major; arguments may be
/// views with any strides. Callers have checked shapes, axes and that every argument belongs to this backend ([Array]
/// does it once for all backends), so that an implementation states loops and nothing else. The same arguments give
/// the same bits, whatever the number of threads.
public interface Backend {
  /// Its name, as `--backend` takes it.
  String name();

  /// The type of every element.
  DType dtype();

  /// Numbers from Java, rounded to the element type; `values` is in row-major order and is not kept.
  Array of(Shape shape, double... values);

  /// As [#of(Shape, double...)].
  Array of(Shape shape, float... values);

  /// All elements in row-major order, as a fresh array.
  double[] toDoubles(Array x);

  /// The same numbers in row-major order in fresh memory.
  Array copy(Array x);

  /// `f` of each element.
  Array map(Unary f, Array x);

  /// `f` of each pair; equal shapes.
  Array zip(Binary f, Array x, Array y);

  /// `x + factor·y`, the product rounded first; equal shapes.
  Array addTimes(Array x, double factor, Array y);

  /// `x` where `condition` is not 0, else `y`; equal shapes.
  Array select(Array condition, Array x, Array y);

  /// Folds the given axes (counted, ascending, perhaps none), which vanish from the shape.
  Array fold(Fold fold, Array x, int... axes);

  /// Position of the first largest element along an axis, which vanishes; a NaN counts as largest. Axis not empty.
  Array argmax(Array x, int axis);

  /// Products of matrices in the last two axes: `[…, m, k]` × `[…, k, n]` → `[…, m, n]`; equal leading axes.
  Array matmul(Array x, Array y);

  /// The parts one after another along an axis; at least one part.
  Array concatenate(int axis, List<Array> parts);

  /// Zeros added before and after each axis.
  Array pad(Array x, int[] before, int[] after);

  /// Slices `indices[0], indices[1], …` along an axis.
  Array gather(Array x, int axis, int... indices);

  /// The adjoint of [#gather]: adds slice `i` of `c` into slice `indices[i]` of zeros with `length` slices, in order.
  Array scatter(Array c, int axis, int length, int... indices);

  /// Correlates images `[n, h, w, a]` with kernels `[kh, kw, a, b]` → `[n, oh, ow, b]`.
  Array convolve(Array x, Array k, Window window);

  /// The adjoint of [#convolve] in the images: `c` `[n, oh, ow, b]`, `k` `[kh, kw, a, b]` → `images`.
  Array convolveImages(Array c, Array k, Window window, Shape images);

  /// The adjoint of [#convolve] in the kernel: `x` `[n, h, w, a]`, `c` `[n, oh, ow, b]` → `[kh, kw, a, b]`.
  Array convolveKernel(Array x, Array c, Window window);

  /// For each window and channel of `x` `[n, h, w, a]`, which of its `kh·kw` places (row by row) holds the first largest
  /// element, as a number; a NaN counts as largest, padding never wins. → `[n, oh, ow, a]`.
  Array poolPlaces(Array x, Window window);

  /// The element at the given place of each window: `x` `[n, h, w, a]`, `places` `[n, oh, ow, a]` → like `places`.
  Array pickPlaces(Array x, Array places, Window window);

  /// The adjoint of [#pickPlaces]: adds `c` `[n, oh, ow, a]` into the given places of zeros → `images`.
  Array putPlaces(Array c, Array places, Window window, Shape images);

  /// Sum over each window, padding counting as 0: `[n, h, w, a]` → `[n, oh, ow, a]`.
  Array poolSum(Array x, Window window);

  /// The adjoint of [#poolSum]: `c` `[n, oh, ow, a]` → `images`.
  Array unpoolSum(Array c, Window window, Shape images);
}
