package dev.jacobean.autodiff;

import java.util.function.Function;

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
    return of(this::pullback, this::pushforward);
  }

  /// {@return this map followed by another}
  /// @param <R> where the tangents of the other map arrive
  /// @param next takes what this map gives
  default <R> LinearMap<P, R> then(LinearMap<Q, R> next) {
    return of(t -> next.pushforward(pushforward(t)), c -> pullback(next.pullback(c)));
  }

  /// {@return a map from its two directions; the caller vouches for the law}
  /// @param <P> where tangents come from
  /// @param <Q> where they arrive
  /// @param pushforward in tensor operations, linear
  /// @param pullback the adjoint of `pushforward`
  static <P, Q> LinearMap<P, Q> of(Function<P, Q> pushforward, Function<Q, P> pullback) {
    return new LinearMap<>() {
      @Override
      public Q pushforward(P tangent) {
        return pushforward.apply(tangent);
      }

      @Override
      public P pullback(Q cotangent) {
        return pullback.apply(cotangent);
      }
    };
  }
}
