package dev.jacobean.experiments;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// The norm of the second derivative of neurons of a two-layer tanh network, sup over unit v of ‖D²φ(θⱼ)(v, v)‖, by
/// nested differentiation and ascent from random directions.
///
/// Neurons share no parameters, so for the whole network, h = Σⱼ φ(θⱼ), the norm is the largest of them: a direction
/// spread over several neurons gives an average, with weights ‖vⱼ‖², of what each could give.
///
/// [dev.jacobean.nn.Laziness#secondDerivative] asks the same of any model, and knows nothing of neurons: from a random
/// direction it climbs to one neuron's hill, hardly the highest of thousands. Here all are climbed at once.
final class NeuronCurvature {
  /// So many neurons, those that promise most, are followed to the end of their ascent.
  private static final int PROMISING = 8;

  private NeuronCurvature() {}

  /// How far an ascent has come.
  ///
  /// @param value     ‖D²φ(θⱼ)(vⱼ, vⱼ)‖ of each neuron, `[m]`
  /// @param residual  by how much the gradient there is longer than its part along the direction, relatively, `[m]`;
  ///                  0 where the norm is stationary
  /// @param direction the unit directions vⱼ
  record Norms(Tensor value, Tensor residual, TanhNet direction) {
    /// The largest norm.
    double largest() {
      return value.max().item();
    }

    /// The residual where the norm is largest.
    double residualThere() {
      return residual.toDoubles()[(int) value.argmax(0).item()];
    }

    /// For each neuron, the better of the two.
    private Norms orBetter(Norms other) {
      Tensor better = other.value.greater(value);
      Tensor rows = better.insertAxis(1);
      TanhNet chosen = new TanhNet(better.select(other.direction.outer(), direction.outer()),
          rows.select(other.direction.inner(), direction.inner()));
      return new Norms(better.select(other.value, value), better.select(other.residual, residual), chosen);
    }
  }

  /// Every neuron's outputs by itself, over √n: `[n, m]` on `x: [n, d]`.
  static Tensor neurons(TanhNet w, Tensor x) {
    return x.matmul(w.inner().transpose()).tanh().times(w.outer()).times(1 / Math.sqrt(x.shape().size(0)));
  }

  /// D²φ(θⱼ)(vⱼ, vⱼ) of every neuron: `[n, m]`.
  static Tensor second(TanhNet w, TanhNet v, Tensor x) {
    return Autodiff.jvp(at -> Autodiff.jvp(inner -> neurons(inner, x), at, v).tangent(), w, v).tangent();
  }

  /// The norm of the whole network's second derivative: an ascent of `steps` steps from each of `starts` random
  /// directions for all neurons, then ten times as many for the few that came highest.
  static Norms largest(TanhNet w, Tensor x, int starts, int steps, RandomGenerator random) {
    Norms rough = norms(w, x, starts, steps, random);
    double[] values = rough.value.toDoubles();
    int[] promising = IntStream.range(0, values.length).boxed()
        .sorted(Comparator.comparingDouble(j -> -values[j])).limit(PROMISING).mapToInt(j -> j).toArray();
    return ascend(gather(w, promising), x, gather(rough.direction, promising), 10 * steps);
  }

  /// The norms of all neurons, the best of so many ascents.
  static Norms norms(TanhNet w, Tensor x, int starts, int steps, RandomGenerator random) {
    Norms best = ascend(w, x, unit(random, w), steps);
    for (int start = 1; start < starts; start++) {
      best = best.orBetter(ascend(w, x, unit(random, w), steps));
    }
    return best;
  }

  /// With q(v) = D²φ(v, v) and u = q(v)/‖q(v)‖, a step goes to Q_u v + ‖Q_u v‖v, made of unit length, where Q_u is the
  /// symmetric matrix of ⟨u, q⟩ and 2‖q‖Q_u v the gradient of ½‖q‖²: a power iteration, shifted so that it does not
  /// jump between eigenvectors of opposite signs (T. Kolda and J. Mayo, 2011).
  private static Norms ascend(TanhNet w, Tensor x, TanhNet start, int steps) {
    TanhNet v = start;
    for (int step = 0; ; step++) {
      TanhNet gradient = Autodiff.gradient(at -> second(w, at, x).square().sum().times(0.5), v);
      Tensor length = lengths(gradient);
      if (step == steps) {
        Tensor value = second(w, v, x).square().sum(0).sqrt();
        // ⟨gradient, v⟩ = 2‖q‖² by homogeneity, so where v is stationary, the gradient's length is that, too.
        return new Norms(value, length.minus(value.square().times(2)).dividedBy(length), v);
      }
      v = unit(Tree.plus(gradient, scaled(v, length)));
    }
  }

  private static TanhNet gather(TanhNet w, int... neurons) {
    return new TanhNet(w.outer().gather(0, neurons), w.inner().gather(0, neurons));
  }

  private static Tensor lengths(TanhNet v) {
    return v.outer().square().plus(v.inner().square().sum(1)).sqrt();
  }

  private static TanhNet scaled(TanhNet v, Tensor factors) {
    return new TanhNet(v.outer().times(factors), v.inner().times(factors.insertAxis(1)));
  }

  private static TanhNet unit(RandomGenerator random, TanhNet like) {
    return unit(TanhNet.normal(random, like.outer().shape().size(0), like.inner().shape().size(1)));
  }

  private static TanhNet unit(TanhNet v) {
    return scaled(v, lengths(v).atLeast(Double.MIN_NORMAL).reciprocal());
  }
}
