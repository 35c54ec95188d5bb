package dev.jacobean.autodiff.array;

import org.jspecify.annotations.Nullable;

/// What the numbers of one or more arrays are kept in, and until when.
final class Block {
  private final Object numbers;

  /// The step that it ends with; null if the garbage collector alone decides.
  private @Nullable Step step;

  /// The pool that it came from and, having outlived its step, may be released to.
  private @Nullable Pool pool;

  Block(Object numbers) {
    this.numbers = numbers;
    this.step = Pool.step();
  }

  /// The numbers.
  ///
  /// @throws IllegalStateException if they were made in a step that has ended, or were released
  Object numbers() {
    Step until = step;
    if (until != null && until.ended()) {
      throw new IllegalStateException("a tensor was read after its end: it was made in a step of a Workspace that is"
          + " over, or was handed over to its next step; return it from the step, or read its numbers inside");
    }
    return numbers;
  }

  /// The step that it ends with.
  @Nullable Step step() {
    return step;
  }

  /// The same numbers, whether they may still be read or not: to be compared only.
  Object identity() {
    return numbers;
  }

  /// Lets it live on, until another step ends or, if null, for as long as anybody wants it.
  void outlive(@Nullable Step until) {
    step = until;
  }

  /// Notes whose pool the numbers came from.
  void belongsTo(Pool owner) {
    pool = owner;
  }

  /// Ends it, if it came from this pool and lives.
  ///
  /// @return whether it did
  boolean end(Pool owner) {
    if (pool != owner || step != null) {
      return false;
    }
    step = Step.OVER;
    return true;
  }
}
