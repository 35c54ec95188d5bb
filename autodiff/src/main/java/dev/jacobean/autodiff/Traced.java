package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;

/// A tensor that one differentiation is watching: its value one level down, and who watches.
///
/// The value may itself be watched, by a differentiation that began earlier: that is all there is to nesting.
abstract sealed class Traced implements Tensor permits Forward.Dual, Tape.Node {
  final Trace trace;
  final Tensor primal;

  Traced(Trace trace, Tensor primal) {
    this.trace = trace;
    this.primal = primal;
  }

  @Override
  public final Array array() {
    return primal.array();
  }

  @Override
  public final Shape shape() {
    return primal.shape();
  }

  @Override
  public final Backend backend() {
    return primal.backend();
  }

  @Override
  public final String toString() {
    return "traced " + primal;
  }
}
