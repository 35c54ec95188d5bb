package dev.jacobean.nn;

import dev.jacobean.autodiff.LinearMap;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import java.util.ArrayList;
import java.util.List;

/// What the derivative Dh of a model with `k` outputs is on a tile of `m` examples, in some parameters: enough of it for
/// inner products with another tile's.
sealed interface KernelFeature {
  /// The inner products, `[m·k, m'·k]`, of this derivative's rows with another's of the same kind.
  Tensor gram(KernelFeature other);

  /// The same of one output only, k = 1.
  KernelFeature output(int output);

  /// The rows themselves, `[m, k, parameters]`.
  record Rows(Tensor rows) implements KernelFeature {
    @Override
    public Tensor gram(KernelFeature other) {
      return flat(rows).matmul(flat(((Rows) other).rows).transpose());
    }

    @Override
    public Rows output(int output) {
      return new Rows(rows.slice(1, output, output + 1));
    }

    private static Tensor flat(Tensor rows) {
      return rows.reshape(rows.shape().size(0) * rows.shape().size(1), rows.shape().size(2));
    }
  }

  /// An affine layer's rows in factors: the derivative of output i at example n is Σₛ patch(n, s) ⊗ cotangent(n, i, s),
  /// over the places s that share the layer's weights (Novak, Sohl-Dickstein & Schoenholz 2022, section 3.3.1).
  ///
  /// The inner product is Σ_{s, s'} ⟨patch, patch'⟩⟨cotangent, cotangent'⟩, of which three orders of summation are
  /// known here; the one with the fewest operations is taken.
  ///
  /// @param patches what the weights and the bias multiply, `[m, places, q]`
  /// @param cotangents of the layer's output, `[m, k, places, channels]`
  record Outer(Tensor patches, Tensor cotangents) implements KernelFeature {
    @Override
    public Tensor gram(KernelFeature other) {
      Outer right = (Outer) other;
      return switch (OuterCost.of(this, right).best()) {
        case EXPANDED -> expanded().gram(right.expanded());
        case PAIRED -> paired(right);
        case CARRIED -> carried(right);
      };
    }

    @Override
    public Outer output(int output) {
      return new Outer(patches, cotangents.slice(1, output, output + 1));
    }

    /// The rows in full.
    Rows expanded() {
      Tensor full = patches.transpose().insertAxis(1).matmul(cotangents);
      Shape s = full.shape();
      return new Rows(full.reshape(s.size(0), s.size(1), s.size(2) * s.size(3)));
    }

    /// All pairs of places: patches with patches, cotangents with cotangents, then products and sums. Best where places
    /// are few.
    Tensor paired(Outer right) {
      int m = size(0);
      int k = size(1);
      int s = size(2);
      int m2 = right.size(0);
      Tensor inputs = rows(patches, m * s).matmul(rows(right.patches, m2 * s).transpose());
      Tensor outputs = rows(cotangents, m * k * s).matmul(rows(right.cotangents, m2 * k * s).transpose());
      if (s == 1) {
        return outputs.reshape(m, k, m2, k).times(inputs.reshape(m, 1, m2, 1)).reshape(m * k, m2 * k);
      }
      return outputs.reshape(m, k, s, m2, k, s).times(inputs.reshape(m, 1, s, m2, 1, s)).sum(2, 5)
          .reshape(m * k, m2 * k);
    }

    /// One example of the right at a time: this side's cotangents are carried over to that example's places by the inner
    /// products of patches, then meet its cotangents.
    Tensor carried(Outer right) {
      int m = size(0);
      int k = size(1);
      int s = size(2);
      int channels = size(3);
      List<Tensor> columns = new ArrayList<>();
      for (int example = 0; example < right.size(0); example++) {
        Tensor theirs = right.patches.at(0, example);
        Tensor inner = theirs.matmul(rows(patches, m * s).transpose()).reshape(s, m, s).permute(1, 0, 2);
        Tensor carried = inner.insertAxis(1).matmul(cotangents).reshape(m * k, s * channels);
        columns.add(carried.matmul(right.cotangents.at(0, example).reshape(k, s * channels).transpose()));
      }
      return Tensor.concatenate(1, columns.toArray(Tensor[]::new));
    }

    int size(int axis) {
      return cotangents.shape().size(axis);
    }

    private static Tensor rows(Tensor x, int count) {
      return x.reshape(count, x.shape().size(-1));
    }
  }

  /// Products only: the derivative on the whole tile, and on each example of it.
  ///
  /// @param whole cotangents and tangents are `[m, k]`
  /// @param each of example n, `[1, k]`
  /// @param backend of the outputs
  record Products<P>(LinearMap<P, Tensor> whole, List<LinearMap<P, Tensor>> each, int outputs, Backend backend)
      implements KernelFeature {
    @Override
    public Tensor gram(KernelFeature other) {
      @SuppressWarnings("unchecked") // two tiles of one model
      Products<P> right = (Products<P>) other;
      List<Tensor> columns = new ArrayList<>();
      for (LinearMap<P, Tensor> example : right.each) {
        for (int i = 0; i < outputs; i++) {
          Tensor unit = KernelMethod.unit(backend, Shape.of(1, outputs), i);
          columns.add(whole.pushforward(example.pullback(unit)).reshape(each.size() * outputs, 1));
        }
      }
      return Tensor.concatenate(1, columns.toArray(Tensor[]::new));
    }

    @Override
    public Products<P> output(int output) {
      return new Products<>(
          whole.then(part(output)), each.stream().map(map -> map.then(part(output))).toList(), 1, backend);
    }

    private LinearMap<Tensor, Tensor> part(int output) {
      return LinearMap.of(y -> y.slice(1, output, output + 1),
          c -> c.pad(new int[] {0, output}, new int[] {0, outputs - 1 - output}));
    }
  }

  /// A tree of parameters as one row of numbers, `[parameters]`.
  static Tensor row(Object tree) {
    Check.oneBackend("tangent kernel", tree);
    return Tensor.concatenate(0, Tree.leaves(tree).stream().map(leaf -> leaf.reshape(-1)).toArray(Tensor[]::new));
  }
}
