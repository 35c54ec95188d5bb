package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;

/// A model: a record of tensors and configuration, and what it computes from an input. Pure.
@FunctionalInterface
public interface Layer {
  /// The output for a batch; the first axis of `x` and of the result counts examples.
  Tensor apply(Tensor x);
}
