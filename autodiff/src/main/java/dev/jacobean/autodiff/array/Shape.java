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
    long count = 1; // stays at one too many; an empty axis still makes it 0
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      if (sizes[axis] < 0) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(sizes) + ": sizes must not be negative");
      }
      strides[axis] = (int) count;
      count = Math.min(count * sizes[axis], Integer.MAX_VALUE + 1L);
    }
    if (count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "shape " + Arrays.toString(sizes) + ": must hold at most 2147483647 elements");
    }
    this.size = (int) count;
  }

  /// {@return the shape with these axis sizes}
  /// @param sizes outermost axis first; none gives the shape of a scalar
  /// @throws IllegalArgumentException for a negative size or more than 2³¹ − 1 elements
  public static Shape of(int... sizes) {
    return sizes.length == 0 ? SCALAR : new Shape(sizes.clone());
  }

  /// {@return the number of axes}
  public int rank() {
    return sizes.length;
  }

  /// {@return the number of elements}
  public int size() {
    return size;
  }

  /// {@return the size of one axis; negative axes count from the end}
  /// @param axis from `-rank()` to `rank() - 1`
  public int size(int axis) {
    return sizes[axis(axis)];
  }

  /// {@return all axis sizes, as a fresh array}
  public int[] sizes() {
    return sizes.clone();
  }

  /// {@return this axis counted from the front: `-1` is the last}
  /// @param axis from `-rank()` to `rank() - 1`
  /// @throws IllegalArgumentException if there is no such axis
  public int axis(int axis) {
    int counted = axis < 0 ? axis + sizes.length : axis;
    if (counted < 0 || counted >= sizes.length) {
      throw new IllegalArgumentException(
          "axis " + axis + ": shape " + this + " has " + sizes.length + " axes");
    }
    return counted;
  }

  /// {@return these axes counted from the front, ascending; no axes given means all of them}
  /// @param axes in any order, each from `-rank()` to `rank() - 1`
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

  /// {@return this shape without the given axes, which must be counted and ascending}
  /// @param axes as [#axes] gives them
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

  /// {@return this shape with size 1 at the given axes, which must be counted and ascending}
  /// @param axes as [#axes] gives them
  public Shape collapsed(int... axes) {
    int[] to = sizes.clone();
    for (int axis : axes) {
      to[axis] = 1;
    }
    return of(to);
  }

  /// {@return this shape with another size at one axis}
  /// @param axis from `-rank()` to `rank() - 1`
  /// @param size not negative
  public Shape with(int axis, int size) {
    int[] to = sizes.clone();
    to[axis(axis)] = size;
    return of(to);
  }

  /// {@return the leading `rank() - count` axes}
  /// @param count from 0 to the rank
  public Shape dropLast(int count) {
    return of(Arrays.copyOf(sizes, sizes.length - count));
  }

  /// {@return this shape followed by more axes}
  /// @param more sizes of the axes to add, none of them negative
  public Shape append(int... more) {
    int[] to = Arrays.copyOf(sizes, sizes.length + more.length);
    System.arraycopy(more, 0, to, sizes.length, more.length);
    return of(to);
  }

  /// {@return the smallest shape that both expand to: axes aligned at the last one, 1 expands to anything}
  /// @param operation whose arguments these are, for the message
  /// @param left of the first argument
  /// @param right of the second
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

  /// {@return whether a tensor of this shape may be expanded to `to`}
  /// @param to may have more axes, in front
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
