package dev.jacobean.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A function of several tensors, and the functions that its derivatives are: of the point and of a direction, so that
/// a law asked of a derivative also asks how it depends on its direction.
@FunctionalInterface
interface Program extends Function<List<Tensor>, List<Tensor>> {
  /// Forward mode, streaming: (w, t) ↦ Df(w)·t.
  default Program streamed() {
    return x -> Autodiff.jvp(this, left(x), right(x)).tangent();
  }

  /// Forward through a recorded tape: (w, t) ↦ Df(w)·t.
  default Program recorded() {
    return x -> Autodiff.linearize(this, left(x)).pushforward(right(x));
  }

  /// Reverse mode: (w, c) ↦ Df(w)*·c, where `arguments` is the length of the list w.
  default Program pulledBack(int arguments) {
    return x -> Autodiff.linearize(this, x.subList(0, arguments)).pullback(x.subList(arguments, x.size()));
  }

  /// One list after another.
  static List<Tensor> joined(List<Tensor> first, List<Tensor> second) {
    List<Tensor> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }

  private static List<Tensor> left(List<Tensor> x) {
    return x.subList(0, x.size() / 2);
  }

  private static List<Tensor> right(List<Tensor> x) {
    return x.subList(x.size() / 2, x.size());
  }
}
