package dev.jacobean.nn;

/// An eigenvalue of a symmetric map, and its eigenvector.
///
/// @param <T> what the map acts on: a tensor, or a tree of them
/// @param value the eigenvalue
/// @param vector of length 1: a tensor or a tree of them
/// @param residual ‖A·vector − value·vector‖; some eigenvalue is within it of `value`
public record Eigenpair<T>(double value, T vector, double residual) {}
