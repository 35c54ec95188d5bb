package dev.jacobean.autodiff;

import static dev.jacobean.autodiff.Primitive.general;
import static dev.jacobean.autodiff.Primitive.linear;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The rules of operations that move numbers without computing any: all linear, each stating its adjoint.
final class Rearrangement {
  private Rearrangement() {}

  static Tensor expand(Tensor x, Shape to) {
    return x.shape().equals(to) ? x
        : linear("expand", a -> a.expand(to), Reduction::fold).apply(x);
  }

  static Tensor reshape(Tensor x, Shape to) {
    return x.shape().equals(to) ? x
        : linear("reshape", a -> a.reshape(to), (c, from) -> reshape(c, from)).apply(x);
  }

  static Tensor permute(Tensor x, int... order) {
    return linear("permute", a -> a.permute(order), (c, from) -> permute(c, inverse(from, order))).apply(x);
  }

  static Tensor reverse(Tensor x, int axis) {
    return linear("reverse", a -> a.reverse(axis), (c, from) -> reverse(c, axis)).apply(x);
  }

  static Tensor slice(Tensor x, int axis, int start, int to, int step) {
    return linear("slice", a -> a.slice(axis, start, to, step), (c, from) -> step == 1
        ? pad(c, at(from, axis, start), at(from, axis, from.size(axis) - to))
        : scatter(c, axis, from.size(axis), IntStream.range(0, c.shape().size(axis)).map(i -> start + i * step).toArray()))
        .apply(x);
  }

  static Tensor pad(Tensor x, int[] before, int[] after) {
    return linear("pad", a -> a.pad(before, after), (c, from) -> crop(c, before, from)).apply(x);
  }

  static Tensor gather(Tensor x, int axis, int... indices) {
    return linear("gather", a -> a.gather(axis, indices), (c, from) -> scatter(c, axis, from.size(axis), indices))
        .apply(x);
  }

  static Tensor scatter(Tensor x, int axis, int length, int... indices) {
    return linear("scatter", a -> a.scatter(axis, length, indices), (c, from) -> gather(c, axis, indices)).apply(x);
  }

  static Tensor convert(Tensor x, Backend to) {
    Backend from = x.backend();
    return from == to ? x : linear("to", a -> a.to(to), (c, shape) -> convert(c, from)).apply(x);
  }

  /// Linear in all parts together: a tangent of one part is padded to the whole, a cotangent is cut out of it.
  static Tensor concatenate(int axis, Tensor... parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("concatenate: no parts; must have at least one");
    }
    int counted = parts[0].shape().axis(axis);
    return general("concatenate", x -> Array.concatenate(counted, List.of(x)), (i, x, y) -> {
      Shape part = x[i].shape();
      int start = Arrays.stream(x, 0, i).mapToInt(before -> before.shape().size(counted)).sum();
      int end = start + part.size(counted);
      int rest = y.shape().size(counted) - end;
      return new Local.Pair(
          t -> pad(t, at(part, counted, start), at(part, counted, rest)), c -> slice(c, counted, start, end, 1));
    }).apply(parts);
  }

  static Tensor transpose(Tensor x) {
    int rank = x.shape().rank();
    if (rank < 2) {
      throw new IllegalArgumentException("transpose: shape is " + x.shape() + "; must have at least two axes");
    }
    int[] order = IntStream.range(0, rank).toArray();
    order[rank - 2] = rank - 1;
    order[rank - 1] = rank - 2;
    return permute(x, order);
  }

  /// Permutes the axes of images, and the numbers in memory with them.
  static Tensor channels(String name, Tensor x, int... order) {
    if (x.shape().rank() != 4) {
      throw new IllegalArgumentException(name + ": images are " + x.shape() + "; must have four axes");
    }
    Tensor view = permute(x, order);
    return linear(name, a -> a.backend().copy(a), (c, from) -> c).apply(view);
  }

  static Tensor insertAxis(Tensor x, int axis) {
    int rank = x.shape().rank();
    int counted = axis < 0 ? axis + rank + 1 : axis;
    if (counted < 0 || counted > rank) {
      throw new IllegalArgumentException(
          "insertAxis: axis is " + axis + ", shape is " + x.shape() + "; must be from " + (-rank - 1) + " to " + rank);
    }
    return reshape(x, Shape.of(IntStream.range(0, rank + 1)
        .map(i -> i == counted ? 1 : x.shape().size(i < counted ? i : i - 1)).toArray()));
  }

  static Tensor dropAxis(Tensor x, int axis) {
    int counted = x.shape().axis(axis);
    if (x.shape().size(counted) != 1) {
      throw new IllegalArgumentException(
          "dropAxis: axis " + counted + " of " + x.shape() + " has size " + x.shape().size(counted) + "; must be 1");
    }
    return reshape(x, x.shape().without(counted));
  }

  /// The shape with these sizes, of which one may be −1: what remains of `from`.
  static Shape complete(Shape from, int... sizes) {
    int unknown = -1;
    long known = 1;
    for (int axis = 0; axis < sizes.length; axis++) {
      if (sizes[axis] == -1 && unknown == -1) {
        unknown = axis;
      } else {
        known *= sizes[axis];
      }
    }
    if (unknown == -1) {
      return Shape.of(sizes);
    }
    if (known <= 0 || from.size() % known != 0) {
      throw new IllegalArgumentException("reshape: shape is " + from + ", target is " + Arrays.toString(sizes)
          + "; the sizes given must divide " + from.size());
    }
    int[] completed = sizes.clone();
    completed[unknown] = (int) (from.size() / known);
    return Shape.of(completed);
  }

  private static Tensor crop(Tensor x, int[] before, Shape to) {
    Tensor cropped = x;
    for (int axis = 0; axis < before.length; axis++) {
      if (to.size(axis) != x.shape().size(axis)) {
        cropped = slice(cropped, axis, before[axis], before[axis] + to.size(axis), 1);
      }
    }
    return cropped;
  }

  private static int[] at(Shape shape, int axis, int count) {
    int[] counts = new int[shape.rank()];
    counts[shape.axis(axis)] = count;
    return counts;
  }

  private static int[] inverse(Shape shape, int... order) {
    int[] inverse = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inverse[shape.axis(order[i])] = i;
    }
    return inverse;
  }
}
