package dev.jacobean.experiments;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.nn.TwoLayer;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Figure 4: random realisations of the tangent kernel k(x, x′) of a two-layer ReLU network, (1/√m)Σⱼ bⱼ max(aⱼ·x, 0)
/// with standard normal weights, against its limit for many neurons.
///
/// x is fixed on the unit sphere, x′ goes once around a circle through it, at the angle φ. The kernel is computed as
/// what it is, the inner product of two derivatives: the gradient at x is pushed forward at all x′. That is two sweeps
/// for the one row that is wanted; [dev.jacobean.nn.TangentKernel] would hold the derivative at every x′.
final class KernelDraws implements Experiment {
  /// Neurons taken at a time: the sum over neurons is made of such blocks, so that a million of them fit in memory.
  private static final int BLOCK = 5000;

  /// The sizes of a run.
  ///
  /// @param d      input dimension
  /// @param angles how many angles from 0 to 2π, both included
  /// @param shown  the values of m in the figure, one draw each
  /// @param widths the values of m of the slope, rising
  /// @param draws  for each of them
  /// @param limit  the m of the check of the limit's formula
  record Settings(int d, int angles, List<Integer> shown, List<Integer> widths, int draws, int limit) {}

  static Settings settings(Preset preset) {
    List<Integer> shown = List.of(1, 10, 100, 1000);
    List<Integer> widths = List.of(10, 32, 100, 316, 1000, 3162, 10_000);
    return switch (preset) {
      case QUICK -> new Settings(10, 73, shown, List.of(10, 100, 1000), 20, 100_000);
      case MEDIUM -> new Settings(10, 181, shown, widths, 20, 300_000);
      case PAPER -> new Settings(10, 361, shown, widths, 20, 1_000_000);
    };
  }

  /// Draws one network and its kernel.
  record Draw(long seed, int draw, int m, int d, int angles) implements Job {
    @Override
    public long work() {
      return m;
    }

    @Override
    public Result run(Progress progress) {
      RandomGenerator random = Seeds.stream(seed, draw, "network of " + m);
      Tensor circle = circle();
      Tensor x = circle.slice(0, 0, 1);
      double[] kernel = new double[angles];
      for (int done = 0; done < m; done += BLOCK) {
        int block = Math.min(BLOCK, m - done);
        TwoLayer w = TwoLayer.normal(Backends.f64(), random, block, d, 1);
        TwoLayer gradient = Autodiff.gradient(at -> at.apply(x).sum(), w);
        double[] products = Autodiff.jvp(at -> at.apply(circle), w, gradient).tangent().toDoubles();
        for (int i = 0; i < angles; i++) {
          kernel[i] += products[i] / m;
        }
        progress.advance(block);
      }
      return Result.empty().with("kernel", kernel);
    }

    private Tensor circle() {
      double[] points = new double[angles * d];
      for (int i = 0; i < angles; i++) {
        points[i * d] = Math.cos(angle(i, angles));
        points[i * d + 1] = Math.sin(angle(i, angles));
      }
      return Tensor.of(Backends.f64(), Shape.of(angles, d), points);
    }
  }

  private static double angle(int i, int angles) {
    return 2 * Math.PI * i / (angles - 1);
  }

  /// The limit of many neurons: (2(π − φ)cos φ + sin φ)/(2π), for φ up to π, and the same for 2π − φ (Y. Cho and L.
  /// Saul, 2009, the arc-cosine kernels of order 0 and 1).
  static double limit(double angle) {
    double phi = Math.min(angle, 2 * Math.PI - angle);
    return (2 * (Math.PI - phi) * Math.cos(phi) + Math.sin(phi)) / (2 * Math.PI);
  }

  @Override
  public String id() {
    return "fig4";
  }

  @Override
  public String title() {
    return "Figure 4: random realisations of the tangent kernel";
  }

  @Override
  public String shows() {
    return "As the network grows, its random kernel approaches a fixed one, at the rate 1/√m.";
  }

  @Override
  public String cost(Preset preset) {
    return switch (preset) {
      case QUICK -> "1 s";
      case MEDIUM -> "5 s";
      case PAPER -> "30 s";
    };
  }

  @Override
  public Study study(Request request) {
    Settings s = settings(request.preset());
    List<Job> jobs = new ArrayList<>();
    for (int m : s.shown) {
      jobs.add(new Draw(request.seed(), 0, m, s.d, s.angles));
    }
    for (int m : s.widths) {
      for (int draw = 1; draw <= s.draws; draw++) {
        jobs.add(new Draw(request.seed(), draw, m, s.d, s.angles));
      }
    }
    jobs.add(new Draw(request.seed(), 0, s.limit, s.d, s.angles));
    return new Conclusions(s, jobs, request.preset());
  }

  private record Conclusions(Settings settings, List<Job> jobs, Preset preset) implements Study {
    @Override
    public Findings conclude(List<Result> results) {
      Table table = new Table("draw", "m", "angle", "kernel", "limit");
      for (int k = 0; k < settings.shown.size(); k++) {
        rows(table, 0, settings.shown.get(k), results.get(k).series("kernel"));
      }
      rows(table, 0, settings.limit, results.getLast().series("kernel"));
      return new Findings(table, claims(results), figure(results));
    }

    private void rows(Table table, int draw, int m, double[] kernel) {
      for (int i = 0; i < kernel.length; i++) {
        table.row(draw, m, angle(i, settings.angles), kernel[i], limit(angle(i, settings.angles)));
      }
    }

    private double error(Result result) {
      double[] kernel = result.series("kernel");
      return IntStream.range(0, kernel.length)
          .mapToDouble(i -> Math.abs(kernel[i] - limit(angle(i, settings.angles)))).max().orElseThrow();
    }

    private List<Claim> claims(List<Result> results) {
      double[] widths = settings.widths.stream().mapToDouble(Integer::doubleValue).toArray();
      double[] errors = IntStream.range(0, widths.length).mapToDouble(k -> {
        int from = settings.shown.size() + k * settings.draws;
        return results.subList(from, from + settings.draws).stream().mapToDouble(this::error).average().orElseThrow();
      }).toArray();
      // The error is random, of size about 2/√m. The paper preset has the specification's bands; the smaller ones have
      // fewer neurons in the limit and, in quick, fewer widths in the slope, hence wider ones.
      double nearest = switch (preset) {
        case QUICK -> 0.02;
        case MEDIUM -> 0.01;
        case PAPER -> 5e-3;
      };
      double thousand = preset == Preset.PAPER ? 0.15 : 0.2;
      double width = preset == Preset.QUICK ? 0.15 : 0.1; // of the slope
      Result last = results.getLast();
      return List.of(
          Claim.atMost("limit", "largest distance of kernel and limit, of " + settings.limit + " neurons", nearest,
              error(last)),
          Claim.within("diagonal", "their kernel at x′ = x", 1 - nearest, 1 + nearest, last.series("kernel")[0]),
          Claim.within("slope", "exponent of m in the largest distance of kernel and limit, mean of "
              + settings.draws + " draws", -0.5 - width, -0.5 + width, Fit.exponent(widths, errors, 10, 10_000)),
          Claim.atMost("thousand", "largest distance of kernel and limit, of the draw with 1000 neurons", thousand,
              error(results.get(settings.shown.indexOf(1000)))));
    }

    private Figure figure(List<Result> results) {
      double[] angles = IntStream.range(0, settings.angles).mapToDouble(i -> angle(i, settings.angles)).toArray();
      Figure figure = new Figure("Figure 4: random realisations of the tangent kernel",
          "angle φ between x and x′ (degrees)", "k(x, x′)").spanX(0, 360).legendTop();
      double[] degrees = Arrays.stream(angles).map(Math::toDegrees).toArray();
      List<Color> colours = List.of(Figure.GREY, Figure.ORANGE, Figure.GREEN, Figure.BLUE);
      for (int k = 0; k < settings.shown.size(); k++) {
        figure.line("m = " + settings.shown.get(k), degrees, results.get(k).series("kernel"), colours.get(k),
            Figure.Stroke.SOLID);
      }
      return figure.line("limit", degrees, Arrays.stream(angles).map(KernelDraws::limit).toArray(), Figure.BLACK,
          Figure.Stroke.DOTTED);
    }
  }
}
