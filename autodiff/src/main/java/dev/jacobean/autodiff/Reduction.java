package dev.jacobean.autodiff;

import static dev.jacobean.autodiff.Primitive.general;
import static dev.jacobean.autodiff.Primitive.linear;

import dev.jacobean.autodiff.array.Fold;
import dev.jacobean.autodiff.array.Shape;
import java.util.stream.IntStream;

/// The rules of operations that fold axes. `axes` are counted and ascending.
final class Reduction {
  private Reduction() {}

  /// The sum is linear; its adjoint repeats.
  static Tensor sum(Tensor x, int... axes) {
    return linear("sum", a -> a.fold(Fold.SUM, axes), (c, from) -> restore(c, from, axes)).apply(x);
  }

  static Tensor mean(Tensor x, int... axes) {
    int count = IntStream.of(axes).map(x.shape()::size).reduce(1, (a, b) -> a * b);
    return sum(x, axes).dividedBy(count);
  }

  /// Its derivative weighs by the softmax.
  static Tensor logSumExp(Tensor x, int... axes) {
    return general("logSumExp", a -> a[0].fold(Fold.LOG_SUM_EXP, axes), (i, a, y) -> {
      Shape from = a[0].shape();
      Tensor weights = softmax(a[0], axes);
      return new Local.Pair(
          t -> sum(t.times(weights), axes), c -> restore(c, from, axes).times(weights), weights);
    }).apply(x);
  }

  /// Its derivative is diag(y) − y·yᵀ along the axes, and symmetric.
  static Tensor softmax(Tensor x, int... axes) {
    return general("softmax", a -> a[0].softmax(axes), (i, a, y) -> Local.symmetric(
        t -> t.minus(restore(sum(t.times(y), axes), y.shape(), axes)).times(y), y)).apply(x);
  }

  /// The largest or smallest element; where several are, each has an equal share in the derivative.
  static Tensor extreme(Fold fold, Tensor x, int... axes) {
    return general(fold == Fold.MAX ? "max" : "min", a -> a[0].fold(fold, axes), (i, a, y) -> {
      Shape from = a[0].shape();
      Tensor wins = a[0].equalTo(restore(y, from, axes));
      Tensor share = wins.dividedBy(restore(wins.sum(axes), from, axes));
      return new Local.Pair(
          t -> sum(Elementwise.gate(t.times(share), share), axes),
          c -> Elementwise.gate(restore(c, from, axes).times(share), share), share);
    }).apply(x);
  }

  /// The sum of what was repeated: the adjoint of expanding `from` to `x`'s shape.
  static Tensor fold(Tensor x, Shape from) {
    int lead = x.shape().rank() - from.rank();
    int[] repeated = IntStream.range(0, x.shape().rank())
        .filter(axis -> axis < lead || from.size(axis - lead) != x.shape().size(axis)).toArray();
    return repeated.length == 0 ? x : sum(x, repeated).reshape(from);
  }

  /// Repeats a folded tensor along the folded axes.
  private static Tensor restore(Tensor folded, Shape to, int... axes) {
    return folded.reshape(to.collapsed(axes)).expand(to);
  }
}
