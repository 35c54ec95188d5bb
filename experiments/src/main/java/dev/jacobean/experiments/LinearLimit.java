package dev.jacobean.experiments;

import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.Workspace;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.Activation;
import dev.jacobean.nn.Gradients;
import dev.jacobean.nn.KernelDynamics;
import dev.jacobean.nn.Laziness;
import dev.jacobean.nn.Loss;
import dev.jacobean.nn.Mlp;
import dev.jacobean.nn.Scaled;
import dev.jacobean.nn.Sequential;
import dev.jacobean.nn.TangentKernel;
import dev.jacobean.nn.TangentModel;
import java.util.ArrayList;
import java.util.List;

/// Lee et al. (2019), "Wide neural networks of any depth evolve as linear models under gradient descent": the wider a
/// network in the neural-tangent parameterisation, the less its weights and its kernel change, and the nearer it stays
/// to its tangent model while both learn, for which there is a closed form.
///
/// Networks of three hidden ReLU layers (variance 2 of the weights, 0.1 of the biases), one output, the square loss
/// and full-batch gradient descent at half the largest stable rate, from the same weights for network and tangent
/// model, on images that ship with this program. What is not as in the original is in [#notes()].
final class LinearLimit implements Experiment {
  static final int LAYERS = 3;

  /// What is drawn.
  enum Panel {
    /// Changes against width.
    CHANGES,
    /// Losses and outputs against time.
    PATHS
  }

  /// The sizes of a run.
  ///
  /// @param train   images to learn from
  /// @param test    images on which network and tangent model are compared
  /// @param widths  of every hidden layer, rising
  /// @param log2    log₂ of the number of steps
  /// @param repeats independent images and initial weights
  record Settings(int train, int test, List<Integer> widths, int log2, int repeats) {}

  static Settings settings(Preset preset) {
    return switch (preset) {
      case QUICK -> new Settings(32, 64, List.of(32, 64, 128, 256, 512), 7, 3);
      case MEDIUM -> new Settings(64, 128, List.of(64, 128, 256, 512, 1024, 2048), 9, 3);
      case PAPER -> new Settings(128, 256, List.of(64, 128, 256, 512, 1024, 2048), 12, 3);
    };
  }

  /// Trains one network and its tangent model.
  record Training(long seed, int repeat, int width, Settings sizes) implements Job {
    /// So many outputs are kept for the figure.
    static final int SHOWN = 3;

    @Override
    public long work() {
      return (1L << sizes.log2) * unit();
    }

    private long unit() {
      return 1 + width * (long) (2 * width + TwoKinds.PIXELS) / 10_000;
    }

    @Override
    public Result run(Progress progress) {
      Backend backend = Backends.f32();
      TwoKinds images = TwoKinds.shipped(backend, Seeds.stream(seed, repeat, "images"), sizes.train, sizes.test);
      Sequential start = Mlp.ntk(backend, Seeds.stream(seed, repeat, "network of " + width), Math.sqrt(2),
          Math.sqrt(0.1), Activation.RELU, TwoKinds.PIXELS, width, width, width, 1);
      TangentKernel<Sequential> kernel = TangentKernel.of(start);
      Tensor before = kernel.matrix(images.x());
      Tensor cross = kernel.matrix(images.testX(), images.x());
      KernelDynamics dynamics = KernelDynamics.of(before, images.y().zeros(), images.y(), 1.0 / sizes.train);
      double rate = dynamics.largestStep() / 2;
      Course course = course();
      Pair pair = new Pair(start, images, rate);
      for (int log2 = 0; log2 <= sizes.log2; log2++) {
        int steps = 1 << log2;
        progress.advance(unit() * (steps - pair.steps));
        pair.train(steps);
        Tensor closed = dynamics.descent(rate, steps, cross, images.testY().zeros());
        pair.note(course, closed, dynamics.loss(dynamics.descent(rate, steps)));
      }
      Tensor after = TangentKernel.of(pair.network).matrix(images.x());
      return course.thinned(sizes.log2 + 1, Result.empty().with("input", moved(start, pair.network, 0))
          .with("hidden", hidden(start, pair.network)).with("output", moved(start, pair.network, LAYERS))
          .with("kernel", Laziness.drift(before, after)));
    }

    private static Course course() {
      List<String> names =
          new ArrayList<>(List.of("step", "loss", "tangentLoss", "closedLoss", "apart", "closedApart"));
      for (String model : List.of("output", "tangent", "closed")) {
        for (int i = 0; i < SHOWN; i++) {
          names.add(model + i);
        }
      }
      return new Course(names.toArray(String[]::new));
    }

    /// The relative change of one layer's weights.
    private static double moved(Sequential start, Sequential end, int layer) {
      return Laziness.motion(weight(start, layer), weight(end, layer));
    }

    /// That of the weights between hidden layers, all together.
    private static double hidden(Sequential start, Sequential end) {
      return Laziness.motion(List.of(weight(start, 1), weight(start, 2)), List.of(weight(end, 1), weight(end, 2)));
    }

    /// A layer has a weight and a bias, in this order.
    private static Tensor weight(Sequential net, int layer) {
      return Tree.leaves(net).get(2 * layer);
    }
  }

  /// A network and its tangent model after the same steps of gradient descent.
  private static final class Pair {
    private final Scaled<Sequential> centred;
    private final TangentModel<Sequential> tangent;
    private final TwoKinds images;
    private final Linearization<Sequential, Tensor> map;
    private final Tensor first;
    private final double rate;
    private final Workspace memory = new Workspace();
    private Sequential network;
    private Sequential shift;
    private int steps;

    Pair(Sequential start, TwoKinds images, double rate) {
      this.centred = Scaled.centred(Sequential::apply, 1, start);
      this.tangent = centred.tangent(start);
      this.images = images;
      this.map = tangent.on(images.x());
      this.first = map.value();
      this.rate = rate;
      this.network = start;
      this.shift = tangent.zero();
    }

    void train(int until) {
      for (; steps < until; steps++) {
        network = memory.next(network, w -> Tree.plusTimes(w, -rate,
            centred.valueAndGradient(this::loss, w, images.x(), first).gradient()));
        shift = memory.next(shift, u -> Tree.plusTimes(u, -rate,
            tangent.valueAndGradient(this::loss, u, map).gradient()));
      }
    }

    private Tensor loss(Tensor output) {
      return Loss.halfSquared(output, images.y());
    }

    void note(Course course, Tensor closed, double closedLoss) {
      Tensor output = centred.apply(network, images.testX());
      Tensor linear = tangent.apply(shift, images.testX());
      Tensor exact = closed.to(linear.backend()).reshape(linear.shape().sizes());
      double root = Math.sqrt(output.shape().size());
      List<Double> numbers = new ArrayList<>(List.of((double) steps,
          loss(centred.apply(network, images.x(), first)).item(), loss(tangent.apply(shift, map)).item(), closedLoss, Gradients.norm(output.minus(linear)).item() / root,
          Gradients.norm(linear.minus(exact)).item() / root));
      for (Tensor model : List.of(output, linear, exact)) {
        double[] values = model.toDoubles();
        for (int i = 0; i < Training.SHOWN; i++) {
          numbers.add(values[i]);
        }
      }
      course.note(numbers.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  private final Panel panel;

  LinearLimit(Panel panel) {
    this.panel = panel;
  }

  @Override
  public String id() {
    return panel == Panel.CHANGES ? "lee2019" : "lee2019-paths";
  }

  @Override
  public String group() {
    return "followups";
  }

  @Override
  public String trainedBy() {
    return "lee2019";
  }

  @Override
  public String title() {
    return panel == Panel.CHANGES ? "Lee et al. 2019: how much wide networks change while they learn"
        : "Lee et al. 2019: a wide network and its tangent model, step by step";
  }

  @Override
  public String shows() {
    return panel == Panel.CHANGES
        ? "The wider the network, the less weights and kernel move, and the nearer it stays to its tangent model."
        : "The same runs as in lee2019: network, tangent model and its closed form learn along the same curves.";
  }

  @Override
  public List<String> notes() {
    return List.of(
        "The initial output is subtracted here and not in the original: it is random, and what is left to"
            + " learn would be another task for every network.",
        "The original learns 128 images of MNIST in 2¹⁷ steps for its exponents, and 256 images of two"
            + " classes of CIFAR-10 in five layers of 2,048 neurons for its curves. Here both are of the same"
            + " runs: animals against vehicles of CIFAR-10 at half their width and height, three hidden layers,"
            + " and 2¹² steps in preset paper.");
  }

  @Override
  public String cost(Preset preset) {
    String cost = switch (preset) {
      case QUICK -> "5 s";
      case MEDIUM -> "8 min";
      case PAPER -> "60 min";
    };
    return panel == Panel.CHANGES ? cost : cost + " (nothing after lee2019)";
  }

  @Override
  public Study study(Request request) {
    Settings sizes = settings(request.preset());
    List<Job> jobs = new ArrayList<>();
    for (int width : sizes.widths) {
      for (int repeat = 0; repeat < sizes.repeats; repeat++) {
        jobs.add(new Training(request.seed(), repeat, width, sizes));
      }
    }
    return new LinearStudy(panel, title(), request.preset(), sizes, List.copyOf(jobs));
  }
}
