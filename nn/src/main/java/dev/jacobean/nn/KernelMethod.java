package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.LinearMap;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A way to compute blocks of a tangent kernel, and what it costs. All see an example at a time, or a batch in which
/// examples do not see one another.
sealed interface KernelMethod permits KernelMethod.Opaque, KernelLayers {
  /// What starting one primitive costs, in operations of a large matrix product.
  double START = 100_000;

  /// In words.
  String name();

  /// The derivative on a tile of examples, in parts whose inner products add up.
  List<KernelFeature> features(Tensor x);

  /// Operations to make the features of `m` examples.
  double work(double m);

  /// Operations to multiply the features of two tiles.
  double work(double m, double m2);

  /// Numbers held at once while two tiles of `m` examples are multiplied.
  double numbers(double m);

  /// A model of which nothing is known but what it computes.
  ///
  /// @param outputs of an example
  /// @param parameters how many there are
  /// @param count of one example's evaluation
  record Opaque<P>(Way way, BiFunction<P, Tensor, Tensor> model, P at, int outputs, double parameters,
      OperationCount count) implements KernelMethod {
    /// How the derivative is had.
    enum Way {
      /// A tape an example, a pullback an output: each gives a row.
      ROWS("rows by pullbacks"),
      /// A tape a tile, a pushforward a parameter: each gives a column.
      COLUMNS("columns by pushforwards"),
      /// Never: each column of the kernel is a pullback and a pushforward.
      PRODUCTS("kernel-vector products");

      private final String words;

      Way(String words) {
        this.words = words;
      }
    }

    @Override
    public String name() {
      return way.words;
    }

    @Override
    public List<KernelFeature> features(Tensor x) {
      int m = x.shape().size(0);
      return List.of(switch (way) {
        case ROWS -> new KernelFeature.Rows(Tensor.stack(0, IntStream.range(0, m).mapToObj(n -> rows(on(x, n, n + 1)))
            .toArray(Tensor[]::new)));
        case COLUMNS -> new KernelFeature.Rows(columns(on(x, 0, m), m));
        case PRODUCTS -> new KernelFeature.Products<>(on(x, 0, m),
            IntStream.range(0, m).<LinearMap<P, Tensor>>mapToObj(n -> on(x, n, n + 1)).toList(), outputs, x.backend());
      });
    }

    private Linearization<P, Tensor> on(Tensor x, int from, int to) {
      Function<P, Tensor> part = w -> model.apply(w, x.slice(0, from, to)).reshape(to - from, outputs);
      Linearization<P, Tensor> map = Autodiff.linearize(part, at);
      Check.finite("tangent kernel: the model's outputs", map.value());
      return map;
    }

    private Tensor columns(Linearization<P, Tensor> map, int m) {
      List<Tensor> leaves = Tree.leaves(at);
      List<Tensor> columns = new ArrayList<>();
      for (int leaf = 0; leaf < leaves.size(); leaf++) {
        for (int i = 0; i < leaves.get(leaf).shape().size(); i++) {
          List<Tensor> tangent = new ArrayList<>(leaves.stream().map(Tensor::zeros).toList());
          tangent.set(leaf, unit(leaves.get(leaf).backend(), leaves.get(leaf).shape(), i));
          columns.add(map.pushforward(Tree.rebuild(at, tangent)));
        }
      }
      return Tensor.stack(-1, columns.toArray(Tensor[]::new)).reshape(m, outputs, columns.size());
    }

    /// An evaluation, or a product either way, of `m` examples at once.
    private double sweep(double m, double factor) {
      return factor * count.operations() * m + count.steps() * START;
    }

    @Override
    public double work(double m) {
      return switch (way) {
        case ROWS -> m * (sweep(1, 1) + outputs * sweep(1, 2));
        case COLUMNS -> sweep(m, 1) + parameters * sweep(m, 2);
        case PRODUCTS -> sweep(m, 1) + m * sweep(1, 1);
      };
    }

    @Override
    public double work(double m, double m2) {
      return way == Way.PRODUCTS
          ? m2 * outputs * (sweep(1, 2) + sweep(m, 2))
          : 2 * m * m2 * outputs * outputs * parameters;
    }

    @Override
    public double numbers(double m) {
      return way == Way.PRODUCTS
          ? 4 * m * count.numbers() + 3 * parameters
          : m * outputs * parameters * 4 + (way == Way.ROWS ? count.numbers() : 2 * m * count.numbers());
    }
  }

  /// All ways for a model of which nothing is known.
  static <P> List<KernelMethod> opaque(BiFunction<P, Tensor, Tensor> model, P at, Tensor x) {
    Tensor one = x.slice(0, 0, 1);
    Tensor value = model.apply(at, one);
    Check.finite("tangent kernel: the model's outputs", value);
    OperationCount count = OperationCount.of((P w) -> model.apply(w, one), at);
    return Arrays.stream(Opaque.Way.values()).<KernelMethod>map(way -> new Opaque<>(
        way, model, at, value.shape().size(), Tree.size(at), count)).toList();
  }

  /// The derivative of some numbers with respect to all parameters, a row for each number.
  static <P> Tensor rows(Linearization<P, Tensor> map) {
    Tensor value = map.value();
    return Tensor.stack(0, IntStream.range(0, value.shape().size())
        .mapToObj(i -> KernelFeature.row(map.pullback(unit(value.backend(), value.shape(), i))))
        .toArray(Tensor[]::new));
  }

  /// 1 at one place of a tensor, else 0.
  static Tensor unit(Backend backend, Shape shape, int place) {
    double[] unit = new double[shape.size()];
    unit[place] = 1;
    return Tensor.of(backend, shape, unit);
  }
}
