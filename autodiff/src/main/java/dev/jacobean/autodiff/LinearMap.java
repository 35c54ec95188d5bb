package dev.jacobean.autodiff;

import java.util.function.UnaryOperator;

/// A linear map known in both directions.
///
/// Law: `⟨pullback(c), t⟩ = ⟨c, pushforward(t)⟩` for every tangent `t` and cotangent `c`. Both directions are written
/// in tensor operations, so they can be differentiated again.
///
/// @param <P> where tangents come from: a tensor, or a tree of tensors
/// @param <Q> where they arrive
public interface LinearMap<P, Q> {
  /// {@return where a tangent of the argument goes: a tangent of the value}
  /// @param tangent how the argument moves
  Q pushforward(P tangent);

  /// {@return the adjoint: where a cotangent of the value comes from, a cotangent of the argument}
  /// @param cotangent how much each number of the value counts
  P pullback(Q cotangent);

  /// {@return the adjoint as a map}
  default LinearMap<Q, P> transpose() {
    LinearMap<P, Q> map = this;
    return new LinearMap<>() {
      @Override
      public P pushforward(Q tangent) {
        return map.pullback(tangent);
      }

      @Override
      public Q pullback(P cotangent) {
        return map.pushforward(cotangent);
      }

      @Override
      public LinearMap<P, Q> transpose() {
        return map;
      }
    };
  }

  /// {@return this map followed by another}
  /// @param <R> where the tangents of the other map arrive
  /// @param next takes what this map gives
  default <R> LinearMap<P, R> then(LinearMap<Q, R> next) {
    LinearMap<P, Q> first = this;
    return new LinearMap<>() {
      @Override
      public R pushforward(P tangent) {
        return next.pushforward(first.pushforward(tangent));
      }

      @Override
      public P pullback(R cotangent) {
        return first.pullback(next.pullback(cotangent));
      }
    };
  }

  /// {@return a map from its two directions; the caller vouches for the law}
  /// @param <T> both spaces
  /// @param pushforward in tensor operations, linear
  /// @param pullback the adjoint of `pushforward`
  static <T> LinearMap<T, T> of(UnaryOperator<T> pushforward, UnaryOperator<T> pullback) {
    return new LinearMap<>() {
      @Override
      public T pushforward(T tangent) {
        return pushforward.apply(tangent);
      }

      @Override
      public T pullback(T cotangent) {
        return pullback.apply(cotangent);
      }
    };
  }
}
