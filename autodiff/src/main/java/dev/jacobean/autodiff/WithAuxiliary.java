package dev.jacobean.autodiff;

/// What a function returns that is to be differentiated, and what else it found on the way.
///
/// @param <A> what is returned besides
/// @param <Q> the tree that is differentiated
/// @param value what is differentiated
/// @param auxiliary any tree; its tensors come back as numbers
public record WithAuxiliary<Q, A>(Q value, A auxiliary) {}
