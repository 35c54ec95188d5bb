package dev.jacobean.autodiff.array;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of a program in a [Pool]: what it was lent, and whether it is over.
final class Step {
  /// A step that is over.
  static final Step OVER = new Step(new Pool(), null);

  static {
    OVER.ended = true;
  }

  private final Pool pool;
  private final @Nullable Step outer;
  private final List<Object> lent = new ArrayList<>();
  private volatile boolean ended;

  Step(Pool pool, @Nullable Step outer) {
    this.pool = pool;
    this.outer = outer;
  }

  boolean ended() {
    return ended;
  }

  /// The pool that it runs in.
  Pool pool() {
    return pool;
  }

  /// The step around it.
  @Nullable Step outer() {
    return outer;
  }

  /// The buffers that it was lent.
  List<Object> lent() {
    return lent;
  }

  void end() {
    ended = true;
  }
}
