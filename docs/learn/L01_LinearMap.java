import dev.jacobean.autodiff.*;

/// Polar to Cartesian coordinates: (r, φ) ↦ (r cos φ, r sin φ).
Tensor cartesian(Tensor p) {
  Tensor r = p.at(0, 0), angle = p.at(0, 1);
  return Tensor.stack(0, r.times(angle.cos()), r.times(angle.sin()));
}

void main() {
  Tensor at = Tensor.of(2, 0.5), s = Tensor.of(1, 0), t = Tensor.of(0.3, -0.4);
  Linearization<Tensor, Tensor> derivative = Autodiff.linearize(this::cartesian, at);

  IO.println("f(x)        = " + text(derivative.value()));
  IO.println("Df(x)·t     = " + text(derivative.pushforward(t)));

  IO.println("\nThe gap f(x + εt) − f(x) − Df(x)·εt is quartered when ε is halved:");
  for (double step : new double[] {0.1, 0.05, 0.025}) {
    Tensor moved = cartesian(at.plus(t.times(step)));
    Tensor gap = moved.minus(derivative.value()).minus(derivative.pushforward(t.times(step)));
    IO.println("  ε = %.3f   length of the gap %.7f".formatted(step, gap.dot(gap).sqrt().item()));
  }

  Tensor together = derivative.pushforward(s.times(2).plus(t.times(3)));
  Tensor apart = derivative.pushforward(s).times(2).plus(derivative.pushforward(t).times(3));
  IO.println("\nDf(x)·(2s + 3t)        = " + text(together));
  IO.println("2 Df(x)·s + 3 Df(x)·t  = " + text(apart));

  Tensor c = Tensor.of(5, 7);
  IO.println("\n⟨c, Df(x)·t⟩   = %.4f".formatted(c.dot(derivative.pushforward(t)).item()));
  IO.println("⟨Df(x)*·c, t⟩  = %.4f".formatted(derivative.pullback(c).dot(t).item()));

  // The chain rule: the derivative of g ∘ f is the derivative of f, followed by that of g.
  var outer = Autodiff.linearize((Tensor y) -> y.square().sum(), derivative.value());
  var whole = Autodiff.linearize((Tensor p) -> cartesian(p).square().sum(), at);
  IO.println("\nD(g∘f)(x)·t         = %.4f".formatted(whole.pushforward(t).item()));
  IO.println("Dg(f(x))·Df(x)·t    = %.4f".formatted(derivative.then(outer).pushforward(t).item()));
}

String text(Tensor x) {
  return "(%.4f, %.4f)".formatted(x.at(0, 0).item(), x.at(0, 1).item());
}
