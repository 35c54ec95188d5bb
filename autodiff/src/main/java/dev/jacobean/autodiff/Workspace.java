package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Pool;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Memory that a loop uses again and again.
///
/// {@snippet file="dev/jacobean/autodiff/snippets/DerivativesTest.java" region="workspace"}
///
/// Results inside a step are written where an earlier step's numbers were that nobody needs any more, so that a loop of
/// like steps allocates next to nothing. The price is that a tensor made in a step, and not returned from it, ends with
/// the step: reading it later throws, and never shows other numbers. Results are the same bits with and without.
///
/// For one thread at a time: no other thread may be reading a tensor when the step that made it ends. Steps may nest;
/// what an inner one returns belongs to the outer one.
public final class Workspace {
  private final Pool pool;

  /// Without any memory yet.
  public Workspace() {
    this(new Pool());
  }

  Workspace(Pool pool) {
    this.pool = pool;
  }

  /// {@return what a program gives: a tree, or anything else without tensors} The tensors of the tree live on.
  ///
  /// @param <T> what the program returns
  /// @param program runs in this thread, at once
  /// @throws IllegalStateException if another thread is in a step of this workspace
  public <T> T step(Supplier<T> program) {
    return pool.step(program, Workspace::arrays);
  }

  /// {@return the state after a step, in a loop that goes on with that one alone} The state before ends if an earlier
  /// step of this workspace made it; tensors that both states share live on.
  ///
  /// @param <S> the tree of the loop's state
  /// @param state not to be read again
  /// @param step gives the state after; runs in this thread, at once
  /// @throws IllegalStateException if another thread is in a step of this workspace
  public <S> S next(S state, UnaryOperator<S> step) {
    S next = step(() -> step.apply(state));
    release(state, next);
    return next;
  }

  /// Ends the tensors of a tree that an earlier step of this workspace returned, but for those that stand in `kept`, too.
  /// Tensors of other origin are left alone.
  ///
  /// @param tree returned by an earlier step; not to be read again
  /// @param kept a tree whose tensors live on
  /// @throws IllegalStateException if another thread is in a step of this workspace
  public void release(Object tree, Object kept) {
    pool.release(arrays(tree), arrays(kept));
  }

  /// {@return how many bytes had to be allocated so far} In a loop of like steps it stands still after the first two.
  public long freshBytes() {
    return pool.freshBytes();
  }

  /// {@return how many bytes lie unused, ready for the next step}
  public long spareBytes() {
    return pool.spareBytes();
  }

  private static List<Array> arrays(Object tree) {
    return Tree.leaves(tree).stream().map(Tensor::array).toList();
  }
}
