package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Binary;
import dev.jacobean.autodiff.array.Shape;

/// Two operations in one pass over memory, which traces see as two.
final class Fused {
  private Fused() {}

  /// max(x + y, 0): a ReLU of a sum.
  static Tensor plusRelu(Tensor x, Tensor y) {
    Shape to = Shape.broadcast("plusRelu", x.shape(), y.shape());
    return of("plusRelu", a -> a[0].zip(Binary.ADD_RELU, a[1]), Elementwise.ADD, Elementwise.RELU,
        x.expand(to), y.expand(to));
  }

  /// x + y where `open` is positive, else 0.
  static Tensor gateOfSum(Tensor x, Tensor y, Tensor open) {
    Shape to = open.shape();
    return of("gateOfSum", a -> a[0].gateOfSum(a[1], open.array()), Elementwise.ADD, Elementwise.gate(open),
        x.expand(to), y.expand(to));
  }

  /// `outer` of `inner`, computed from numbers at once; traces note the maps of both, so that sweeps are those of one
  /// after the other. The value stands in for the inner one, which neither rule may look at.
  private static Tensor of(
      String name, Primitive.Evaluation evaluation, Primitive inner, Primitive outer, Tensor... x) {
    Trace trace = Trace.innermost(x);
    if (trace == null) {
      return Primitive.evaluate(name, evaluation, x);
    }
    Tensor[] primals = trace.peel(x);
    Tensor value = of(name, evaluation, inner, outer, primals);
    Tensor between = trace.extend(inner, x, primals, value);
    return trace.extend(outer, new Tensor[] {between}, new Tensor[] {value}, value);
  }
}
