package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Backend;

/// A sum, and a sum with it: what a step of descent with momentum is made of.
///
/// @param inner y = x + a·v
/// @param outer w + b·y
record TwoSums(Tensor inner, Tensor outer) {
  /// Computed from numbers in one pass; traces note the maps of one after the other.
  static TwoSums of(Tensor x, double a, Tensor v, double b, Tensor w) {
    Trace trace = Trace.innermost(x, v, w);
    if (trace == null) {
      Backend.Sums sums = x.array().addTimesTwice(a, v.array(), b, w.array());
      return new TwoSums(
          FiniteGuard.checked("plusTimes", sums.inner(), x.array(), v.array()),
          FiniteGuard.checked("plusTimes", sums.outer(), w.array(), sums.inner()));
    }
    TwoSums below = of(trace.peel(x), a, trace.peel(v), b, trace.peel(w));
    Tensor y = below.inner;
    if (trace.watches(x) || trace.watches(v)) {
      y = trace.extend(Elementwise.plusTimes(a), new Tensor[] {x, v}, trace.peel(new Tensor[] {x, v}), y);
    }
    Tensor z = trace.extend(Elementwise.plusTimes(b), new Tensor[] {w, y}, new Tensor[] {trace.peel(w), below.inner}, below.outer);
    return new TwoSums(y, z);
  }
}
