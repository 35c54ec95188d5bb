package dev.jacobean.autodiff;

import static dev.jacobean.autodiff.Primitive.bilinear;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Shape;

/// The rule table of products that sum over shared axes.
final class Contraction {
  static final Primitive MATMUL = bilinear("matmul", Array::matmul,
      (b, c, from) -> c.matmul(b.transpose()),
      (a, c, from) -> a.transpose().matmul(c));

  private Contraction() {}

  /// Products of matrices in the last two axes, after expanding the batch axes of both to one shape.
  static Tensor matmul(Tensor left, Tensor right) {
    Shape l = left.shape();
    Shape r = right.shape();
    if (l.rank() < 2 || r.rank() < 2 || l.size(-1) != r.size(-2)) {
      throw new IllegalArgumentException("matmul: left is " + l + ", right is " + r
          + (l.rank() < 2 || r.rank() < 2
              ? "; both must have at least two axes"
              : "; left columns must equal right rows"));
    }
    if (r.rank() == 2 && l.rank() > 2) {
      int rows = l.dropLast(1).size();
      return matmul(left.reshape(rows, l.size(-1)), right).reshape(l.with(-1, r.size(-1)));
    }
    Shape batch = batch(l, r);
    return MATMUL.apply(
        left.expand(batch.append(l.size(-2), l.size(-1))), right.expand(batch.append(r.size(-2), r.size(-1))));
  }

  private static Shape batch(Shape l, Shape r) {
    try {
      return Shape.broadcast("matmul", l.dropLast(2), r.dropLast(2));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("matmul: left is " + l + ", right is " + r
          + "; sizes of the axes before the last two must be equal or 1, aligned at the last of them", e);
    }
  }
}
