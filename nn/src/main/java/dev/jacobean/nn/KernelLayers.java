package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// The tangent kernel of a network all of whose parameters are in [Affine] layers, plain or [Rescaled]: their derivative
/// is an outer product of what comes in and what is pulled back, so that no row need be written out.
///
/// What is pulled back is had for all examples at once: zeros are added to the output of each such layer, and the
/// derivative is taken in them. Pulling back output i of every example gives every example's own cotangents, because
/// examples do not see one another. So a tile takes k pullbacks and no product of the kind that gives weights' gradients.
record KernelLayers(Layer network, int outputs, List<Part> parts, OperationCount count) implements KernelMethod {
  /// The sizes of an affine layer, for one example.
  record Part(int places, int inputs, int channels) {
    OuterCost cost(double m, double m2, int outputs) {
      return new OuterCost(m, m2, outputs, places, inputs, channels);
    }
  }

  /// An affine layer and what came into it and out of it.
  private record Seen(Affine layer, double weightFactor, double biasFactor, Tensor input, Shape output) {}

  /// For a network that is made so; empty for any other.
  static Optional<KernelMethod> of(Layer given, Tensor x) {
    // A tensor of its own at each place, so that one which stands at two of them is two parameters, as it is for trees.
    Layer network = Tree.map(leaf -> Tensor.of(leaf.array()), given);
    Tensor one = x.slice(0, 0, 1);
    List<Seen> seen = look(network, one);
    if (!holdsAll(seen, network) || seen.stream().anyMatch(s -> s.output.rank() < 2 || s.output.size(0) != 1)) {
      return Optional.empty();
    }
    Tensor value = network.apply(one);
    Check.finite("tangent kernel: the model's outputs", value);
    List<Part> parts = seen.stream().map(s -> {
      int channels = s.output.size(-1);
      int inputs = s.layer.weight().shape().size() / channels + 1;
      return new Part(s.output.size() / channels, inputs, channels);
    }).toList();
    OperationCount count = OperationCount.of((Layer w) -> w.apply(one), network);
    return Optional.of(new KernelLayers(network, value.shape().size(), parts, count));
  }

  /// Whether every parameter belongs to exactly one of the layers seen.
  private static boolean holdsAll(List<Seen> seen, Layer network) {
    List<Tensor> parameters = Tree.leaves(network);
    Set<Tensor> known = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Seen layer : seen) {
      known.add(layer.layer.weight());
      known.add(layer.layer.bias());
    }
    return !seen.isEmpty() && known.size() == 2 * seen.size() && parameters.size() == known.size() && known.containsAll(parameters);
  }

  private static List<Seen> look(Layer network, Tensor x) {
    List<Seen> seen = new ArrayList<>();
    network.through(x, (layer, input) -> {
      Tensor output = layer.apply(input);
      switch (layer) {
        case Affine affine -> seen.add(new Seen(affine, 1, 1, input, output.shape()));
        case Rescaled scaled -> seen.add(
            new Seen(scaled.layer(), scaled.weightFactor(), scaled.biasFactor(), input, output.shape()));
        default -> { }
      }
      return output;
    });
    return seen;
  }

  @Override
  public String name() {
    return "layer by layer";
  }

  @Override
  public List<KernelFeature> features(Tensor x) {
    List<Seen> seen = look(network, x);
    List<Tensor> zeros = seen.stream().map(s -> Tensor.full(x.backend(), 0, s.output)).toList();
    Linearization<List<Tensor>, Tensor> map = Autodiff.linearize(probes -> probed(x, probes), zeros);
    Check.finite("tangent kernel: the model's outputs", map.value());
    List<List<Tensor>> pulled = IntStream.range(0, outputs).mapToObj(i -> map.pullback(column(map.value(), i))).toList();
    List<KernelFeature> features = new ArrayList<>();
    for (int layer = 0; layer < seen.size(); layer++) {
      features.add(feature(seen.get(layer), layer, pulled));
    }
    return features;
  }

  /// The network with `probes` added to the outputs of its affine layers.
  private Tensor probed(Tensor x, List<Tensor> probes) {
    Iterator<Tensor> next = probes.iterator();
    return network.through(x, (layer, input) -> layer instanceof Affine || layer instanceof Rescaled
        ? layer.apply(input).plus(next.next()) : layer.apply(input));
  }

  private KernelFeature feature(Seen seen, int layer, List<List<Tensor>> pulled) {
    int m = seen.output.size(0);
    int places = parts.get(layer).places;
    Tensor[] cotangents = pulled.stream().map(list -> list.get(layer).reshape(m, places, seen.output.size(-1)))
        .toArray(Tensor[]::new);
    Tensor inputs = switch (seen.layer) {
      case Linear linear -> seen.input;
      case Conv2d conv -> patches(seen.input, conv);
    };
    Tensor weights = inputs.reshape(m, places, parts.get(layer).inputs - 1);
    Tensor bias = Tensor.full(weights.backend(), seen.biasFactor, m, places, 1);
    Tensor scaled = seen.weightFactor == 1 ? weights : weights.times(seen.weightFactor);
    return new KernelFeature.Outer(Tensor.concatenate(2, scaled, bias), Tensor.stack(1, cotangents));
  }

  /// What a convolution's kernel multiplies at each place, `[m, rows', columns', rows·columns·channels]` in the order of
  /// the kernel's axes.
  private static Tensor patches(Tensor x, Conv2d conv) {
    Shape kernel = conv.weight().shape();
    int p = conv.padding();
    Tensor padded = x.pad(new int[] {0, p, p, 0}, new int[] {0, p, p, 0});
    int rows = (padded.shape().size(1) - kernel.size(0)) / conv.stride() * conv.stride() + 1;
    int columns = (padded.shape().size(2) - kernel.size(1)) / conv.stride() * conv.stride() + 1;
    List<Tensor> taps = new ArrayList<>();
    for (int i = 0; i < kernel.size(0); i++) {
      for (int j = 0; j < kernel.size(1); j++) {
        taps.add(padded.slice(1, i, i + rows, conv.stride()).slice(2, j, j + columns, conv.stride()));
      }
    }
    return Tensor.concatenate(3, taps.toArray(Tensor[]::new));
  }

  /// A cotangent that picks one output of every example.
  private Tensor column(Tensor value, int output) {
    double[] numbers = new double[value.shape().size()];
    for (int n = 0; n < value.shape().size(0); n++) {
      numbers[n * outputs + output] = 1;
    }
    return Tensor.of(value.backend(), value.shape(), numbers);
  }

  @Override
  public double work(double m) {
    return (m * count.operations() + count.steps() * START) * (2 + outputs);
  }

  @Override
  public double work(double m, double m2) {
    return parts.stream().mapToDouble(part -> part.cost(m, m2, outputs).work()).sum();
  }

  @Override
  public double numbers(double m) {
    double kept = parts.stream().mapToDouble(p -> p.places * ((double) outputs * p.channels + p.inputs)).sum();
    double busy = parts.stream().mapToDouble(part -> part.cost(m, m, outputs).numbers()).max().orElse(0);
    double tape = count.numbers() - parts.stream().mapToDouble(p -> (double) p.inputs * p.channels).sum();
    return m * (2 * kept + Math.max(tape, 0) * 2) + busy;
  }
}
