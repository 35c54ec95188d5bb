package dev.jacobean.autodiff;

/// A function's value and its derivative in one direction.
///
/// @param <Q> the tree of results
/// @param value a tree
/// @param tangent a tree like the value
public record Jvp<Q>(Q value, Q tangent) {}
