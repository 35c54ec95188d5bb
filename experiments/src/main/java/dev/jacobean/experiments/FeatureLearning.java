package dev.jacobean.experiments;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.Laziness;
import dev.jacobean.nn.Layer;
import dev.jacobean.nn.Mlp;
import dev.jacobean.nn.Scaled;
import dev.jacobean.nn.Sequential;
import dev.jacobean.nn.TangentKernel;
import dev.jacobean.nn.TangentModel;
import dev.jacobean.nn.data.DataFolder;
import dev.jacobean.nn.data.DataSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Geiger, Spigler, Jacot and Wyart (2020), "Disentangling feature and lazy training in deep neural networks": a
/// network of width h, centred and multiplied by α, learns features where √h·α is small and lazily where it is large,
/// and networks of all widths agree at equal √h·α.
///
/// The networks are the original's: fully connected, softplus of sharpness 5, in the neural-tangent parameterisation
/// without biases, a hinge loss over α², learnt by the flow of gradients ([Downhill]). What is not as in the original
/// is in [#notes()].
final class FeatureLearning implements Experiment {
  /// What is drawn.
  enum Panel {
    /// Test errors against √h·α.
    ERRORS,
    /// The kernel's change against √h·α.
    KERNELS
  }

  /// What is learnt.
  enum Task {
    /// Synthetic.
    STRIPES,
    /// MNIST.
    PARITY
  }

  /// The sizes of a run.
  ///
  /// @param task    what is learnt
  /// @param inputs  numbers of a point
  /// @param train   points to learn from
  /// @param test    points to be tested on
  /// @param hidden  how many hidden layers there are
  /// @param widths  the values of h, rising
  /// @param reaches the values of √h·α, rising
  /// @param steps   of descent, at most
  /// @param repeats independent points and initial weights
  record Settings(Task task, int inputs, int train, int test, int hidden, List<Integer> widths, List<Double> reaches,
                  int steps, int repeats) {}

  static Settings settings(Preset preset) {
    return switch (preset) {
      case QUICK -> new Settings(Task.STRIPES, 10, 128, 2000, 2, List.of(64, 128, 256),
          List.of(0.1, 1.0, 3.0, 10.0, 30.0, 100.0, 1000.0), 300, 3);
      case MEDIUM -> new Settings(Task.PARITY, 10, 1000, 10_000, 3, List.of(50, 100, 200),
          List.of(0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0), 2000, 2);
      case PAPER -> new Settings(Task.PARITY, 10, 1000, 10_000, 5, List.of(100, 200, 400),
          List.of(0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0), 3000, 2);
    };
  }

  /// log(1 + e^(5x))/5.
  record SharpSoftplus() implements Layer {
    @Override
    public Tensor apply(Tensor x) {
      return x.times(5).softplus().times(0.2);
    }
  }

  /// Trains one network, or its tangent model where √h·α is infinite.
  ///
  /// @param reach  √h·α
  /// @param folder where digits are, if they are wanted: no part of what is computed
  record Training(long seed, int repeat, int width, double reach, Settings sizes, @JsonIgnore DataFolder folder)
      implements Job {
    /// On so many test points kernels are compared.
    private static final int LOOKED = 50;
    /// A loss so small that no point is on the wrong side; it is about ½ at the start.
    private static final double ENOUGH = 1e-4;

    @Override
    public long work() {
      return sizes.steps * (1 + (long) width * width * sizes.train * sizes.hidden / 1_000_000);
    }

    /// The scale.
    double alpha() {
      return reach / Math.sqrt(width);
    }

    @Override
    public Result run(Progress progress) {
      Backend backend = Backends.f32();
      TwoKinds points = points(backend);
      Sequential start = Mlp.ntk(backend, Seeds.stream(seed, repeat, "network of " + width), Math.sqrt(2), 0,
          new SharpSoftplus(), IntStream.concat(IntStream.concat(IntStream.of(sizes.inputs),
              IntStream.generate(() -> width).limit(sizes.hidden)), IntStream.of(1)).toArray());
      double steepest = TangentKernel.of(start).largest(points.x(), 1).getFirst().value() / sizes.train;
      return Double.isInfinite(reach) ? tangent(start, points, 1 / steepest, progress)
          : network(start, points, 1 / steepest, progress);
    }

    private TwoKinds points(Backend backend) {
      return switch (sizes.task) {
        case STRIPES -> TwoKinds.stripes(backend, Seeds.stream(seed, repeat, "points"), sizes.inputs, sizes.train,
            sizes.test);
        case PARITY -> TwoKinds.parity(backend, Seeds.stream(seed, repeat, "points"), folder, sizes.inputs,
            sizes.train, sizes.test);
      };
    }

    private Result network(Sequential start, TwoKinds points, double rate, Progress progress) {
      double alpha = alpha();
      Scaled<Sequential> model = Scaled.centred(Sequential::apply, alpha, start);
      Tensor first = model.start(points.x());
      Downhill<Sequential> descent = new Downhill<>(
          w -> model.valueAndGradient(y -> loss(y, points.y()), w, points.x(), first), start, rate);
      int steps = descend(descent, ENOUGH / (alpha * alpha), progress);
      Tensor looked = points.testX().slice(0, 0, LOOKED);
      double drift = Laziness.drift(TangentKernel.of(start).matrix(looked),
          TangentKernel.of(descent.at()).matrix(looked));
      return result(model.apply(descent.at(), points.testX()), points, steps)
          .with("loss", descent.value() * alpha * alpha).with("drift", drift);
    }

    private Result tangent(Sequential start, TwoKinds points, double rate, Progress progress) {
      TangentModel<Sequential> model = TangentModel.centred(Sequential::apply, start);
      Linearization<Sequential, Tensor> map = model.on(points.x());
      Downhill<Sequential> descent = new Downhill<>(
          u -> model.valueAndGradient(y -> loss(y, points.y()), u, map), model.zero(), rate);
      int steps = descend(descent, ENOUGH, progress);
      return result(model.apply(descent.at(), points.testX()), points, steps).with("loss", descent.value())
          .with("drift", 0);
    }

    /// How many steps it took.
    private int descend(Downhill<Sequential> descent, double enough, Progress progress) {
      long unit = work() / sizes.steps;
      int steps = 0;
      for (; steps < sizes.steps && descent.value() > enough; steps++) {
        descent.step();
        progress.advance(unit);
      }
      progress.advance(unit * (sizes.steps - steps));
      return steps;
    }

    private static Result result(Tensor output, TwoKinds points, int steps) {
      // Percent of points on the wrong side.
      double error = 100 * output.times(points.testY()).lessOrEqual(0).mean().item();
      return Result.empty().with("error", error).with("steps", steps);
    }
  }

  /// ½·mean max(0, 1 − y·output)².
  static Tensor loss(Tensor output, Tensor y) {
    return output.times(y).negate().plus(1).relu().square().mean().times(0.5);
  }

  private final Panel panel;

  FeatureLearning(Panel panel) {
    this.panel = panel;
  }

  @Override
  public String id() {
    return panel == Panel.ERRORS ? "geiger2020" : "geiger2020-kernel";
  }

  @Override
  public String group() {
    return "followups";
  }

  @Override
  public String trainedBy() {
    return "geiger2020";
  }

  @Override
  public String title() {
    return panel == Panel.ERRORS ? "Geiger et al. 2020: test error between feature learning and lazy training"
        : "Geiger et al. 2020: how much the kernel changes";
  }

  @Override
  public String shows() {
    return panel == Panel.ERRORS
        ? "At equal √h·α networks of all widths h have the same test error; where it is large, their tangent models'."
        : "The same runs as in geiger2020: lazily trained, the kernel changes like 1/(√h·α).";
  }

  @Override
  public List<String> notes() {
    return List.of(
        "Preset quick needs no data: it learns a synthetic stand-in, normal points labelled by whether"
            + " their first coordinate is near 0 (the stripes of Paccolat et al., 2021). The others learn the"
            + " parity of handwritten digits from ten principal components, as the original does.",
        "The original's hinge loss is softened, here it is squared; the flow of gradients is gradient"
            + " descent with steps as long as lower the loss.");
  }

  @Override
  public String cost(Preset preset) {
    String cost = switch (preset) {
      case QUICK -> "10 s";
      case MEDIUM -> "8 min";
      case PAPER -> "60 min";
    };
    return panel == Panel.ERRORS ? cost : cost + " (nothing after geiger2020)";
  }

  @Override
  public Study study(Request request) {
    Settings sizes = settings(request.preset());
    DataFolder folder = AlphaSweep.folder(request);
    if (sizes.task == Task.PARITY && !folder.has(DataSet.MNIST)) {
      throw Refusal.data("MNIST is not in " + folder.roots().getFirst() + " nor in the other places that are searched;"
          + " lazy data fetch mnist downloads it, and --data says where it is");
    }
    List<Job> jobs = new ArrayList<>();
    for (int width : sizes.widths) {
      List<Double> reaches = new ArrayList<>(sizes.reaches);
      reaches.add(Double.POSITIVE_INFINITY);
      for (double reach : reaches) {
        for (int repeat = 0; repeat < sizes.repeats; repeat++) {
          jobs.add(new Training(request.seed(), repeat, width, reach, sizes, folder));
        }
      }
    }
    return new FeatureStudy(panel, title(), request.preset(), sizes, List.copyOf(jobs));
  }
}
