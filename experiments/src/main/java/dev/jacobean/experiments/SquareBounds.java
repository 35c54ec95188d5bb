package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.Gradients;
import dev.jacobean.nn.Spectrum;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Theorem 2.3: under the square loss, explicit bounds on how far the flow of the scaled model is from its start and
/// from its tangent model's flow, up to a time T = K/Lip(h)², where K counts iterations of gradient descent.
///
/// The theorem for K at time T contains that for every smaller K at its earlier time, on the same ball. So the bounds
/// are asserted at every step t of the grid, with K = t·Lip(h)². The model, h(w) = Bw + (ε/2) w∘w, has known constants:
/// Lip(Dh) = ε and, on the ball of radius r around 0, Lip(h) = ‖B‖ + εr.
final class SquareBounds implements Theorem {
  private static final List<String> BOUNDS = List.of("output_gap", "gap", "distance");
  private static final List<String> WORDS = List.of("‖αh(w) − αh̄(w̄)‖", "‖w − w̄‖", "‖w − w₀‖");

  /// The sizes of a run.
  ///
  /// @param size       parameters, and outputs
  /// @param epsilons   the values of ε
  /// @param iterations the values of K
  /// @param log4       the values of log₄ α, rising
  /// @param repeats    independent tasks
  record Settings(int size, List<Double> epsilons, List<Integer> iterations, List<Integer> log4, int repeats) {}

  static Settings settings(Preset preset) {
    List<Integer> powers = IntStream.rangeClosed(0, 6).boxed().toList();
    return switch (preset) {
      case QUICK -> new Settings(20, List.of(0.1, 1.0), List.of(1, 10), List.of(0, 2, 4, 6), 1);
      case MEDIUM -> new Settings(20, List.of(0.1, 1.0), List.of(1, 3, 10, 30), powers, 5);
      case PAPER -> new Settings(20, List.of(0.1, 1.0), List.of(1, 3, 10, 30), powers, 1);
    };
  }

  /// Runs both flows for one model, horizon and scale.
  record Flows(long seed, int repeat, double epsilon, int iterations, int log4, Settings sizes) implements Job {
    @Override
    public long work() {
      return steps();
    }

    /// A step is at most 0.2/Lip(h)².
    private int steps() {
      return 5 * iterations;
    }

    double alpha() {
      return Math.pow(4, log4);
    }

    @Override
    public Result run(Progress progress) {
      int p = sizes.size;
      Tensor matrix = Tensor.normal(Backends.f64(), Seeds.stream(seed, repeat, "matrix"), p, p)
          .times(1 / Math.sqrt(p));
      Tensor target = Tensor.normal(Backends.f64(), Seeds.stream(seed, repeat, "labels"), p);
      GradientFlow<Tensor> flow = new GradientFlow<>(
          w -> matrix.matmul(w.insertAxis(1)).dropAxis(1).plus(w.square().times(epsilon / 2)),
          y -> Objective.SQUARE.of(y, target), Tensor.zeros(Backends.f64(), p), alpha());
      double lipschitz = lipschitz(norm(matrix), Gradients.norm(target).item());
      Check check = new Check(target, lipschitz);
      flow.run(iterations / (lipschitz * lipschitz) / steps(), steps(), check::see);
      progress.advance(work());
      return check.result();
    }

    /// ‖B‖, from the eigenvalues of BBᵀ.
    private static double norm(Tensor matrix) {
      return Math.sqrt(Spectrum.values(matrix.matmul(matrix.transpose()))[0]);
    }

    /// Lip(h) on the smallest ball that the theorem allows: r(‖B‖ + εr) = K‖y*‖/α.
    private double lipschitz(double norm, double residual) {
      return (norm + Math.sqrt(norm * norm + 4 * epsilon * iterations * residual / alpha())) / 2;
    }

    /// The measured distances over their bounds, at most over time.
    private final class Check {
      private final Tensor target;
      private final double lipschitz;
      private final double initial;
      private final double[] worst = new double[3];
      private double lastResidual = Double.POSITIVE_INFINITY;
      private double growth = Double.NEGATIVE_INFINITY;
      private double end;
      private double bound;

      Check(Tensor target, double lipschitz) {
        this.target = target;
        this.lipschitz = lipschitz;
        this.initial = Gradients.norm(target).item();
      }

      void see(GradientFlow.Moment<Tensor> moment) {
        double residual = Gradients.norm(moment.y().minus(target)).item();
        growth = Math.max(growth, residual - lastResidual);
        lastResidual = residual;
        end = moment.outputGap() / initial;
        if (moment.time() > 0) {
          double k = moment.time() * lipschitz * lipschitz;
          bound = k * k / alpha() * epsilon / (lipschitz * lipschitz) * initial;
          note(0, end / bound);
          note(1, alpha() * lipschitz / initial * moment.gap() / (bound * (2 + 4 * k / 3)));
          note(2, moment.distance() / (k * initial / (alpha() * lipschitz)));
        }
      }

      private void note(int bound, double ratio) {
        worst[bound] = Math.max(worst[bound], ratio);
      }

      Result result() {
        Result result = Result.empty().with("end", end).with("bound", bound).with("growth", growth);
        for (int i = 0; i < 3; i++) {
          result = result.with(BOUNDS.get(i) + "_ratio", worst[i]);
        }
        return result;
      }
    }
  }

  @Override
  public String id() {
    return "thm23";
  }

  @Override
  public String title() {
    return "Theorem 2.3: explicit bounds under the square loss";
  }

  @Override
  public String shows() {
    return "The bounds hold at every step, and the distance to the tangent model falls like 1/α as they say.";
  }

  @Override
  public String cost(Preset preset) {
    return preset == Preset.MEDIUM ? "10 s" : "2 s";
  }

  @Override
  public Study study(Request request) {
    Settings sizes = settings(request.preset());
    List<Job> jobs = new ArrayList<>();
    for (int repeat = 0; repeat < sizes.repeats; repeat++) {
      for (double epsilon : sizes.epsilons) {
        for (int iterations : sizes.iterations) {
          for (int log4 : sizes.log4) {
            jobs.add(new Flows(request.seed(), repeat, epsilon, iterations, log4, sizes));
          }
        }
      }
    }
    return new Conclusions(sizes, jobs, request.preset());
  }

  private record Conclusions(Settings settings, List<Job> jobs, Preset preset) implements Study {
    @Override
    public Findings conclude(List<Result> results) {
      Table table = new Table("repeat", "epsilon", "iterations", "alpha", "relative_output_gap_at_end",
          "output_gap_ratio", "gap_ratio", "distance_ratio", "largest_growth_of_residual");
      for (int i = 0; i < results.size(); i++) {
        Flows f = (Flows) jobs.get(i);
        Result r = results.get(i);
        table.row(f.repeat, f.epsilon, f.iterations, f.alpha(), r.value("end"), r.value("output_gap_ratio"),
            r.value("gap_ratio"), r.value("distance_ratio"), r.value("growth"));
      }
      return new Findings(table, claims(results), figure(results));
    }

    private List<Claim> claims(List<Result> results) {
      List<Claim> claims = new ArrayList<>();
      for (int k = 0; k < 3; k++) {
        claims.add(Claim.atMost(BOUNDS.get(k) + "_bound",
            WORDS.get(k) + " over its bound, at every step of every run", 1, most(results, BOUNDS.get(k) + "_ratio")));
      }
      // A residual that stands still may be rounded up by a few units in the last of its 16 digits.
      claims.add(Claim.atMost("residual_falls", "growth of ‖αh(w) − y*‖ in any step of any run", 1e-13,
          most(results, "growth")));
      double from = preset == Preset.QUICK ? 256 : 1024;
      double[] alphas = alphas();
      double slope = Statistic.farthest(-1, IntStream.range(0, results.size() / alphas.length).mapToDouble(k ->
          Fit.exponent(alphas, ends(results, k * alphas.length), from, 4096)).toArray());
      // The theorem says O(1/α). The paper preset's band is what a check with other tools gave, −1.00…−0.97. Seeds
      // 100–109 gave −0.990…−0.973 (quick) and −0.989…−0.954 (medium, the worst of 40 runs each); K²ε/α is not small yet at
      // α = 256.
      double width = preset == Preset.PAPER ? 0.03 : 0.05;
      claims.add(Claim.within("slope", "exponent of α in ‖αh(w) − αh̄(w̄)‖ at the end, fitted for α from "
          + Claim.number(from) + " to 4096; of all runs the farthest from −1", -1 - width, -1 + width, slope));
      return claims;
    }

    private static double most(List<Result> results, String name) {
      return results.stream().mapToDouble(r -> r.value(name)).max().orElseThrow();
    }

    private double[] alphas() {
      return settings.log4.stream().mapToDouble(log4 -> Math.pow(4, log4)).toArray();
    }

    private double[] ends(List<Result> results, int from) {
      return results.subList(from, from + settings.log4.size()).stream().mapToDouble(r -> r.value("end")).toArray();
    }

    private Figure figure(List<Result> results) {
      Figure figure = new Figure("Theorem 2.3: distance to the tangent model (solid) and its bound (dashed)", "scale α",
          "‖αh(w) − αh̄(w̄)‖ / ‖y*‖ at the end").logX().logY().legendBelowLeft();
      double[] alphas = alphas();
      int series = 0;
      for (double epsilon : settings.epsilons) {
        for (int iterations : List.of(settings.iterations.getFirst(), settings.iterations.getLast())) {
          int group = settings.epsilons.indexOf(epsilon) * settings.iterations.size()
              + settings.iterations.indexOf(iterations);
          Color colour = List.of(Figure.BLUE, Figure.GREEN, Figure.ORANGE, Figure.RED).get(series++);
          double[] ends = ends(results, group * alphas.length);
          figure.line("ε = " + Claim.number(epsilon) + ", K = " + iterations, alphas, ends, colour,
              Figure.Stroke.SOLID);
          double[] bound = ends.clone();
          for (int i = 0; i < bound.length; i++) {
            bound[i] = results.get(group * alphas.length + i).value("bound");
          }
          figure.line("", alphas, bound, colour, Figure.Stroke.DASHED);
        }
      }
      return figure;
    }
  }
}
