package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;

/// What a layer gives in a training step. A tree, so that it can be the auxiliary output of a differentiated function.
///
/// @param <L> the class of layer
/// @param output for the batch
/// @param layer as the step leaves it: the same parameters, and what it remembers from the batch
public record Trained<L extends Layer>(Tensor output, L layer) {}
