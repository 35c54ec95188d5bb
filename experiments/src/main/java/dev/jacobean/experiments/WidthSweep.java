package dev.jacobean.experiments;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.TwoLayer;
import java.util.ArrayList;
import java.util.List;

/// Figure 2(a): the test loss of trained two-layer networks against their width m, in two scalings of the output: with
/// 1/√m wide networks train lazily, with 1/m they do not.
///
/// Text and code of the paper differ. Text: the teacher's units have ‖ab‖ = 1, five repeats. Code: the teacher's output
/// is a hundred times that, ten repeats (of a later version of the figure), and the loss is multiplied by 0.1, which
/// makes it 1000 × the loss relative to a unit teacher. With a unit teacher the student's own initial output, of size
/// 1/√2, would be several times what is to be learnt. The published curve agrees with the code: `fig2a` runs that, with
/// five repeats; `fig2a-text` runs the unit teacher, with steps five times as long (the text is silent on steps; those
/// of the code are a d-th as long relative to such a teacher, and these are near the longest that are stable at the
/// start), and claims nothing about the published numbers.
final class WidthSweep implements Experiment {
  /// How the sum over neurons is scaled, and the step of gradient descent on R(s·f)/s², as in the code.
  enum Scaling {
    /// s = 1/√m, step 1/m.
    ROOT,
    /// s = 1/m, step 0.05/m.
    MEAN;

    double factor(int m) {
      return this == ROOT ? 1 / Math.sqrt(m) : 1.0 / m;
    }

    double step(int m) {
      return this == ROOT ? 1.0 / m : 0.05 / m;
    }
  }

  /// The sizes of a run.
  ///
  /// @param d       input dimension
  /// @param n       training points, and as many test points
  /// @param widths  the values of m, rising
  /// @param steps   full-batch gradient steps
  /// @param trials  independent teachers, data sets and initial weights
  /// @param teacher the factor of the teacher's output
  /// @param pace    the factor of the code's steps
  record Settings(int d, int n, List<Integer> widths, int steps, int trials, double teacher, double pace) {}

  private Settings settings(Preset preset) {
    return switch (preset) {
      case QUICK -> of(25, List.of(2, 4, 8, 24, 64), 4000, text ? 3 : 5);
      case MEDIUM -> of(100, List.of(2, 4, 6, 8, 32, 64, 128), 25_000, 3);
      case PAPER -> of(100, List.of(2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256, 512), 25_000, 5);
    };
  }

  /// The code's teacher is as large as d is, and its steps suit that: the curvature where a network of few neurons fits
  /// the teacher is of the size of their ratio, and in fewer dimensions with the same teacher descent would not be
  /// stable.
  private Settings of(int d, List<Integer> widths, int steps, int trials) {
    return new Settings(d, 10 * d, widths, steps, trials, text ? 1 : d, text ? 5 : 1);
  }

  /// Trains one network. Teacher and data are those of the trial, whatever the width and scaling.
  record Training(long seed, int trial, Scaling scaling, int m, Settings sizes) implements Job {
    private static final int TELL_EVERY = 100;

    @Override
    public long work() {
      return (long) sizes.steps * m;
    }

    @Override
    public Result run(Progress progress) {
      TwoLayer unit = Teaching.teacher(3, sizes.d, Seeds.stream(seed, trial, "teacher"));
      TwoLayer teacher = new TwoLayer(unit.outer().times(sizes.teacher), unit.inner());
      Teaching train = single(Teaching.of(teacher, sizes.n, Seeds.stream(seed, trial, "train")));
      Teaching test = single(Teaching.of(teacher, sizes.n, Seeds.stream(seed, trial, "test")));
      TwoLayer w = single(TwoLayer.normal(Backends.f64(), Seeds.stream(seed, trial, "student of " + m), m, sizes.d, 1));
      double s = scaling.factor(m);
      double step = sizes.pace * scaling.step(m) / (s * s);
      for (int i = 1; i <= sizes.steps; i++) {
        w = Tree.minus(w, Tree.times(step, Autodiff.gradient(at -> loss(train, at, s), w)));
        if (i % TELL_EVERY == 0) {
          progress.advance((long) TELL_EVERY * m);
        }
      }
      progress.advance((long) (sizes.steps % TELL_EVERY) * m);
      // In the units of the published figure: 1000 × the loss relative to a unit teacher.
      double scale = 1000 / (sizes.teacher * sizes.teacher);
      return Result.empty().with("test", scale * loss(test, w, s).item())
          .with("train", scale * loss(train, w, s).item())
          .with("null", scale * test.loss(test.y().zeros()).item());
    }

    /// In single precision, which is enough here: nothing cancels, and losses are read to a few digits.
    private static <P> P single(P tree) {
      return Tree.map(x -> x.to(Backends.f32()), tree);
    }

    private static Tensor loss(Teaching data, TwoLayer w, double s) {
      return data.loss(w.apply(data.x()).times(s));
    }
  }

  private final boolean text;

  private WidthSweep(boolean text) {
    this.text = text;
  }

  /// With the settings of the paper's code, which made the published figure.
  static WidthSweep ofCode() {
    return new WidthSweep(false);
  }

  /// With the teacher of the paper's text.
  static WidthSweep ofText() {
    return new WidthSweep(true);
  }

  @Override
  public String id() {
    return text ? "fig2a-text" : "fig2a";
  }

  @Override
  public String group() {
    return "fig2";
  }

  @Override
  public String title() {
    return text ? "Figure 2(a) with the text's unit teacher" : "Figure 2(a): test loss against width, in two scalings";
  }

  @Override
  public String shows() {
    return text ? "The same as fig2a with the unit teacher of the paper's text instead of the larger one of its code."
        : "Wide networks whose output is scaled by 1/√m train lazily and generalise worse than with 1/m.";
  }

  @Override
  public List<String> notes() {
    return List.of(
        "Text: the teacher's units have ‖ab‖ = 1, five repeats. Code: its output is a hundred times that,"
            + " ten repeats. The published curve agrees with the code: fig2a runs that, with five repeats;"
            + " fig2a-text runs the unit teacher.",
        "The text is silent on steps; the code's would be a d-th as long relative to a unit teacher. Those"
            + " of fig2a-text are five times the code's, near the longest that are stable.");
  }

  @Override
  public String cost(Preset preset) {
    return switch (preset) {
      case QUICK -> "8 s";
      case MEDIUM -> "5 min";
      case PAPER -> "30 min";
    };
  }

  @Override
  public Study study(Request request) {
    Settings sizes = settings(request.preset());
    List<Job> jobs = new ArrayList<>();
    for (Scaling scaling : Scaling.values()) {
      for (int m : sizes.widths) {
        for (int trial = 0; trial < sizes.trials; trial++) {
          jobs.add(new Training(request.seed(), trial, scaling, m, sizes));
        }
      }
    }
    return new WidthStudy(sizes, List.copyOf(jobs), request.preset(), text, title());
  }
}
