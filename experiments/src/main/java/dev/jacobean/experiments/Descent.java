package dev.jacobean.experiments;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.experiments.TanhTask.Start;
import dev.jacobean.nn.Gradients;
import dev.jacobean.nn.Spectrum;
import dev.jacobean.nn.TangentKernel;
import java.util.List;
import java.util.function.Consumer;

/// The trajectories of the over-parameterised checks: both flows of a wide tanh network on a few points, long enough to
/// fit them, with the constants of Theorem 2.4.
///
/// @param task      the data and the initial network
/// @param objective the loss
/// @param alpha     the scale
/// @param constants of the theorem
record Descent(TanhTask task, Objective objective, double alpha, Constants constants) {
  /// The sizes of a run.
  ///
  /// @param n       data points
  /// @param d       input dimension
  /// @param m       neurons
  /// @param span    the horizon is T = span/σ_min²
  /// @param log2    the values of log₂ α, rising
  /// @param repeats independent tasks
  record Sizes(int n, int d, int m, double span, List<Integer> log2, int repeats) {}

  /// What Theorem 2.4 speaks of.
  ///
  /// @param least     σ_min, the smallest singular value of Dh(w₀)ᵀ
  /// @param most      ‖Dh(w₀)‖, the largest
  /// @param lipschitz the smallest L known to be such that Dh is L-Lipschitz on the ball of radius σ_min/(2L)
  record Constants(double least, double most, double lipschitz) {
    static Constants of(TanhTask task) {
      double[] eigenvalues = Spectrum.values(TangentKernel.matrix(Autodiff.linearize(task::outputs, task.start())));
      double least = Math.sqrt(eigenvalues[eigenvalues.length - 1]);
      double low = 0;
      double high = 1e6;
      for (int i = 0; i < 100; i++) { // the bound falls as L grows, so there is one crossing
        double middle = (low + high) / 2;
        boolean enough = task.start().curvatureBound(least / (2 * middle)) <= middle;
        low = enough ? low : middle;
        high = enough ? middle : high;
      }
      return new Constants(least, Math.sqrt(eigenvalues[0]), high);
    }

    /// C₀ = σ_min³/(32 κ^{3/2} ‖Dh(w₀)‖ Lip(Dh)); the theorem supposes α > ‖y*‖/C₀.
    double threshold(Objective objective, double target) {
      double c0 = Math.pow(least, 3) / (32 * Math.pow(objective.condition(), 1.5) * most * lipschitz);
      return target / c0;
    }

    /// The radius r₀ = σ_min/(2 Lip(Dh)) within which the flow stays.
    double radius() {
      return least / (2 * lipschitz);
    }
  }

  static Descent of(long seed, int repeat, Start start, Objective objective, int log2, Sizes sizes) {
    TanhTask task = TanhTask.draw(seed, repeat, start, sizes.n, sizes.d, sizes.m);
    return new Descent(task, objective, Math.pow(2, log2), Constants.of(task));
  }

  /// σ_min².
  double unit() {
    return constants.least * constants.least;
  }

  /// ‖αh(w) − y*‖ at the start.
  double initialResidual() {
    return Gradients.norm(task.target()).item();
  }

  /// Runs both flows up to T, in steps of at most 0.2/(M‖Dh(w₀)‖²).
  void run(Sizes sizes, Consumer<GradientFlow.Moment<TanhNet>> witness) {
    double most = 0.2 / (objective.smoothness() * constants.most * constants.most);
    double time = sizes.span / unit();
    int steps = (int) Math.ceil(time / most);
    new GradientFlow<>(task::outputs, y -> objective.of(y, task.target()), task.start(), alpha)
        .run(time / steps, steps, witness);
  }
}
