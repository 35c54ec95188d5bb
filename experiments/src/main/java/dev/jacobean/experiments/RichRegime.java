package dev.jacobean.experiments;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.Laziness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Woodworth et al. (2020), "Kernel and rich regimes in overparametrized models", on sparse regression: which of the
/// many weights that fit the data a [DiagonalNet] is trained to, against the scale α at which it starts. Lazily
/// trained, from large α, it finds those of least ℓ2 norm, as its tangent model would; from small α those of least ℓ1
/// norm, hence the sparse truth.
final class RichRegime implements Experiment {
  /// The sizes of a run.
  ///
  /// @param n       training points
  /// @param d       their dimension
  /// @param sparse  how many of the true weights are not 0; each is 1/√sparse
  /// @param steps   of gradient descent
  /// @param repeats independent data sets
  /// @param alphas  the scales, rising
  record Settings(int n, int d, int sparse, int steps, int repeats, List<Double> alphas) {}

  private static Settings settings(Preset preset) {
    return switch (preset) {
      case QUICK -> new Settings(30, 60, 3, 40_000, 2, List.of(0.03, 0.1, 0.3, 1.0, 3.0));
      case MEDIUM -> new Settings(60, 300, 4, 60_000, 3, List.of(0.01, 0.03, 0.1, 0.3, 1.0, 3.0));
      case PAPER -> new Settings(100, 1000, 5, 200_000, 3, List.of(0.01, 0.03, 0.1, 0.3, 1.0, 3.0));
    };
  }

  /// Trains one network and finds what theory says that it finds.
  record Training(long seed, int repeat, double alpha, Settings sizes) implements Job {
    private static final int TELL_EVERY = 100;

    @Override
    public long work() {
      return sizes.steps;
    }

    @Override
    public Result run(Progress progress) {
      Tensor x = Tensor.normal(Backends.f64(), Seeds.stream(seed, repeat, "inputs"), sizes.n, sizes.d);
      double[] truth = new double[sizes.d];
      Arrays.fill(truth, 0, sizes.sparse, 1 / Math.sqrt(sizes.sparse));
      Tensor y = x.matmul(Tensor.of(truth).insertAxis(1)).dropAxis(1);
      DiagonalNet w = DiagonalNet.at(alpha, sizes.d);
      for (int i = 1; i <= sizes.steps; i++) {
        w = Tree.minus(w, Tree.times(rate(), Autodiff.gradient(at -> loss(at, x, y), w)));
        if (i % TELL_EVERY == 0) {
          progress.advance(TELL_EVERY);
        }
      }
      progress.advance(sizes.steps % TELL_EVERY);
      double[] found = w.weights().toDoubles();
      double[] flat = x.toDoubles();
      double[][] rows = IntStream.range(0, sizes.n)
          .mapToObj(i -> Arrays.copyOfRange(flat, i * sizes.d, (i + 1) * sizes.d)).toArray(double[][]::new);
      double[] theory = new ImplicitBias(rows, y.toDoubles(), alpha).minimiser();
      // So large a scale is infinite to ten digits.
      double[] kernel = new ImplicitBias(rows, y.toDoubles(), 300).minimiser();
      return Result.empty().with("loss", loss(w, x, y).item()).with("bias", distance(found, theory))
          .with("excess", excess(found, truth)).with("excessTheory", excess(theory, truth))
          .with("kernel", distance(found, kernel))
          .with("population", square(found, truth))
          .with("populationTheory", square(theory, truth));
    }

    /// A tenth of the longest stable step, so that the path is nearly the flow's: the curvature is at most 8max(α², β)
    /// times the largest eigenvalue of the data's covariance, and that is near (1 + √(d/n))².
    private double rate() {
      double data = Math.pow(1 + Math.sqrt((double) sizes.d / sizes.n), 2);
      return 0.1 / (8 * data * Math.max(alpha * alpha, 1 / Math.sqrt(sizes.sparse)));
    }

    private static Tensor loss(DiagonalNet w, Tensor x, Tensor y) {
      return w.apply(x).minus(y).square().mean().times(0.5);
    }

    /// By how much the ℓ1 norm is above the truth's, relatively.
    private static double excess(double[] beta, double[] truth) {
      return Arrays.stream(beta).map(Math::abs).sum() / Arrays.stream(truth).sum() - 1;
    }

    /// ‖a − b‖/‖b‖.
    private static double distance(double[] a, double[] b) {
      return Laziness.motion(Tensor.of(b), Tensor.of(a));
    }

    private static double square(double[] a, double[] b) {
      return Tensor.of(a).minus(Tensor.of(b)).square().sum().item();
    }
  }

  @Override
  public String id() {
    return "woodworth2020";
  }

  @Override
  public String group() {
    return "followups";
  }

  @Override
  public String title() {
    return "Woodworth et al. 2020: kernel and rich regimes of a diagonal network";
  }

  @Override
  public String shows() {
    return "Started small, the network finds the weights of least ℓ1 norm; started large, those of least ℓ2 norm.";
  }

  @Override
  public String cost(Preset preset) {
    return switch (preset) {
      case QUICK -> "5 s";
      case MEDIUM -> "2 min";
      case PAPER -> "10 min";
    };
  }

  @Override
  public Study study(Request request) {
    Settings sizes = settings(request.preset());
    List<Job> jobs = new ArrayList<>();
    for (double alpha : sizes.alphas) {
      for (int repeat = 0; repeat < sizes.repeats; repeat++) {
        jobs.add(new Training(request.seed(), repeat, alpha, sizes));
      }
    }
    return new RichStudy(title(), sizes, List.copyOf(jobs));
  }
}
