package dev.jacobean.autodiff;

import org.jspecify.annotations.Nullable;

/// A sum of tangents, or of cotangents, whose last term waits: a ReLU's map takes the sum of two in one pass over memory.
final class Sum {
  private Tensor most;
  private @Nullable Tensor last;

  private Sum(Tensor most, @Nullable Tensor last) {
    this.most = most;
    this.last = last;
  }

  /// A sum with one more term; null is the empty one.
  static Sum plus(@Nullable Sum sum, Tensor more) {
    return sum == null ? new Sum(more, null) : new Sum(sum.value(), more);
  }

  Tensor value() {
    Tensor waiting = last;
    if (waiting != null) {
      most = most.plus(waiting);
      last = null;
    }
    return most;
  }

  Tensor pushforward(LinearMap<Tensor, Tensor> map) {
    return last != null && map instanceof Local.Gate gate ? gate.ofSum(most, last) : map.pushforward(value());
  }

  Tensor pullback(LinearMap<Tensor, Tensor> map) {
    return last != null && map instanceof Local.Gate gate ? gate.ofSum(most, last) : map.pullback(value());
  }
}
