package dev.jacobean.autodiff.array;

import java.util.List;

/// One element type on one device: the one seam between what is computed and how.
///
/// Everything that makes numbers fast lives behind this interface. Results are fresh and row-major; arguments may be
/// views with any strides. Callers have checked shapes, axes and that every argument belongs to this backend ([Array]
/// does it once for all backends), so that an implementation states loops and nothing else. The same arguments give
/// the same bits, whatever the number of threads.
public interface Backend {
  /// {@return its name, as `--backend` and [Backends#use] take it}
  String name();

  /// {@return the type of every element}
  DType dtype();

  /// {@return an array of these numbers, rounded to the element type}
  /// @param shape holds as many elements as there are values
  /// @param values in row-major order; not kept
  Array of(Shape shape, double... values);

  /// {@return an array of these numbers, converted to the element type}
  /// @param shape holds as many elements as there are values
  /// @param values in row-major order; not kept
  Array of(Shape shape, float... values);

  /// {@return all elements in row-major order, as a fresh array}
  /// @param x any view
  double[] toDoubles(Array x);

  /// {@return the same numbers in row-major order in fresh memory}
  /// @param x any view
  Array copy(Array x);

  /// {@return `f` of each element}
  /// @param f means [Unary#at], rounded to the element type or close to that
  /// @param x the arguments
  Array map(Unary f, Array x);

  /// {@return `f` of each pair of elements; equal shapes}
  /// @param f means [Binary#at], rounded to the element type or close to that
  /// @param x left arguments
  /// @param y right arguments
  Array zip(Binary f, Array x, Array y);

  /// {@return `x + factor·y`, the product rounded first; equal shapes}
  /// @param x what is added to
  /// @param factor rounded to the element type
  /// @param y what is scaled and added
  Array addTimes(Array x, double factor, Array y);

  /// Two results of one pass.
  ///
  /// @param inner `y = x + a·v`
  /// @param outer `w + b·y`
  record Sums(Array inner, Array outer) {}

  /// {@return `y = x + a·v` and `w + b·y`: this is the definition, to the bit; a backend may take one pass for both}
  /// @param x what is added to, like all four of one shape
  /// @param a rounded to the element type
  /// @param v what is scaled and added
  /// @param b rounded to the element type
  /// @param w what the scaled `y` is added to
  default Sums addTimesTwice(Array x, double a, Array v, double b, Array w) {
    Array y = addTimes(x, a, v);
    return new Sums(y, addTimes(w, b, y));
  }

  /// {@return `x` where `condition` is not 0, else `y`; equal shapes}
  /// @param condition a number for each choice; NaN is not 0
  /// @param x read where the condition holds
  /// @param y read elsewhere
  Array select(Array condition, Array x, Array y);

  /// {@return `x + y` where `open` is positive, else 0, whatever the sum is there: this is the definition, to the bit; a
  /// backend may take one pass for both; equal shapes}
  /// @param x what is added to
  /// @param y what is added
  /// @param open where the sum passes; NaN is not positive
  default Array gateOfSum(Array x, Array y, Array open) {
    return zip(Binary.GATE, zip(Binary.ADD, x, y), open);
  }

  /// {@return `x` folded over axes, which vanish from the shape}
  /// @param fold what becomes of the elements; its start where there are none
  /// @param x any view
  /// @param axes counted from the front, ascending, perhaps none
  Array fold(Fold fold, Array x, int... axes);

  /// {@return e^x / Σ e^x over axes: this is the definition, to the bit; a backend may take fewer passes over memory}
  /// @param x any view
  /// @param axes over which the results sum to 1; counted from the front, ascending, perhaps none
  default Array softmax(Array x, int... axes) {
    Array logSums = fold(Fold.LOG_SUM_EXP, x, axes).reshape(x.shape().collapsed(axes)).expand(x.shape());
    return map(Unary.EXP, zip(Binary.SUBTRACT, x, logSums));
  }

  /// {@return the position of the first largest element along an axis, which vanishes; a NaN counts as largest}
  /// @param x any view, not empty along the axis
  /// @param axis counted from the front
  Array argmax(Array x, int axis);

  /// {@return products of matrices in the last two axes: `[…, m, n]`}
  /// @param x `[…, m, k]`
  /// @param y `[…, k, n]`, the leading axes as in `x`
  Array matmul(Array x, Array y);

  /// {@return the parts one after another along an axis}
  /// @param axis counted from the front
  /// @param parts at least one; equal in shape, but for the size along the axis
  Array concatenate(int axis, List<Array> parts);

  /// {@return `x` with zeros added before and after each axis}
  /// @param x any view
  /// @param before how many zeros before each axis
  /// @param after how many after each
  Array pad(Array x, int[] before, int[] after);

  /// {@return slices `indices[0], indices[1], …` along an axis}
  /// @param x what slices are picked from
  /// @param axis counted from the front
  /// @param indices in any order, also repeatedly
  Array gather(Array x, int axis, int... indices);

  /// {@return the adjoint of [#gather]: slice `i` of `c` added into slice `indices[i]` of zeros with `length` slices,
  /// in order}
  ///
  /// @param c a cotangent of what [#gather] gives
  /// @param axis counted from the front
  /// @param length the size of the axis in the result
  /// @param indices one for each slice of `c`; slices of equal index add up
  Array scatter(Array c, int axis, int length, int... indices);

  /// {@return images correlated with a kernel: `[n, oh, ow, b]`}
  /// @param x images `[n, h, w, a]`
  /// @param k kernel `[kh, kw, a, b]`
  /// @param window how it slides over the images
  Array convolve(Array x, Array k, Window window);

  /// {@return the adjoint of [#convolve] in the images, `[n, h, w, a]`}
  /// @param c a cotangent `[n, oh, ow, b]`
  /// @param k kernel `[kh, kw, a, b]`
  /// @param window how it slides over the images
  /// @param images the shape `[n, h, w, a]` of the result
  Array convolveImages(Array c, Array k, Window window, Shape images);

  /// {@return the adjoint of [#convolve] in the kernel, `[kh, kw, a, b]`}
  /// @param x images `[n, h, w, a]`
  /// @param c a cotangent `[n, oh, ow, b]`
  /// @param window how it slides over the images
  Array convolveKernel(Array x, Array c, Window window);

  /// {@return for each window and channel, which of its `kh·kw` places (row by row) holds the first largest element, as
  /// a number; a NaN counts as largest, padding never wins: `[n, oh, ow, a]`}
  ///
  /// @param x images `[n, h, w, a]`
  /// @param window how it slides over the images
  Array poolPlaces(Array x, Window window);

  /// {@return the element at the given place of each window, `[n, oh, ow, a]`}
  /// @param x images `[n, h, w, a]`
  /// @param places `[n, oh, ow, a]`, from [#poolPlaces]
  /// @param window how it slides over the images
  Array pickPlaces(Array x, Array places, Window window);

  /// {@return the adjoint of [#pickPlaces]: `c` added into the given places of zeros}
  /// @param c a cotangent `[n, oh, ow, a]`
  /// @param places `[n, oh, ow, a]`, from [#poolPlaces]
  /// @param window how it slides over the images
  /// @param images the shape `[n, h, w, a]` of the result
  Array putPlaces(Array c, Array places, Window window, Shape images);

  /// {@return the sum over each window, padding counting as 0: `[n, oh, ow, a]`}
  /// @param x images `[n, h, w, a]`
  /// @param window how it slides over the images
  Array poolSum(Array x, Window window);

  /// {@return the adjoint of [#poolSum]: every element of `c` added to all of its window}
  /// @param c a cotangent `[n, oh, ow, a]`
  /// @param window how it slides over the images
  /// @param images the shape `[n, h, w, a]` of the result
  Array unpoolSum(Array c, Window window, Shape images);
}
