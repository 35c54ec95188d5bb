package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;

/// Each example's numbers as one row.
public record Flatten() implements Layer {
  /// `x: [batch, …]`, result: `[batch, size of …]`.
  @Override
  public Tensor apply(Tensor x) {
    Check.that(x.shape().rank() > 0, "flatten: x is %s; must have a first axis that counts examples", x.shape());
    int batch = x.shape().size(0);
    int each = 1;
    for (int axis = 1; axis < x.shape().rank(); axis++) {
      each *= x.shape().size(axis);
    }
    return x.reshape(batch, each);
  }
}
