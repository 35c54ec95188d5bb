package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import java.util.List;
import java.util.function.BiFunction;

/// A model: a record of tensors and configuration, and what it computes from an input. Pure.
///
/// [#apply] is how a model answers once it is trained. Layers that act otherwise while they learn say so in [#train]:
/// it takes the randomness of the step as a [Key], and returns the layer with the state that the step leaves. Nothing
/// is ever changed in place.
///
/// Tensors in a layer's record are its parameters. What is remembered but not learned, as running statistics are,
/// stands in the record as [Held], which trees do not see: no derivative, optimiser or tangent model touches it.
/// [#state] lists it, to be saved.
///
/// {@snippet file="dev/jacobean/nn/ModelSnippetsTest.java" region="layer"}
/// {@snippet file="dev/jacobean/nn/ModelSnippetsTest.java" region="layerUse"}
@FunctionalInterface
public interface Layer {
  /// {@return the output for a batch, `[n, …]`}
  /// @param x the batch, `[n, …]`
  Tensor apply(Tensor x);

  /// {@return the output in a training step, and this layer as the step leaves it: [#apply] and itself, unless the
  /// layer says otherwise}
  ///
  /// @param x the batch, `[n, …]`
  /// @param key the step's randomness; the same key gives the same bits
  default Trained<? extends Layer> train(Tensor x, Key key) {
    return new Trained<>(apply(x), this);
  }

  /// {@return what [#apply] does, with the work of each innermost layer done by `each`, in the order of evaluation}
  ///
  /// A layer made of layers passes `each` on to them. It is how one looks inside: activation patterns, the first layer
  /// that gives NaN.
  ///
  /// @param x the batch, `[n, …]`
  /// @param each takes an innermost layer and its input, gives the output to go on with
  default Tensor through(Tensor x, BiFunction<Layer, Tensor, Tensor> each) {
    return each.apply(this, x);
  }

  /// {@return what this layer and the layers in it remember besides their parameters, in order}
  default List<Tensor> state() {
    return List.of();
  }

  /// {@return the same layer with another state}
  /// @param state like [#state], in its order
  /// @throws IllegalArgumentException unless there is one tensor for each of [#state]
  default Layer withState(List<Tensor> state) {
    Check.count(this, 0, state);
    return this;
  }
}
