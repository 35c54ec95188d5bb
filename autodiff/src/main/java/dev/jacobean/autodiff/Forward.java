package dev.jacobean.autodiff;

/// Forward mode, streaming: every tensor carries its tangent; nothing is kept.
final class Forward extends Trace {
  /// A tensor and its tangent.
  static final class Dual extends Traced {
    final Tensor tangent;

    private Dual(Forward trace, Tensor primal, Tensor tangent) {
      super(trace, primal);
      this.tangent = tangent;
    }
  }

  Tensor watch(Tensor primal, Tensor tangent) {
    return new Dual(this, primal, tangent);
  }

  /// The tangent of a result; zero if the result does not depend on what is watched.
  Tensor tangent(Tensor y) {
    return y instanceof Dual dual && dual.trace == this ? dual.tangent : y.zeros();
  }

  @Override
  Tensor note(Primitive primitive, Tensor[] x, Tensor[] primals, Tensor y) {
    Tensor tangent = null;
    for (int i = 0; i < x.length; i++) {
      if (x[i] instanceof Dual dual && dual.trace == this) {
        Tensor part = primitive.differential(i, primals, y).pushforward(dual.tangent);
        tangent = tangent == null ? part : tangent.plus(part);
      }
    }
    return tangent == null ? y : new Dual(this, y, tangent);
  }
}
