package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import java.util.List;

/// What layers ask of their inputs. They check inputs and not their own parameters' shapes, because trees like a layer
/// may hold tensors of other shapes: the norm of each parameter, say.
final class Check {
  private Check() {}

  /// Checks the number of axes of an input.
  static void rank(String layer, Tensor x, int rank, String axes) {
    if (x.shape().rank() != rank) {
      throw new IllegalArgumentException("%s: x is %s; must be %s".formatted(layer, x.shape(), axes));
    }
  }

  /// Checks that an input is a batch of images.
  static void images(String layer, Tensor x) {
    rank(layer, x, 4, "[batch, rows, columns, channels]");
  }

  /// Checks the last axis of an input.
  static void last(String layer, Tensor x, String parameter, Tensor against, int size) {
    if (x.shape().rank() == 0 || x.shape().size(-1) != size) {
      throw new IllegalArgumentException("%s: x is %s, %s is %s; x's last axis must have size %d"
          .formatted(layer, x.shape(), parameter, against.shape(), size));
    }
  }

  /// Checks the number of tensors given as a layer's state.
  static void count(Layer layer, int count, List<Tensor> state) {
    if (state.size() != count) {
      throw new IllegalArgumentException("withState: %d tensors given for %s; must be %d, one for each of state()"
          .formatted(state.size(), layer.getClass().getSimpleName(), count));
    }
  }

  /// Checks how many trees a rule is given to remember.
  static void memory(String rule, int count, Optimizer.State<?> state) {
    int size = state.memory().size();
    that(size == count,
        "%s: the state remembers %s trees; must be %s, as the state that start gives", rule, size, count);
  }

  /// Checks that all tensors of a tree are on one backend.
  static void oneBackend(String what, Object tree) {
    List<Tensor> leaves = Tree.leaves(tree);
    for (Tensor leaf : leaves) {
      Tensor first = leaves.getFirst();
      that(leaf.backend() == first.backend(), "%s: parameters are %s on %s and %s on %s; must be on one backend", what,
          first.dtype(), first.backend().name(), leaf.dtype(), leaf.backend().name());
    }
  }

  /// Checks that an output and what it is compared with have the same shape: expanding one of them would be a mistake.
  static void equal(String what, Tensor output, String other, Tensor target) {
    if (!output.shape().equals(target.shape())) {
      throw new IllegalArgumentException("%s: output is %s, %s is %s; must be equal shapes"
          .formatted(what, output.shape(), other, target.shape()));
    }
  }

  /// Checks that numbers are finite: nothing can be said of a model's derivatives otherwise.
  static void finite(String what, Tensor output) {
    double size = output.abs().max().item();
    if (!(size < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s %s hold %s; must be finite"
          .formatted(what, output.shape(), Double.isNaN(size) ? "NaN" : "infinity"));
    }
  }

  /// Checks that there are examples.
  static void examples(String what, Tensor x) {
    that(x.shape().rank() > 0 && x.shape().size(0) > 0,
        "%s: x is %s; must have a first axis that counts examples, and at least one", what, x.shape());
  }

  /// Checks a number of configuration.
  static void that(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(values));
    }
  }
}
