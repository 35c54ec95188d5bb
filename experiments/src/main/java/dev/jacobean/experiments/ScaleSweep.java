package dev.jacobean.experiments;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.Workspace;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.TangentModel;
import dev.jacobean.nn.TwoLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Figure 1(c): the test loss of a trained two-layer network against the scale τ of its initial weights, and that of
/// its tangent model, which is the limit of large τ.
final class ScaleSweep implements Experiment {
  /// The sizes of one training run.
  ///
  /// @param d     input dimension
  /// @param n     training points, and as many test points
  /// @param m     neurons of the student, the second half mirroring the first
  /// @param steps full-batch gradient steps
  /// @param every the test loss is evaluated before every so many steps, and at the end
  record Sizes(int d, int n, int m, int steps, int every) {}

  /// Everything that is decided.
  ///
  /// @param sizes   of each training run
  /// @param repeats independent teachers, data sets and initial weights
  /// @param tenths  the values of 10·log₁₀ τ, rising
  record Settings(Sizes sizes, int repeats, List<Integer> tenths) {}

  /// The paper's sizes; fewer scales and repeats of them; or a smaller problem that is as over-parameterised.
  static Settings settings(Preset preset) {
    return switch (preset) {
      case PAPER -> new Settings(new Sizes(100, 1000, 50, 10_000, 10), 10,
          IntStream.rangeClosed(-22, 10).boxed().toList());
      case MEDIUM -> new Settings(new Sizes(100, 1000, 50, 10_000, 10), 5,
          List.of(-20, -17, -14, -11, -8, -5, -2, 0, 5, 10));
      case QUICK -> new Settings(new Sizes(30, 200, 20, 10_000, 10), 5, List.of(-20, -16, -12, -8, -4, 0, 5, 10));
    };
  }

  /// What is random in one repeat, the same for all τ.
  record Draw(Teaching train, Teaching test, TwoLayer student) {
    static Draw of(long seed, int repeat, Sizes s) {
      TwoLayer teacher = Teaching.teacher(3, s.d, Seeds.stream(seed, repeat, "teacher"));
      TwoLayer half = TwoLayer.normal(Backends.f64(), Seeds.stream(seed, repeat, "student"), s.m / 2, s.d, 1);
      return new Draw(Teaching.of(teacher, s.n, Seeds.stream(seed, repeat, "train")),
          Teaching.of(teacher, s.n, Seeds.stream(seed, repeat, "test")), half.symmetrised());
    }
  }

  /// Trains one network from initial weights of scale τ = 10^(tenths/10).
  record Network(long seed, int repeat, int tenths, Sizes sizes) implements Job {
    @Override
    public long work() {
      return sizes.steps;
    }

    @Override
    public Result run(Progress progress) {
      Draw draw = Draw.of(seed, repeat, sizes);
      double tau = tau(tenths);
      Curve curve = new Curve(sizes, progress);
      Workspace memory = new Workspace();
      TwoLayer w = Tree.times(tau, draw.student);
      for (int step = 0; step < sizes.steps; step++) {
        if (curve.due(step)) {
          TwoLayer now = w;
          curve.note(step, memory.step(() -> draw.test.loss(now).item()));
        }
        w = memory.next(w, at -> Tree.plusTimes(at, -rate(tau), Autodiff.gradient(draw.train::loss, at)));
      }
      curve.note(sizes.steps, draw.test.loss(w).item());
      return curve.result(draw.train.loss(w));
    }
  }

  /// Trains the tangent model at the same initial weights with τ = 1, by as many steps. The units are 2-homogeneous and
  /// f(w₀) = 0, so from another τ, with the step 0.1/τ², it would run through the same functions.
  record Tangent(long seed, int repeat, Sizes sizes) implements Job {
    @Override
    public long work() {
      return sizes.steps;
    }

    @Override
    public Result run(Progress progress) {
      Draw draw = Draw.of(seed, repeat, sizes);
      TangentModel<TwoLayer> tangent = new TangentModel<>(TwoLayer::apply, draw.student);
      Linearization<TwoLayer, Tensor> train = tangent.on(draw.train.x());
      Linearization<TwoLayer, Tensor> test = tangent.on(draw.test.x());
      Curve curve = new Curve(sizes, progress);
      Workspace memory = new Workspace();
      TwoLayer u = tangent.zero();
      for (int step = 0; step < sizes.steps; step++) {
        if (curve.due(step)) {
          TwoLayer now = u;
          curve.note(step, memory.step(() -> draw.test.loss(tangent.apply(now, test)).item()));
        }
        u = memory.next(u, at ->
            Tree.plusTimes(at, -rate(1), tangent.valueAndGradient(draw.train::loss, at, train).gradient()));
      }
      curve.note(sizes.steps, draw.test.loss(tangent.apply(u, test)).item());
      return curve.result(draw.train.loss(tangent.apply(u, train)));
    }
  }

  static double tau(int tenths) {
    return Math.pow(10, tenths / 10.0);
  }

  /// The step of the paper's code.
  private static double rate(double tau) {
    return Math.min(10, 0.1 / (tau * tau));
  }

  /// The test loss during one training run.
  private static final class Curve {
    private final Sizes sizes;
    private final Progress progress;
    private double last;
    private double best = Double.POSITIVE_INFINITY;
    private int bestStep;
    private int told;

    Curve(Sizes sizes, Progress progress) {
      this.sizes = sizes;
      this.progress = progress;
    }

    boolean due(int step) {
      return step % sizes.every == 0;
    }

    void note(int step, double loss) {
      last = loss;
      if (last < best) {
        best = last;
        bestStep = step;
      }
      progress.advance(step - told);
      told = step;
    }

    Result result(Tensor train) {
      return Result.empty().with("end", last).with("best", best).with("bestStep", bestStep)
          .with("train", train.item());
    }
  }

  @Override
  public String id() {
    return "fig1c";
  }

  @Override
  public String group() {
    return "fig1";
  }

  @Override
  public String title() {
    return "Figure 1(c): test loss against the scale of the initial weights";
  }

  @Override
  public String shows() {
    return "Small initial weights learn the teacher; large ones train lazily, and no better than the tangent model.";
  }

  @Override
  public List<String> notes() {
    return List.of(
        "The paper's loss has a factor of ½ in its code, for training and for testing; so it has here.",
        "Everything is in double precision: in single precision cancellation gives 2.4 instead of 3.1 at τ = 10.");
  }

  @Override
  public String cost(Preset preset) {
    return switch (preset) {
      case QUICK -> "15 s";
      case MEDIUM -> "5 min";
      case PAPER -> "30 min";
    };
  }

  @Override
  public Study study(Request request) {
    Settings settings = settings(request.preset());
    List<Job> jobs = new ArrayList<>();
    for (int repeat = 0; repeat < settings.repeats; repeat++) {
      for (int tenths : settings.tenths) {
        jobs.add(new Network(request.seed(), repeat, tenths, settings.sizes));
      }
      jobs.add(new Tangent(request.seed(), repeat, settings.sizes));
    }
    return new ScaleStudy(request.preset(), settings, List.copyOf(jobs));
  }
}
