package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.nn.Laziness;
import dev.jacobean.nn.LazinessReport;
import dev.jacobean.nn.Layer;
import dev.jacobean.nn.Loss;
import dev.jacobean.nn.Scaled;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lazy diagnose`: whether a model trains lazily, and which scale would change that.
@Command(name = "diagnose", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Says whether a model trains like its linearisation: measures its derivatives at the start, trains it a"
        + " little beside its tangent model, and looks for a scale that would change the verdict.",
    footer = {"", "A model of your own is diagnosed from Java: Laziness.report, see the README."})
final class DiagnoseCommand implements Runnable {
  /// Above this scale weights move by less than single precision resolves well.
  private static final double MOST_SINGLE = 1000;

  /// The same for double precision.
  private static final double MOST = 1e10;

  /// Below this the objective, which is divided by the square of the scale, leaves what single precision can hold.
  private static final double LEAST = 1e-6;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--model", paramLabel = "NAME", required = true,
      description = "two-layer, mlp, vgg11 or resnet18.")
  private String model = "";

  @Option(names = "--width", paramLabel = "N",
      description = "Neurons of a hidden layer, or channels of the first convolution; unless told 50, 100, 16 or 8.")
  private int width;

  @Option(names = "--alpha", paramLabel = "X", defaultValue = "1",
      description = "The scale of its output; ${DEFAULT-VALUE} unless told.")
  private double alpha = 1;

  @Option(names = "--uncentred", description = "Do not subtract the initial outputs.")
  private boolean uncentred;

  @Option(names = "--loss", paramLabel = "NAME", defaultValue = "square",
      description = "square or cross-entropy; ${DEFAULT-VALUE} unless told.")
  private String loss = "square";

  @Option(names = "--set", paramLabel = "NAME",
      description = "What it looks at: teacher (points on a sphere and a small network's outputs), cifar10 or mnist;"
          + " unless told, teacher for two-layer, else cifar10.")
  private String set = "";

  @Option(names = "--examples", paramLabel = "N", defaultValue = "20",
      description = "How many; ${DEFAULT-VALUE} unless told. The first 60 images of CIFAR-10 are part of this program.")
  private int examples = 20;

  @Option(names = "--data", paramLabel = "DIR", defaultValue = "data",
      description = "Where data sets are; ${DEFAULT-VALUE} unless told.")
  private Path data = Path.of("data");

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "Where all random numbers start; ${DEFAULT-VALUE} unless told.")
  private long seed;

  @Override
  public void run() {
    if (!(alpha >= LEAST && alpha <= MOST)) {
      throw usage("--alpha is " + alpha + "; it must be from " + LEAST + " to " + MOST
          + ", beyond which numbers are too small or too large to tell");
    }
    if (examples < 1) {
      throw usage("--examples is " + examples + "; it must be at least 1");
    }
    Refusal.unlessFolder(spec, "--data", data);
    boolean told = spec.commandLine().getParseResult().hasMatchedOption("--width");
    if (told && width < 1) {
      throw usage("--width is " + width + "; it must be at least 1");
    }
    Patient patient = Patient.parse(model);
    Sight sight = Sight.parse(set.isEmpty() ? patient.usualSight() : set);
    DType dtype = patient.isLarge() && alpha <= MOST_SINGLE ? DType.F32 : DType.F64;
    int size = told ? width : patient.usualWidth();
    PrintWriter out = spec.commandLine().getOut();
    try {
      Sight.Seen seen = sight.look(patient, examples, Backends.of(dtype), data, seed);
      Layer net = patient.make(Backends.of(dtype), Seeds.stream(seed, 0, "network"), size, seen);
      Scaled<Layer> scaled = uncentred ? Scaled.of(Layer::apply, alpha) : Scaled.centred(Layer::apply, alpha, net);
      LazinessReport report = Laziness.report(scaled, net, seen.x(), cost(seen));
      out.printf("%s of width %d on %d example%s of %s, %s loss, %s, seed %d%n", patient, size, examples,
          examples == 1 ? "" : "s", sight, loss, dtype, seed);
      out.print(report);
    } catch (IllegalArgumentException e) {
      throw Refusal.usage(String.valueOf(e.getMessage()));
    }
    out.flush();
  }

  private UnaryOperator<Tensor> cost(Sight.Seen seen) {
    return switch (loss.toLowerCase(Locale.ROOT)) {
      case "square" -> y -> Loss.halfSquared(y, seen.target());
      case "cross-entropy" -> {
        if (seen.labels().length == 0) {
          throw usage("--loss is cross-entropy, which needs classes; --set must be cifar10 or mnist");
        }
        yield y -> Loss.crossEntropy(y, seen.labels());
      }
      default -> throw usage("--loss is \"" + loss + "\"; it must be square or cross-entropy");
    };
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
