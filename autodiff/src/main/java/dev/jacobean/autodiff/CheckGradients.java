package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// Checks a function's derivatives three ways against one another, order by order.
///
/// At each order: the recorded pushforward agrees with the streaming one, the pullback is its adjoint, and both agree
/// with central finite differences (Press et al. 2007, section 5.7, for the step). Then the same is asked of the pushforward
/// as a function, to the order given. Directions are random with a fixed seed.
final class CheckGradients {
  private CheckGradients() {}

  static <P, Q> void of(Function<P, Q> f, P at, int order) {
    if (order < 1) {
      throw new IllegalArgumentException("checkGradients: order is " + order + "; must be at least 1");
    }
    check(f, at, order, 1, new Random(0));
  }

  private static <P, Q> void check(Function<P, Q> f, P at, int order, int level, Random random) {
    P tangent = Tree.map(x -> Tensor.normal(x.backend(), random, x.shape().sizes()), at);
    Linearization<P, Q> map = Autodiff.linearize(f, at);
    Q recorded = map.pushforward(tangent);
    Jvp<Q> streamed = Autodiff.jvp(f, at, tangent);
    Q cotangent = Tree.map(y -> Tensor.normal(y.backend(), random, y.shape().sizes()), map.value());
    Q differences = differences(f, at, tangent);
    Tolerance tolerance = Tolerance.of(at);
    compare(level, "streamed value against recorded value", tolerance.exact, streamed.value(), map.value());
    compare(level, "jvp against pushforward", tolerance.exact, streamed.tangent(), recorded);
    compare(level, "jvp against central differences", tolerance.differences, recorded, differences);
    if (!Tree.leaves(recorded).isEmpty() && !Tree.leaves(at).isEmpty()) {
      compare(level, "adjoint: <pullback(c), t> against <c, pushforward(t)>", tolerance.exact,
          List.of(Tree.dot(map.pullback(cotangent), tangent)), List.of(Tree.dot(cotangent, recorded)));
    }
    if (level < order) {
      check(w -> Autodiff.jvp(f, w, tangent).tangent(), at, order, level + 1, random);
      check(w -> Autodiff.linearize(f, w).pullback(cotangent), at, order, level + 1, random);
    }
  }

  private static <P, Q> Q differences(Function<P, Q> f, P at, P tangent) {
    double step = Tolerance.of(at).step;
    Q ahead = f.apply(Tree.plus(at, Tree.times(step, tangent)));
    Q behind = f.apply(Tree.plus(at, Tree.times(-step, tangent)));
    return Tree.times(0.5 / step, Tree.minus(ahead, behind));
  }

  private static void compare(int level, String law, double tolerance, Object left, Object right) {
    List<Tensor> rights = Tree.leaves(right);
    List<String> names = Tree.names(left);
    List<Tensor> lefts = new ArrayList<>(Tree.leaves(left));
    for (int i = 0; i < lefts.size(); i++) {
      double[] l = lefts.get(i).toDoubles();
      double[] r = rights.get(i).toDoubles();
      double scale = 1;
      for (int k = 0; k < l.length; k++) {
        scale = Math.max(scale, Math.max(Math.abs(l[k]), Math.abs(r[k])));
      }
      for (int k = 0; k < l.length; k++) {
        if (!(Math.abs(l[k] - r[k]) <= tolerance * scale)) {
          throw new AssertionError("order %d, %s: %selement %d is %s against %s; must agree to %s of the largest, %s"
              .formatted(level, law, names.get(i).isEmpty() ? "" : names.get(i) + " ", k, l[k], r[k], tolerance, scale));
        }
      }
    }
  }

  /// What rounding allows: sums of rounded terms for the exact laws; for differences, the cube root of the unit
  /// roundoff balances the truncation of order step² against cancellation of order roundoff/step.
  private record Tolerance(double exact, double step, double differences) {
    static Tolerance of(Object at) {
      boolean single = Tree.leaves(at).stream().anyMatch(x -> x.dtype() == DType.F32);
      return single ? new Tolerance(1e-4, 5e-3, 2e-2) : new Tolerance(1e-10, 6e-6, 1e-6);
    }
  }
}
