package dev.jacobean.experiments;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.ValueAndGradient;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.TwoLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Figure 2(b): the population loss of two-layer networks trained by stochastic gradient descent, a fresh batch each
/// step, against the scale τ of their initial weights.
///
/// Text and code of the paper differ. Text: the output is a plain sum over neurons, a unit teacher, the loss at the end
/// on 2000 fresh samples, five repeats; nothing on steps. Code: the student's output is divided by m (but not its
/// gradient) and the teacher's by 200, the size of a batch (it looks accidental); step min(0.25/τ², 25), and d times as
/// long for the hidden weights; the loss is the mean over the last tenth of all steps' batches, ten repeats.
///
/// The factors of the outputs only move the axis: with two homogeneous layers a teacher c times as large, a scale √c·τ
/// and steps 1/c as long are the same training, so the text's τ is the code's, doubled (m = 50). The hidden weights'
/// step does change the curve. `fig2b` runs the code's settings with five repeats; `fig2b-text` runs the text's
/// network and teacher with one step for both layers, that of Figure 1(c), and judges by fresh samples. The published
/// curve has yet another unit, so only its shape can be compared.
final class FreshBatches implements Experiment {
  /// What text and code have each their own way.
  ///
  /// @param student the factor of the student's output, absent from its gradient
  /// @param teacher the factor of the teacher's output
  /// @param step    the step at τ = 1; it grows like 1/τ² as τ falls
  /// @param longest but up to this
  /// @param hidden  the factor of the hidden weights' step
  record Convention(double student, double teacher, double step, double longest, double hidden) {}

  /// The sizes of a run.
  ///
  /// @param d          input dimension
  /// @param m          neurons, the second half mirroring the first
  /// @param batch      fresh samples each step
  /// @param steps      of stochastic gradient descent
  /// @param repeats    independent teachers, initial weights and samples
  /// @param convention the text's or the code's
  /// @param taus       the scales, rising
  record Settings(int d, int m, int batch, int steps, int repeats, Convention convention, List<Double> taus) {}

  private Settings settings(Preset preset) {
    return switch (preset) {
      case QUICK -> of(20, 20, 100, 6000, 5, List.of(0.04, 0.1, 0.2, 0.316, 0.631, 1.0, 2.0));
      case MEDIUM -> of(100, 50, 200, 20_000, 2, List.of(0.04, 0.1, 0.2, 0.251, 0.316, 0.631, 1.0, 2.0));
      case PAPER -> of(100, 50, 200, 20_000, 5,
          List.of(0.01, 0.02, 0.04, 0.1, 0.126, 0.158, 0.2, 0.251, 0.316, 0.398, 0.501, 0.631, 0.794, 1.0, 2.0, 4.0,
              8.0));
    };
  }

  private Settings of(int d, int m, int batch, int steps, int repeats, List<Double> taus) {
    Convention convention = text ? new Convention(1, 1, 0.1, 0.1 * d, 1)
        : new Convention(1.0 / m, 1.0 / 200, 0.25, 25, d);
    return new Settings(d, m, batch, steps, repeats, convention, taus);
  }

  /// Trains one network from initial weights of scale τ. All else that is random is the repeat's, whatever τ.
  record Training(long seed, int repeat, double tau, Settings sizes) implements Job {
    private static final int TELL_EVERY = 100;
    private static final int SAMPLES = 2000;

    @Override
    public long work() {
      return sizes.steps;
    }

    @Override
    public Result run(Progress progress) {
      Convention c = sizes.convention;
      TwoLayer unit = Teaching.teacher(3, sizes.d, Seeds.stream(seed, repeat, "teacher"));
      TwoLayer teacher = new TwoLayer(unit.outer().times(c.teacher), unit.inner());
      TwoLayer half = TwoLayer.normal(Backends.f64(), Seeds.stream(seed, repeat, "student"), sizes.m / 2, sizes.d, 1);
      TwoLayer w = Tree.times(tau, half.symmetrised());
      RandomGenerator samples = Seeds.stream(seed, repeat, "samples");
      double rate = Math.min(c.step / (tau * tau), c.longest) / c.student;
      double[] tenths = new double[10];
      for (int i = 0; i < sizes.steps; i++) {
        Teaching batch = Teaching.of(teacher, sizes.batch, samples);
        ValueAndGradient<TwoLayer> at = Autodiff.valueAndGradient(v -> loss(batch, v), w);
        tenths[i * 10 / sizes.steps] += at.value().item() * 10 / sizes.steps;
        w = new TwoLayer(w.outer().minus(at.gradient().outer().times(rate)),
            w.inner().minus(at.gradient().inner().times(rate * c.hidden)));
        if ((i + 1) % TELL_EVERY == 0) {
          progress.advance(TELL_EVERY);
        }
      }
      progress.advance(sizes.steps % TELL_EVERY);
      Teaching fresh = Teaching.of(teacher, SAMPLES, Seeds.stream(seed, repeat, "test"));
      double scale = 1000 / (c.teacher * c.teacher); // 1000 × the loss relative to a unit teacher
      return Result.empty().with("last", scale * tenths[9]).with("before", scale * tenths[8])
          .with("population", scale * loss(fresh, w).item()).with("null", scale * fresh.loss(fresh.y().zeros()).item());
    }

    private Tensor loss(Teaching data, TwoLayer w) {
      return data.loss(w.apply(data.x()).times(sizes.convention.student));
    }
  }

  private final boolean text;

  private FreshBatches(boolean text) {
    this.text = text;
  }

  /// With the settings of the paper's code.
  static FreshBatches ofCode() {
    return new FreshBatches(false);
  }

  /// With the network and teacher of the paper's text.
  static FreshBatches ofText() {
    return new FreshBatches(true);
  }

  @Override
  public String id() {
    return text ? "fig2b-text" : "fig2b";
  }

  @Override
  public String group() {
    return "fig2";
  }

  @Override
  public String title() {
    return text ? "Figure 2(b) with the text's settings" : "Figure 2(b): population loss against the initial scale";
  }

  @Override
  public String shows() {
    return text ? "The same as fig2b with the factors of the paper's text, and steps of one length in both layers."
        : "Even with fresh samples at every step, lazily trained networks do not learn the teacher.";
  }

  @Override
  public List<String> notes() {
    return List.of(
        "Text: the output is a plain sum over neurons, a unit teacher, the loss at the end on 2000 fresh"
            + " samples, five repeats, nothing on steps. Code: the student's output is divided by m, but not its"
            + " gradient, and the teacher's by 200, the size of a batch; steps of the hidden weights are d times"
            + " as long; the loss is a mean over the last tenth of all batches, ten repeats. fig2b runs the"
            + " code's, fig2b-text the text's with the steps of Figure 1(c).",
        "The factors of the outputs only move the axis, but the longer hidden steps change the curve. The"
            + " published curve has yet another unit, so only its shape can be compared.");
  }

  @Override
  public String cost(Preset preset) {
    return switch (preset) {
      case QUICK -> "5 s";
      case MEDIUM -> "3 min";
      case PAPER -> "15 min";
    };
  }

  @Override
  public Study study(Request request) {
    Settings sizes = settings(request.preset());
    List<Job> jobs = new ArrayList<>();
    for (double tau : sizes.taus) {
      for (int repeat = 0; repeat < sizes.repeats; repeat++) {
        jobs.add(new Training(request.seed(), repeat, tau, sizes));
      }
    }
    return new BatchStudy(sizes, List.copyOf(jobs), request.preset(), text, title());
  }
}
