package dev.jacobean.nn;

import java.nio.file.Path;
import java.util.Optional;

/// Training that came to NaN or infinity: says in which step, where, and which checkpoint precedes it.
public final class DivergenceException extends ArithmeticException {
  private static final long serialVersionUID = 1;

  /// Counted from 0.
  private final long step;

  /// A path in the tree of the state, or "".
  private final String place;

  DivergenceException(long step, String place, String what, Optional<Path> checkpoint) {
    super("training: step %d: %s; must be finite (last good checkpoint: %s)".formatted(
        step, what, checkpoint.map(Path::toString).orElse("none")));
    this.step = step;
    this.place = place;
  }

  /// {@return the step, counted from 0}
  public long step() {
    return step;
  }

  /// {@return the name of the first tensor of the state that is not finite after it, `value` for a state that is one
  /// tensor; "" if only the loss is not}
  public String place() {
    return place;
  }
}
