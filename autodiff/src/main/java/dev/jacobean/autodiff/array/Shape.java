package dev.jacobean.autodiff.array;

import java.util.Arrays;

/// The sizes of a tensor's axes, outermost first; `[]` is the shape of a scalar. Sizes may be zero.
public final class Shape {
  private static final Shape SCALAR = new Shape();

  private final int[] sizes;
  private final int[] strides;
  private final int size;

  private Shape(int... sizes) {
    this.sizes = sizes;
    this.strides = new int[sizes.length];
    long count = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      if (sizes[axis] < 0) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(sizes) + ": sizes must not be negative");
      }
      strides[axis] = (int) count;
      count *= sizes[axis];
      if (count > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(sizes) + ": must hold at most 2147483647 elements");
      }
    }
    this.size = (int) count;
  }

  /// The shape with these axis sizes.
  ///
  /// @throws IllegalArgumentException for a negative size or more than 2³¹ − 1 elements
  public static Shape of(int... sizes) {
    return sizes.length == 0 ? SCALAR : new Shape(sizes.clone());
  }

  /// Number of axes.
  public int rank() {
    return sizes.length;
  }

  /// Number of elements.
  public int size() {
    return size;
  }

  /// Size of one axis; negative axes count from the end.
  public int size(int axis) {
    return sizes[axis(axis)];
  }

  /// All axis sizes, as a fresh array.
  public int[] sizes() {
    return sizes.clone();
  }

  /// This axis counted from the front: `-1` is the last.
  ///
  /// @throws IllegalArgumentException if there is no such axis
  public int axis(int axis) {
    int counted = axis < 0 ? axis + sizes.length : axis;
    if (counted < 0 || counted >= sizes.length) {
      throw new IllegalArgumentException(
          "axis " + axis + ": shape " + this + " has " + sizes.length + " axes");
    }
    return counted;
  }

  /// These axes counted from the front, ascending; no axes given means all of them.
  ///
  /// @throws IllegalArgumentException if one is absent or named twice
  public int[] axes(int... axes) {
    int[] counted = new int[axes.length == 0 ? rank() : axes.length];
    for (int i = 0; i < counted.length; i++) {
      counted[i] = axes.length == 0 ? i : axis(axes[i]);
    }
    Arrays.sort(counted);
    for (int i = 1; i < counted.length; i++) {
      if (counted[i] == counted[i - 1]) {
        throw new IllegalArgumentException(
            "axes " + Arrays.toString(axes) + ": axis " + counted[i] + " is named twice");
      }
    }
    return counted;
  }

  /// This shape without the given (counted, ascending) axes.
  public Shape without(int... axes) {
    int[] to = new int[sizes.length - axes.length];
    for (int axis = 0, gone = 0; axis < sizes.length; axis++) {
      if (gone < axes.length && axes[gone] == axis) {
        gone++;
      } else {
        to[axis - gone] = sizes[axis];
      }
    }
    return of(to);
  }

  /// This shape with size 1 at the given (counted, ascending) axes.
  public Shape collapsed(int... axes) {
    int[] to = sizes.clone();
    for (int axis : axes) {
      to[axis] = 1;
    }
    return of(to);
  }

  /// This shape with another size at one axis.
  public Shape with(int axis, int size) {
    int[] to = sizes.clone();
    to[axis(axis)] = size;
    return of(to);
  }

  /// The leading `rank() - count` axes.
  public Shape dropLast(int count) {
    return of(Arrays.copyOf(sizes, sizes.length - count));
  }

  /// This shape followed by more axes.
  public Shape append(int... more) {
    int[] to = Arrays.copyOf(sizes, sizes.length + more.length);
    System.arraycopy(more, 0, to, sizes.length, more.length);
    return of(to);
  }

  /// The smallest shape that both expand to (axes aligned at the end, 1 expands to anything).
  ///
  /// @throws IllegalArgumentException naming `operation` if there is none
  public static Shape broadcast(String operation, Shape left, Shape right) {
    if (left.equals(right)) {
      return left;
    }
    int rank = Math.max(left.rank(), right.rank());
    int[] to = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int l = i <= left.rank() ? left.sizes[left.rank() - i] : 1;
      int r = i <= right.rank() ? right.sizes[right.rank() - i] : 1;
      if (l != r && l != 1 && r != 1) {
        throw new IllegalArgumentException(
            operation + ": left is " + left + ", right is " + right
                + "; sizes must be equal or 1, aligned at the last axis");
      }
      to[rank - i] = l == 1 ? r : l;
    }
    return of(to);
  }

  /// Whether a tensor of this shape may be expanded to `to`.
  public boolean expandsTo(Shape to) {
    if (rank() > to.rank()) {
      return false;
    }
    for (int i = 1; i <= rank(); i++) {
      int from = sizes[rank() - i];
      if (from != 1 && from != to.sizes[to.rank() - i]) {
        return false;
      }
    }
    return true;
  }

  /// Checks that values given for this shape are as many as it holds.
  void checkCount(int values) {
    if (values != size) {
      throw new IllegalArgumentException("of: shape is " + this + ", " + values + " values; must be " + size);
    }
  }

  /// Distance in elements between neighbours along each axis of a row-major array. Shared: do not write.
  int[] strides() {
    return strides;
  }

  /// Size of a counted axis, unchecked.
  int at(int axis) {
    return sizes[axis];
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Shape that && Arrays.equals(sizes, that.sizes));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
