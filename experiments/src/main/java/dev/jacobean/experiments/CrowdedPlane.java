package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.TwoLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Figure 6: where the neurons go, as in Figure 1(a) and (b), with 200 of them and 200 points: (a) from small initial
/// weights, (b) from large ones whose function is not 0, so that neurons must first cancel it, (c) from large
/// symmetrised ones.
///
/// The paper does not say whether (a) is symmetrised; here it is. The points are independent and uniform on the circle:
/// 200 leave no gaps that matter. As in Figure 1 the claims are about the median of several draws, and the figure shows
/// the first. (b) and (c) differ in nothing but the start, and (b) is held against (c).
final class CrowdedPlane implements Experiment {
  /// The three panels.
  enum Panel {
    /// τ = 0.1, symmetrised.
    A(0.1, true),
    /// τ = 2, not symmetrised.
    B(2, false),
    /// τ = 2, symmetrised.
    C(2, true);

    private final double tau;
    private final boolean symmetrised;

    Panel(double tau, boolean symmetrised) {
      this.tau = tau;
      this.symmetrised = symmetrised;
    }

    /// Short presets take longer steps, and fewer: the path is that of the gradient flow in all of them.
    Trajectories.Sizes sizes(Preset preset) {
      boolean small = this == A;
      return switch (preset) {
        case QUICK -> new Trajectories.Sizes(tau, 200, 200, small ? 1 : 0.005, 4000, 60);
        case MEDIUM -> new Trajectories.Sizes(tau, 200, 200, small ? 0.25 : 0.005, 20_000, 100);
        case PAPER -> new Trajectories.Sizes(tau, 200, 200, small ? 0.05 : 0.005, 100_000, 100);
      };
    }
  }

  /// Everything that is decided.
  ///
  /// @param sizes of each training run
  /// @param draws how many runs of a kind, from different initial weights and points
  record Settings(Trajectories.Sizes sizes, int draws) {}

  /// Trains a network and looks at it now and then.
  record Training(long seed, int draw, Panel panel, Trajectories.Sizes sizes) implements Job {
    @Override
    public long work() {
      return sizes.steps();
    }

    @Override
    public Result run(Progress progress) {
      TwoLayer teacher = Teaching.teacher(Trajectories.SIGNS, Trajectories.TIPS);
      Teaching data = Teaching.of(teacher, sizes.n(), Seeds.stream(seed, draw, "train"));
      int drawn = panel.symmetrised ? sizes.m() / 2 : sizes.m();
      TwoLayer unit = TwoLayer.normal(Backends.f64(), Seeds.stream(seed, draw, "student"), drawn, 2, 1);
      TwoLayer start = Tree.times(sizes.tau(), panel.symmetrised ? unit.symmetrised() : unit);
      return Trajectories.train(start, data, sizes, progress);
    }
  }

  private final Panel panel;

  CrowdedPlane(Panel panel) {
    this.panel = panel;
  }

  @Override
  public String id() {
    return "fig6" + panel.toString().toLowerCase(Locale.ROOT);
  }

  @Override
  public String group() {
    return "fig6";
  }

  @Override
  public String title() {
    return switch (panel) {
      case A -> "Figure 6(a): 200 neurons started at scale τ = 0.1";
      case B -> "Figure 6(b): 200 neurons started at scale τ = 2, not symmetrised";
      case C -> "Figure 6(c): 200 neurons started at scale τ = 2, symmetrised";
    };
  }

  @Override
  public String shows() {
    return switch (panel) {
      case A -> "With small initial weights neurons gather in the teacher's directions, however many they are.";
      case B -> "If the initial function is not 0 neurons must move to cancel it, even from large weights.";
      case C -> "From large weights with an initial function of 0 the neurons hardly move.";
    };
  }

  @Override
  public List<String> notes() {
    return List.of(
        "The paper does not say whether the neurons of (a) are symmetrised; here they are.",
        "Symmetrised neurons start in pairs, one positive and one negative at the same place; where they hardly move, as"
            + " in (c), the blue dot hides the red one.",
        "So many neurons share the teacher's lengths that in some draws none grows longer than 0.1; the angle of (a)"
            + " counts as 0 there. How much of the gained length points like the teacher is claimed beside it.",
        "The points are independent and uniform on the circle. The claims are about the median of several"
            + " draws, and the figure shows the first.");
  }

  @Override
  public String cost(Preset preset) {
    return switch (preset) {
      case QUICK -> "5 s";
      case MEDIUM -> "30 s";
      case PAPER -> "3 min";
    };
  }

  @Override
  public Study study(Request request) {
    Settings settings = new Settings(panel.sizes(request.preset()), draws(request.preset()));
    List<Job> jobs = new ArrayList<>(trainings(request, settings, panel));
    if (panel == Panel.B) {
      jobs.addAll(trainings(request, settings, Panel.C));
    }
    return new CrowdedStudy(title(), panel, settings, List.copyOf(jobs));
  }

  /// One draw in ten of (a) has a neuron that is long enough to be judged and went astray, hence the five.
  private int draws(Preset preset) {
    return preset == Preset.QUICK && panel != Panel.A ? 3 : 5;
  }

  private static List<Training> trainings(Request request, Settings settings, Panel of) {
    List<Training> trainings = new ArrayList<>();
    for (int draw = 0; draw < settings.draws; draw++) {
      trainings.add(new Training(request.seed(), draw, of, of.sizes(request.preset())));
    }
    return trainings;
  }
}
