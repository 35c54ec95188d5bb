package dev.jacobean.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A function's value and its derivative at one point, from one evaluation, for any number of products both ways.
///
/// @param <P> the tree of arguments
/// @param <Q> the tree of results
public final class Linearization<P, Q> implements LinearMap<P, Q> {
  private final Tape tape;
  private final P at;
  private final Q value;
  private final int[] results;

  private Linearization(Tape tape, P at, Q value, int[] results) {
    this.tape = tape;
    this.at = at;
    this.value = value;
    this.results = results;
  }

  /// Evaluates `f` once, with its argument watched by `tape`.
  static <P, Q> Linearization<P, Q> record(Function<P, Q> f, P at, Tape tape) {
    try {
      Q watched = Trace.given(f.apply(Tree.map(tape::watch, at)));
      int[] results = Tree.leaves(watched).stream().mapToInt(tape::row).toArray();
      return new Linearization<>(tape, at, Tree.map(tape::result, watched), results);
    } finally {
      tape.close();
    }
  }

  /// {@return the function's value at the point}
  public Q value() {
    return value;
  }

  /// The same tape with the first tensor of the value as its only result.
  Linearization<P, Tensor> first(Tensor value) {
    return new Linearization<>(tape, at, value, new int[] {results[0]});
  }

  /// The derivative in a direction: how the value moves when the argument moves along `tangent`.
  ///
  /// @throws IllegalArgumentException if `tangent` is not like the argument
  @Override
  public Q pushforward(P tangent) {
    @Nullable Sum[] sums = tape.sums();
    List<Tensor> leaves = Tree.matching("tangent", at, tangent);
    for (int row = 0; row < leaves.size(); row++) {
      Tape.add(sums, row, leaves.get(row));
    }
    tape.pushforward(sums);
    List<Tensor> zeros = Tree.leaves(value);
    List<Tensor> tangents = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      Sum sum = results[i] < 0 ? null : sums[results[i]];
      tangents.add(sum == null ? zeros.get(i).zeros() : sum.value());
    }
    return Tree.rebuild(value, tangents);
  }

  /// The adjoint: how `⟨cotangent, value⟩` depends on the argument.
  ///
  /// @throws IllegalArgumentException if `cotangent` is not like the value
  @Override
  public P pullback(Q cotangent) {
    return pullback(cotangent, false);
  }

  /// As [#pullback(Object)]; a single-use pullback frees the tape while it runs, and is the last product.
  P pullback(Q cotangent, boolean singleUse) {
    @Nullable Sum[] sums = tape.sums();
    List<Tensor> cotangents = Tree.matching("cotangent", value, cotangent);
    for (int i = 0; i < results.length; i++) {
      if (results[i] >= 0) {
        Tape.add(sums, results[i], cotangents.get(i));
      }
    }
    tape.pullback(sums, singleUse);
    List<Tensor> gradients = new ArrayList<>();
    for (Tensor leaf : Tree.leaves(at)) {
      Sum sum = sums[gradients.size()];
      gradients.add(sum == null ? leaf.zeros() : sum.value());
    }
    return Tree.rebuild(at, gradients);
  }
}
