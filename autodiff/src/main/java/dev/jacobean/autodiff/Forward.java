package dev.jacobean.autodiff;

/// Forward mode, streaming: every tensor carries its tangent; nothing is kept.
final class Forward extends Trace {
  /// A tensor and its tangent.
  static final class Dual extends Traced {
    private final Sum tangent;

    private Dual(Forward trace, Tensor primal, Sum tangent) {
      super(trace, primal);
      this.tangent = tangent;
    }
  }

  Tensor watch(Tensor primal, Tensor tangent) {
    return new Dual(this, primal, Sum.plus(null, tangent));
  }

  /// The tangent of a result; zero if the result does not depend on what is watched.
  Tensor tangent(Tensor y) {
    return y instanceof Dual dual && dual.trace == this ? dual.tangent.value() : y.zeros();
  }

  @Override
  Tensor note(Primitive primitive, Tensor[] x, Tensor[] primals, Tensor y) {
    Sum tangent = null;
    for (int i = 0; i < x.length; i++) {
      if (x[i] instanceof Dual dual && dual.trace == this) {
        tangent = Sum.plus(tangent, dual.tangent.pushforward(primitive.differential(i, primals, y)));
      }
    }
    return tangent == null ? y : new Dual(this, y, tangent);
  }
}
