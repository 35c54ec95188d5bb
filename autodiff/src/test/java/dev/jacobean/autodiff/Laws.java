package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What must hold of every differentiable program at every point where it is smooth.
///
/// A law compares two lists of tensors that mathematics says are equal, and allows for rounding: differences are
/// measured against the largest number that took part ([#close]).
final class Laws {
  /// Step of the finite differences. Their truncation is of order step⁴ = 1e-12 (times a fifth derivative), their
  /// rounding of order 2⁻⁵³/step = 1e-13.
  private static final double STEP = 1e-3;

  private final String what;
  private final boolean isDouble;
  private final Random random;

  /// @param what is asked, for messages
  /// @param isDouble whether everything is computed in F64: then differences are taken of the program itself, otherwise
  ///     its derivative is compared with that of its F64 twin
  Laws(String what, boolean isDouble, long seed) {
    this.what = what + ", seed " + seed;
    this.isDouble = isDouble;
    this.random = new Random(seed);
  }

  /// Every law, to an order: at each order the laws of all the derivatives that the three modes give one order below.
  ///
  /// @param f the program where it is tested
  /// @param exact the same program for F64 arguments, without rounding on the way
  void hold(Program f, Program exact, List<Tensor> at, int order) {
    hold(f, exact, at, order, "f");
  }

  private void hold(Program f, Program exact, List<Tensor> at, int order, String path) {
    List<Tensor> tangent = directions(at);
    Linearization<List<Tensor>, List<Tensor>> map = Autodiff.linearize(f, at);
    List<Tensor> pushed = map.pushforward(tangent);
    List<Tensor> cotangent = directions(map.value());
    streamingIsRecorded(path, f, at, tangent, map, pushed);
    pullbackIsAdjoint(path, map, tangent, cotangent, pushed);
    if (isDouble) {
      // Truncation times a fifth derivative; at the steepest place of the catalogue (a quotient's) that is 2e-7.
      close(path + ": pushforward is the central difference", 1e-6, pushed, differences(f, at, tangent));
    } else {
      // Sums of a few dozen terms rounded to 2⁻²⁴ = 6e-8 each, some of which nearly cancel; seen: 1.3e-6.
      close(path + ": pushforward is that of F64", 2e-5, pushed,
          Autodiff.jvp(exact, exact(at), exact(tangent)).tangent());
    }
    if (order == 1) {
      return;
    }
    secondDerivativeIsSymmetric(path, f, at);
    List<Tensor> ahead = Program.joined(at, tangent);
    List<Tensor> back = Program.joined(at, cotangent);
    int arguments = at.size();
    hold(f.streamed(), exact.streamed(), ahead, order - 1, "streamed " + path);
    hold(f.recorded(), exact.recorded(), ahead, order - 1, "recorded " + path);
    hold(f.pulledBack(arguments), exact.pulledBack(arguments), back, order - 1, "pulled back " + path);
  }

  /// Streaming and recorded products run the same maps in the same order: the same bits, hence no tolerance.
  private void streamingIsRecorded(String path, Program f, List<Tensor> at, List<Tensor> tangent,
      Linearization<List<Tensor>, List<Tensor>> map, List<Tensor> pushed) {
    Jvp<List<Tensor>> streamed = Autodiff.jvp(f, at, tangent);
    close(path + ": streamed value is recorded value", 0, streamed.value(), map.value());
    close(path + ": streamed tangent is recorded pushforward", 0, streamed.tangent(), pushed);
  }

  /// ⟨pullback(c), t⟩ = ⟨c, pushforward(t)⟩, measured against the sum of the terms' sizes.
  private void pullbackIsAdjoint(String path, Linearization<List<Tensor>, List<Tensor>> map, List<Tensor> tangent,
      List<Tensor> cotangent, List<Tensor> pushed) {
    List<Tensor> pulled = map.pullback(cotangent);
    double left = inner(pulled, tangent);
    double right = inner(cotangent, pushed);
    double scale = Math.max(1, sizes(pulled, tangent) + sizes(cotangent, pushed));
    assertThat(Math.abs(left - right) / scale)
        .as("%s; %s: <pullback(c), t> is %s, <c, pushforward(t)> is %s", what, path, left, right)
        .isLessThanOrEqualTo(rounding());
  }

  /// D²f(u, v) = D²f(v, u) (Schwarz).
  private void secondDerivativeIsSymmetric(String path, Program f, List<Tensor> at) {
    List<Tensor> u = directions(at);
    List<Tensor> v = directions(at);
    close(path + ": second derivative is symmetric", rounding(), second(f, at, u, v), second(f, at, v, u));
  }

  private static List<Tensor> second(Program f, List<Tensor> at, List<Tensor> u, List<Tensor> v) {
    return Autodiff.jvp(w -> Autodiff.jvp(f, w, u).tangent(), at, v).tangent();
  }

  /// Central differences of fourth order: (8(f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h (Abramowitz & Stegun 1964, 25.3.6)
  static List<Tensor> differences(Program f, List<Tensor> at, List<Tensor> tangent) {
    return differences(f, at, tangent, STEP);
  }

  static List<Tensor> differences(Program f, List<Tensor> at, List<Tensor> tangent, double step) {
    List<Tensor> near = Tree.minus(along(f, at, tangent, step), along(f, at, tangent, -step));
    List<Tensor> far = Tree.minus(along(f, at, tangent, 2 * step), along(f, at, tangent, -2 * step));
    return Tree.times(1 / (12 * step), Tree.minus(Tree.times(8, near), far));
  }

  private static List<Tensor> along(Program f, List<Tensor> at, List<Tensor> tangent, double step) {
    return f.apply(Tree.plus(at, Tree.times(step, tangent)));
  }

  /// What sums of a few dozen rounded terms may differ by when they are associated differently: a hundred roundings;
  /// seen: eight.
  private double rounding() {
    return isDouble ? 2e-14 : 1e-5;
  }

  private List<Tensor> directions(List<Tensor> like) {
    return like.stream().map(x -> Tensor.normal(x.backend(), random, x.shape().sizes())).toList();
  }

  static List<Tensor> exact(List<Tensor> x) {
    return x.stream().map(leaf -> leaf.to(Setting.EXACT)).toList();
  }

  /// Every number within `tolerance` of the largest of its tensor, or of 1.
  private void close(String law, double tolerance, List<Tensor> left, List<Tensor> right) {
    assertThat(left).as("%s; %s: number of results", what, law).hasSameSizeAs(right);
    for (int i = 0; i < left.size(); i++) {
      assertThat(left.get(i).shape()).as("%s; %s: shape of result %d", what, law, i).isEqualTo(right.get(i).shape());
      double deviation = deviation(left.get(i).toDoubles(), right.get(i).toDoubles());
      assertThat(deviation).as("%s; %s: result %d is %s against %s", what, law, i, left.get(i), right.get(i))
          .isLessThanOrEqualTo(tolerance);
    }
  }

  /// The largest difference, measured against the largest number, or 1; infinite if one is no number.
  static double deviation(double[] left, double[] right) {
    double scale = 1;
    double most = 0;
    for (int k = 0; k < left.length; k++) {
      scale = Math.max(scale, Math.max(Math.abs(left[k]), Math.abs(right[k])));
      double difference = Math.abs(left[k] - right[k]);
      most = Math.max(most, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    return most / scale;
  }

  static double inner(List<Tensor> left, List<Tensor> right) {
    return sum(left, right, false);
  }

  static double sizes(List<Tensor> left, List<Tensor> right) {
    return sum(left, right, true);
  }

  private static double sum(List<Tensor> left, List<Tensor> right, boolean sizes) {
    List<Double> terms = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      double[] l = left.get(i).toDoubles();
      double[] r = right.get(i).toDoubles();
      for (int k = 0; k < l.length; k++) {
        terms.add(sizes ? Math.abs(l[k] * r[k]) : l[k] * r[k]);
      }
    }
    return terms.stream().mapToDouble(Double::doubleValue).sum();
  }
}
