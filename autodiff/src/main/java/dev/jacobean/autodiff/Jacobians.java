package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Shape;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Whole Jacobians, built from products of one linearisation.
///
/// For `f` from shape `[…x]` to shape `[…y]` the Jacobian has shape `[…y, …x]`. Memory is that of one tape and of the
/// result; [#rows] and [#columns] hand the result out in blocks instead of keeping it.
///
/// {@snippet file="dev/jacobean/autodiff/snippets/DerivativesTest.java" region="rows"}
public final class Jacobians {
  private Jacobians() {}

  /// {@return the Jacobian, by whichever mode takes fewer products: forward where the argument is no larger}
  /// @param f a pure function of one tensor
  /// @param at the point, of shape `[…x]`
  public static Tensor jacobian(Function<Tensor, Tensor> f, Tensor at) {
    Linearization<Tensor, Tensor> map = Autodiff.linearize(f, at);
    return map.value().shape().size() < at.shape().size() ? reverse(map, at) : forward(map, at);
  }

  /// {@return the Jacobian column by column: one pushforward for each element of the argument}
  /// @param f a pure function of one tensor
  /// @param at the point, of shape `[…x]`
  public static Tensor forward(Function<Tensor, Tensor> f, Tensor at) {
    return forward(Autodiff.linearize(f, at), at);
  }

  /// {@return the Jacobian row by row: one pullback for each element of the value}
  /// @param f a pure function of one tensor
  /// @param at the point, of shape `[…x]`
  public static Tensor reverse(Function<Tensor, Tensor> f, Tensor at) {
    return reverse(Autodiff.linearize(f, at), at);
  }

  /// {@return the Jacobian in blocks of rows, `[rows, …x]`, in order and made when asked for}
  /// @param f a pure function of one tensor
  /// @param at the point, of shape `[…x]`
  /// @param most rows a block, at least 1
  public static Stream<Tensor> rows(Function<Tensor, Tensor> f, Tensor at, int most) {
    Linearization<Tensor, Tensor> map = Autodiff.linearize(f, at);
    return blocks(map.value().shape().size(), most, row -> map.pullback(unit(map.value(), row)), 0);
  }

  /// {@return the Jacobian in blocks of columns, `[…y, columns]`, in order and made when asked for}
  /// @param f a pure function of one tensor
  /// @param at the point, of shape `[…x]`
  /// @param most columns a block, at least 1
  public static Stream<Tensor> columns(Function<Tensor, Tensor> f, Tensor at, int most) {
    Linearization<Tensor, Tensor> map = Autodiff.linearize(f, at);
    return blocks(at.shape().size(), most, column -> map.pushforward(unit(at, column)), -1);
  }

  private static Tensor forward(Linearization<Tensor, Tensor> map, Tensor at) {
    Tensor columns = stack(at, at.shape().size(), map.value().shape(), column -> map.pushforward(unit(at, column)), -1);
    return columns.reshape(map.value().shape().append(at.shape().sizes()));
  }

  private static Tensor reverse(Linearization<Tensor, Tensor> map, Tensor at) {
    Tensor value = map.value();
    Tensor rows = stack(at, value.shape().size(), at.shape(), row -> map.pullback(unit(value, row)), 0);
    return rows.reshape(value.shape().append(at.shape().sizes()));
  }

  private static Stream<Tensor> blocks(int count, int most, IntFunction<Tensor> part, int axis) {
    if (most <= 0) {
      throw new IllegalArgumentException("blocks: at most " + most + " rows or columns; must be positive");
    }
    return IntStream.range(0, Math.ceilDiv(count, most)).map(block -> block * most).mapToObj(first -> Tensor.stack(axis,
        IntStream.range(first, first + Math.min(most, count - first)).mapToObj(part).toArray(Tensor[]::new)));
  }

  private static Tensor stack(Tensor like, int count, Shape each, IntFunction<Tensor> part, int axis) {
    return count == 0
        ? Tensor.full(like.backend(), 0, axis == 0 ? Shape.of(0) : each.append(0))
        : Tensor.stack(axis, IntStream.range(0, count).mapToObj(part).toArray(Tensor[]::new));
  }

  /// Zeros shaped like `x` with a one at a place in row-major order.
  private static Tensor unit(Tensor x, int place) {
    double[] values = new double[x.shape().size()];
    values[place] = 1;
    return Tensor.of(x.backend(), x.shape(), values);
  }
}
