import dev.jacobean.autodiff.*;

void main() {
  var random = new java.util.Random(1);
  var f64 = dev.jacobean.autodiff.array.Backends.f64();
  Tensor x = Tensor.normal(f64, random, 3, 3), t = Tensor.normal(f64, random, 3, 3), c = Tensor.normal(f64, random, 3, 3);
  var square = Autodiff.linearize((Tensor a) -> a.matmul(a), x);

  // 1: (X + T)(X + T) = XX + XT + TX + TT, and the last term is of second order.
  Tensor byHand = x.matmul(t).plus(t.matmul(x));
  IO.println("1. D(XX)·T = XT + TX: " + same(square.pushforward(t), byHand));

  // 2: ⟨C, XT + TX⟩ = ⟨XᵀC + CXᵀ, T⟩ for every T.
  Tensor back = x.transpose().matmul(c).plus(c.matmul(x.transpose()));
  IO.println("2. its adjoint is C ↦ XᵀC + CXᵀ: " + same(square.pullback(c), back));

  // 3: at any point, the derivative of a linear map is the map.
  var linear = Autodiff.linearize((Tensor a) -> a.matmul(c), x);
  var elsewhere = Autodiff.linearize((Tensor a) -> a.matmul(c), x.times(100));
  IO.println("3. D(XC)·T = TC: " + same(linear.pushforward(t), t.matmul(c)));
  IO.println("   and the same at 100 X: " + same(elsewhere.pushforward(t), t.matmul(c)));
}

boolean same(Tensor x, Tensor y) {
  return x.minus(y).abs().max().item() < 1e-12;
}
