package dev.jacobean.experiments;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.nn.Builder;
import dev.jacobean.nn.Initializer;
import dev.jacobean.nn.Sequential;
import dev.jacobean.nn.Spectrum;
import dev.jacobean.nn.TangentKernel;
import dev.jacobean.nn.Vgg;
import dev.jacobean.nn.data.Cifar10;
import dev.jacobean.nn.data.DataFolder;
import dev.jacobean.nn.data.DataSet;
import dev.jacobean.nn.data.Examples;
import dev.jacobean.nn.data.Normalisation;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Figure 7(b): the eigenvalues of the tangent kernel of VGG-11 at its initial weights, for images and for noise.
final class KernelSpectrum implements Experiment {
  static final int CLASSES = 10;
  private static final int SIDE = 32;
  private static final int CHANNELS = 3;

  /// Everything that is decided.
  ///
  /// @param width  channels of the first convolution
  /// @param images how many there are, the first ones of the training set
  /// @param gain   of the initial weights: a ReLU network without biases would have the same eigenvalues but for a
  ///     factor; with them, blocks of the biases weigh more or less
  /// @param tile   images on each side of a block of the kernel
  record Settings(int width, int images, double gain, int tile) {
    /// How many blocks there are on and below the diagonal.
    long blocks() {
      long tiles = Math.ceilDiv(images, tile);
      return tiles * (tiles + 1) / 2;
    }
  }

  /// The sizes of the authors' code; fewer images; or a narrower network, too. The paper's text has 500 images; the code
  /// takes 495, and the published curves end at 4,950 eigenvalues. The gain 2 is the code's, too, where its networks that
  /// are trained have 1.
  static Settings settings(Preset preset) {
    return switch (preset) {
      case PAPER -> new Settings(64, 495, 2, 55);
      case MEDIUM -> new Settings(64, 100, 2, 25);
      case QUICK -> new Settings(16, FirstImages.COUNT, 1, 20);
    };
  }

  /// What the network looks at.
  enum Look {
    /// The first training images of CIFAR-10.
    CIFAR,
    /// Bytes, each from 0 to 255 with equal chances.
    NOISE
  }

  /// Computes the spectrum for one kind of image.
  ///
  /// @param folder where images are that do not ship with this program: no part of what is computed
  record Eigenvalues(long seed, Settings settings, Look look, @JsonIgnore DataFolder folder) implements Job {
    @Override
    public long work() {
      return settings.blocks() + 1;
    }

    /// The kernel of 495 images, its copy in F64 and two tiles take several gigabytes: not twice at a time.
    @Override
    public boolean alone() {
      return settings.images > FirstImages.COUNT;
    }

    @Override
    public Result run(Progress progress) {
      Backend backend = Backends.f32();
      RandomGenerator weights = Seeds.stream(seed, 0, "network");
      Sequential net = Vgg.eleven(
          new Builder(backend, weights, Initializer.xavierNormal(settings.gain)), settings.width);
      int size = settings.images * CLASSES;
      double[] kernel = new double[Math.multiplyExact(size, size)];
      int tile = settings.tile * CLASSES;
      TangentKernel.of(net).tiles(settings.tile).blocks(images(backend), (row, column, block) -> {
        copy(block, kernel, size, row * tile, column * tile);
        progress.advance(1);
      });
      double[] values = Spectrum.values(Tensor.of(Backends.f64(), Shape.of(size, size), kernel));
      progress.advance(1);
      return Result.empty().with("eigenvalues", values);
    }

    /// Both the block and its mirror image.
    private static void copy(Tensor block, double[] kernel, int size, int row, int column) {
      double[] numbers = block.toDoubles();
      int width = block.shape().size(1);
      for (int i = 0; i < numbers.length; i++) {
        int down = row + i / width;
        int right = column + i % width;
        kernel[down * size + right] = numbers[i];
        kernel[right * size + down] = numbers[i];
      }
    }

    private Tensor images(Backend backend) {
      return switch (look) {
        case NOISE -> noise(backend, settings.images, Seeds.stream(seed, 0, "noise"));
        case CIFAR -> settings.images <= FirstImages.COUNT
            ? FirstImages.shipped(backend, settings.images)
            : first(Cifar10.train(folder, settings.images).examples(backend, Normalisation.CIFAR10), settings.images);
      };
    }

    private static Tensor first(Examples examples, int count) {
      int[] numbers = new int[count];
      Arrays.setAll(numbers, i -> i);
      return examples.pick(Seeds.stream(0, 0, "nothing is moved"), numbers).inputs();
    }

    private static Tensor noise(Backend backend, int count, RandomGenerator generator) {
      Normalisation normal = Normalisation.CIFAR10;
      Shape shape = Shape.of(count, SIDE, SIDE, CHANNELS);
      double[] values = new double[shape.size()];
      for (int i = 0; i < values.length; i++) {
        int channel = i % CHANNELS;
        values[i] = (generator.nextInt(256) / 255.0 - normal.mean().get(channel)) / normal.deviation().get(channel);
      }
      return Tensor.of(backend, shape, values);
    }
  }

  @Override
  public String id() {
    return "fig7b";
  }

  @Override
  public String group() {
    return "fig7";
  }

  @Override
  public String title() {
    return "Figure 7(b): eigenvalues of the tangent kernel of VGG-11";
  }

  @Override
  public String shows() {
    return "Ten eigenvalues, one a class, stand far above a tail like 1/i: the tangent model learns little else quickly.";
  }

  @Override
  public List<String> notes() {
    return List.of(
        "Text: 500 images; code: 495, and the published curves end at 4,950 eigenvalues. Preset paper takes"
            + " 495.",
        "The code's gain of the initial weights is 2 here and 1 where networks are trained. A ReLU network"
            + " without biases would have the same eigenvalues but for a factor; with them, the biases' parts"
            + " weigh more or less. Presets medium and paper have 2, quick has 1.");
  }

  @Override
  public String cost(Preset preset) {
    return switch (preset) {
      case QUICK -> "10 s";
      case MEDIUM -> "3 min";
      case PAPER -> "40 min";
    };
  }

  @Override
  public Study study(Request request) {
    Settings settings = settings(request.preset());
    DataFolder folder = DataFolder.find(Optional.of(request.data()).filter(Files::isDirectory));
    if (settings.images > FirstImages.COUNT && !folder.has(DataSet.CIFAR10)) {
      throw Refusal.data("CIFAR-10 is not in " + folder.roots().getFirst() + " nor in the other places that are"
          + " searched; --data says where it is");
    }
    List<Job> jobs = List.of(new Eigenvalues(request.seed(), settings, Look.CIFAR, folder),
        new Eigenvalues(request.seed(), settings, Look.NOISE, folder));
    return new SpectrumStudy(request.preset(), settings, jobs);
  }
}
