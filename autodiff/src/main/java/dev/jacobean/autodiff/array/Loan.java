package dev.jacobean.autodiff.array;

/// Storage of an array that is not a Java array, and that can be given back before the garbage collector finds it
/// unreachable: that of an array that was made in a step of a [Pool] is given back with the step.
public interface Loan {
  /// Gives it back; a second time does nothing. Whoever reads it later is told so by [Array#storage].
  void end();
}
