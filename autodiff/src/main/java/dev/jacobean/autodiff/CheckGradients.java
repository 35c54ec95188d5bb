package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// Checks a function's derivatives three ways against one another, order by order.
///
/// At each order: the recorded pushforward agrees with the streaming one, the pullback is its adjoint, and both agree
/// with central finite differences (Press et al. 2007, section 5.7, for the step). Then the same is asked of the
/// pushforward and of the pullback as functions, to the order given. Directions are random with a fixed seed, and move
/// each number in proportion to its size: so derivatives are of the size of the function's values, whose rounding says
/// what can be told from 0.
final class CheckGradients {
  private CheckGradients() {}

  static <P, Q> void of(Function<P, Q> f, P at, int order) {
    if (order < 1) {
      throw new IllegalArgumentException("checkGradients: order is " + order + "; must be at least 1");
    }
    check(f, at, order, 1, 0, new Random(0));
  }

  /// @param below the largest number at the orders below, of whose rounding this one's may be left
  private static <P, Q> void check(Function<P, Q> f, P at, int order, int level, double below, Random random) {
    P sizes = Tree.map(CheckGradients::sizes, at);
    P tangent = Tree.zip(Tensor::times, normal(at, random), sizes);
    Linearization<P, Q> map = Autodiff.linearize(f, at);
    Q recorded = map.pushforward(tangent);
    Jvp<Q> streamed = Autodiff.jvp(f, at, tangent);
    Q cotangent = normal(map.value(), random);
    P pulled = map.pullback(cotangent);
    double largest = Math.max(below, Math.max(largest(map.value()), largest(recorded)));
    Tolerance tolerance = Tolerance.of(at);
    double exact = tolerance.exactFloor() * largest;
    compare(level, "streamed value against recorded value", tolerance.exact(), exact, streamed.value(), map.value());
    compare(level, "jvp against pushforward", tolerance.exact(), exact, streamed.tangent(), recorded);
    compare(level, "jvp against central differences", tolerance.differences(), tolerance.differencesFloor() * largest,
        recorded, differences(f, at, tangent, tolerance.step()));
    Inner left = Inner.of(pulled, tangent);
    Inner right = Inner.of(cotangent, recorded);
    double allowed = tolerance.exact() * (left.terms + right.terms) + exact * Tree.size(cotangent);
    require(Math.abs(left.sum - right.sum) <= allowed, level,
        "adjoint: <pullback(c), t> against <c, pushforward(t)>", "", left.sum, right.sum, allowed);
    if (level < order) {
      check(w -> Autodiff.jvp(f, w, tangent).tangent(), at, order, level + 1, largest, random);
      check(w -> Tree.zip(Tensor::times, Autodiff.linearize(f, w).pullback(cotangent), sizes), at, order, level + 1,
          largest, random);
    }
  }

  private static <P> P normal(P like, Random random) {
    return Tree.map(x -> Tensor.normal(x.backend(), random, x.shape().sizes()), like);
  }

  /// How far each number may move: a zero as far as the largest of its tensor, and no farther than 1.
  private static Tensor sizes(Tensor x) {
    double largest = largest(x);
    Tensor most = Tensor.full(x.backend(), largest == 0 ? 1 : Math.min(largest, 1));
    return x.equalTo(0).select(most, x.stopGradient().abs());
  }

  private static double largest(Object tree) {
    return Tree.leaves(tree).stream().filter(x -> x.shape().size() > 0)
        .mapToDouble(x -> x.stopGradient().abs().max().item()).filter(Double::isFinite).max().orElse(0);
  }

  private static <P, Q> Q differences(Function<P, Q> f, P at, P tangent, double step) {
    Q ahead = f.apply(Tree.plusTimes(at, step, tangent));
    Q behind = f.apply(Tree.plusTimes(at, -step, tangent));
    return Tree.times(0.5 / step, Tree.minus(ahead, behind));
  }

  /// Every pair of numbers within `relative` of the larger one, or within `floor`.
  private static void compare(int level, String law, double relative, double floor, Object left, Object right) {
    List<Tensor> rights = Tree.leaves(right);
    List<String> names = Tree.names(left);
    List<Tensor> lefts = new ArrayList<>(Tree.leaves(left));
    for (int i = 0; i < lefts.size(); i++) {
      double[] l = lefts.get(i).toDoubles();
      double[] r = rights.get(i).toDoubles();
      for (int k = 0; k < l.length; k++) {
        double allowed = relative * Math.max(Math.abs(l[k]), Math.abs(r[k])) + floor;
        String name = names.get(i).isEmpty() ? "" : names.get(i) + " ";
        require(Math.abs(l[k] - r[k]) <= allowed, level, law, name + "element " + k + " ", l[k], r[k], allowed);
      }
    }
  }

  private static void require(
      boolean holds, int level, String law, String place, double left, double right, double allowed) {
    if (!holds) {
      throw new AssertionError("order %d, %s: %sis %s against %s; must differ by at most %s"
          .formatted(level, law, place, left, right, allowed));
    }
  }

  /// An inner product, and the sum of its terms' sizes.
  private record Inner(double sum, double terms) {
    static Inner of(Object left, Object right) {
      List<Tensor> rights = Tree.leaves(right);
      double sum = 0;
      double terms = 0;
      for (Tensor x : Tree.leaves(left)) {
        double[] l = x.toDoubles();
        double[] r = rights.removeFirst().toDoubles();
        for (int k = 0; k < l.length; k++) {
          sum += l[k] * r[k];
          terms += Math.abs(l[k] * r[k]);
        }
      }
      return new Inner(sum, terms);
    }
  }

  /// What rounding allows, from the distance of 1 to the next number: in laws that are exact, half of the digits, or a
  /// hundred roundings of the function's values. In differences, the step is its cube root, which balances the
  /// truncation of order step² against cancellation of order rounding/step, and a few times that cannot be told from 0.
  private record Tolerance(double rounding) {
    static Tolerance of(Object at) {
      return new Tolerance(Tree.leaves(at).stream()
          .mapToDouble(x -> x.dtype().rounding()).max().orElse(DType.F64.rounding()));
    }

    double exact() {
      return Math.sqrt(rounding);
    }

    double exactFloor() {
      return 100 * rounding;
    }

    double step() {
      return Math.cbrt(rounding);
    }

    double differences() {
      return step();
    }

    double differencesFloor() {
      return 20 * rounding / step();
    }
  }
}
