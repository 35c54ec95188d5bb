package dev.jacobean.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tape is a list of linear maps.
///
/// Every watched tensor has a row; every local linear map is an edge from the row of an argument to the row of a
/// value. Rows are numbered in order of evaluation, so one pass over the edges carries tangents forward, and one pass
/// in reverse carries cotangents back through the adjoints (Speelpenning 1980; Griewank & Walther 2008, chapter 3).
sealed class Tape extends Trace permits Explanation.Noted {
  /// A tensor and its row.
  static final class Node extends Traced {
    final int row;

    private Node(Tape trace, Tensor primal, int row) {
      super(trace, primal);
      this.row = row;
    }
  }

  /// A local linear map: how row `value` depends on row `argument`.
  record Edge(int argument, int value, LinearMap<Tensor, Tensor> map) {}

  final List<Edge> edges = new ArrayList<>();
  private int rows;

  /// Watches an argument of the function.
  Node watch(Tensor primal) {
    return new Node(this, primal, rows++);
  }

  @Override
  Tensor note(Primitive primitive, Tensor[] x, Tensor[] primals, Tensor y) {
    Node value = new Node(this, y, rows++);
    for (int i = 0; i < x.length; i++) {
      if (x[i] instanceof Node argument && argument.trace == this) {
        edges.add(new Edge(argument.row, value.row, primitive.differential(i, primals, y)));
      }
    }
    return value;
  }

  /// The row of `y`; −1 if it does not depend on what is watched.
  int row(Tensor y) {
    return y instanceof Node node && node.trace == this ? node.row : -1;
  }

  /// Carries tangents forward: completes `tangents` (one for each row, null is zero), given those of the leaves.
  void pushforward(@Nullable Sum[] tangents) {
    for (Edge edge : edges) {
      Sum tangent = tangents[edge.argument];
      if (tangent != null) {
        add(tangents, edge.value, tangent.pushforward(edge.map));
      }
    }
  }

  /// Carries cotangents back to the leaves: sums them up in `cotangents` (one for each row, null is zero), given those
  /// of the results. Drops each cotangent once it has been passed on; a single-use sweep also drops each linear map, and
  /// with it what it keeps.
  void pullback(@Nullable Sum[] cotangents, boolean singleUse) {
    for (int i = edges.size() - 1; i >= 0; i--) {
      Edge edge = singleUse ? edges.remove(i) : edges.get(i);
      Sum cotangent = cotangents[edge.value];
      if (cotangent != null) {
        add(cotangents, edge.argument, cotangent.pullback(edge.map));
      }
      if (i == 0 || edges.get(i - 1).value != edge.value) {
        cotangents[edge.value] = null;
      }
    }
  }

  /// An empty sweep: one sum a row, all of them zero.
  @Nullable Sum[] sums() {
    return new Sum[rows];
  }

  static void add(@Nullable Sum[] sums, int row, Tensor more) {
    sums[row] = Sum.plus(sums[row], more);
  }
}
