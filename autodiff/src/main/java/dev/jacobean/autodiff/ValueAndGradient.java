package dev.jacobean.autodiff;

/// A function's value and its gradient at one point.
///
/// @param <P> the tree of arguments
/// @param value of shape `[]`
/// @param gradient a tree like the argument
public record ValueAndGradient<P>(Tensor value, P gradient) {}
