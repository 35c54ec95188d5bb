package dev.jacobean.experiments;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.ValueAndGradient;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.TwoLayer;
import java.util.List;
import java.util.stream.IntStream;

/// Figure 1(a) and (b): where the neurons of a two-layer network in the plane go while it learns from a teacher.
///
/// The teacher is the published one. The paper does not say which 15 points on the circle it was learnt from. 15
/// independent points leave gaps in which a kink of the teacher cannot be seen in six draws of ten (measured on seeds
/// 100 to 109), and what cannot be seen is not learnt; so here the points are spread evenly and turned by a random
/// angle. The initial weights are Gaussian, as the paper says. (The released code has hidden weights of norm τ and outer
/// ones uniform on [0, τ], and the norms in the published panels fit that better.) Both panels share the random draws.
/// One draw shows little, so the claims are about the median of several; the figure shows the first.
final class Trajectories implements Experiment {
  /// The published teacher, read off the vector graphics of the paper's figure.
  static final double[][] TIPS = {{0.9994, -0.0347}, {0.4147, -0.9040}, {-0.8870, 0.4589}};
  static final double[] SIGNS = {1, -1, 1};

  /// The sizes of one training run.
  ///
  /// @param tau    scale of the initial weights
  /// @param n      training points on the unit circle
  /// @param m      neurons, the second half mirroring the first
  /// @param rate   step of gradient descent
  /// @param steps  full-batch gradient steps
  /// @param frames at how many steps, equally spaced in the logarithm, the neurons are looked at
  record Sizes(double tau, int n, int m, double rate, int steps, int frames) {}

  /// Everything that is decided.
  ///
  /// @param sizes of each training run
  /// @param draws how many runs, from different initial weights and turned points
  /// @param tips  the teacher's hidden weights
  /// @param signs the teacher's outer weights
  record Settings(Sizes sizes, int draws, double[][] tips, double[] signs) {}

  /// Trains a network and looks at it now and then.
  record Training(long seed, int draw, Sizes sizes) implements Job {
    @Override
    public long work() {
      return sizes.steps;
    }

    @Override
    public Result run(Progress progress) {
      Teaching data = Teaching.onCircle(Teaching.teacher(SIGNS, TIPS), sizes.n, Seeds.stream(seed, draw, "train"));
      TwoLayer half = TwoLayer.normal(Backends.f64(), Seeds.stream(seed, draw, "student"), sizes.m / 2, 2, 1);
      return train(Tree.times(sizes.tau, half.symmetrised()), data, sizes, progress);
    }
  }

  /// Trains the network `start` by gradient descent, filmed.
  static Result train(TwoLayer start, Teaching data, Sizes sizes, Progress progress) {
    TwoLayer w = start;
    Film film = new Film(sizes, progress);
    for (int step = 0; step < sizes.steps; step++) {
      ValueAndGradient<TwoLayer> at = Autodiff.valueAndGradient(data::loss, w);
      film.look(step, w, at.value());
      w = Tree.minus(w, Tree.times(sizes.rate, at.gradient()));
    }
    film.look(sizes.steps, w, data.loss(w));
    return film.result();
  }

  private final Panel panel;

  private Trajectories(Panel panel) {
    this.panel = panel;
  }

  /// Small initial weights: the neurons align with the teacher's.
  static Trajectories small() {
    return new Trajectories(Panel.SMALL);
  }

  /// Large initial weights: the neurons hardly move.
  static Trajectories large() {
    return new Trajectories(Panel.LARGE);
  }

  @Override
  public String id() {
    return panel == Panel.SMALL ? "fig1a" : "fig1b";
  }

  @Override
  public String group() {
    return "fig1";
  }

  @Override
  public String title() {
    return panel == Panel.SMALL ? "Figure 1(a): neurons started at scale τ = 0.1 find the teacher"
        : "Figure 1(b): neurons started at scale τ = 2 hardly move";
  }

  @Override
  public String shows() {
    return panel == Panel.SMALL
        ? "With small initial weights every neuron that grows turns towards a neuron of the teacher."
        : "With large initial weights the loss vanishes though no neuron goes anywhere: lazy training.";
  }

  @Override
  public List<String> notes() {
    return List.of(
        "Text: 20 neurons with Gaussian weights, both panels from one draw; code: 16 neurons, hidden weights of norm τ,"
            + " output weights uniform on [0, τ]. Here it is the text's; the norms in the published panels fit the"
            + " code's better.",
        "The paper does not say which 15 points were learnt from. Independent ones leave gaps in which a"
            + " kink of the teacher cannot be seen; here they are spread evenly over the circle and turned by a"
            + " random angle.",
        "One draw shows little, so the claims are about the median of several; the figure shows the first.");
  }

  @Override
  public String cost(Preset preset) {
    return switch (preset) {
      case QUICK -> "5 s";
      case MEDIUM -> "25 s";
      case PAPER -> panel == Panel.SMALL ? "45 s" : "4 min";
    };
  }

  @Override
  public Study study(Request request) {
    Settings settings = new Settings(panel.sizes(request.preset()), draws(request.preset()), TIPS, SIGNS);
    List<Job> jobs = IntStream.range(0, settings.draws)
        .<Job>mapToObj(draw -> new Training(request.seed(), draw, settings.sizes)).toList();
    return new TrajectoryStudy(title(), panel, request.preset(), settings, jobs);
  }

  private static int draws(Preset preset) {
    return switch (preset) {
      case QUICK -> 5;
      case MEDIUM -> 10;
      case PAPER -> 20;
    };
  }

  /// Which of the two panels.
  enum Panel {
    SMALL, LARGE;

    /// The paper gives m, n and τ; its code 10⁵ steps of 0.005, with other initial weights.
    Sizes sizes(Preset preset) {
      return this == SMALL ? switch (preset) {
        case QUICK -> new Sizes(0.1, 15, 20, 0.5, 20_000, 100);
        case MEDIUM, PAPER -> new Sizes(0.1, 15, 20, 0.05, 100_000, 100);
      } : switch (preset) {
        case QUICK -> new Sizes(2, 15, 20, 0.02, 20_000, 100);
        case MEDIUM -> new Sizes(2, 15, 20, 0.02, 100_000, 100);
        case PAPER -> new Sizes(2, 15, 20, 0.02, 500_000, 100);
      };
    }
  }
}
