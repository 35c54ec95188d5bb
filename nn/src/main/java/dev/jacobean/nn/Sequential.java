package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/// Layers one after another. Without any it is the identity.
///
/// @param layers each takes what the one before gives
public record Sequential(List<Layer> layers) implements Layer {
  /// {@return these layers one after another}
  /// @param layers each takes what the one before gives
  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  /// An affine layer and the ReLU after it are one pass over memory; the bits are those of one after the other.
  @Override
  public Tensor apply(Tensor x) {
    Tensor y = x;
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof Affine affine && i + 1 < layers.size() && layers.get(i + 1) == Activation.RELU) {
        y = affine.product(y).plusRelu(affine.bias());
        i++;
      } else {
        y = layers.get(i).apply(y);
      }
    }
    return y;
  }

  /// Layer number i is given the key's child i.
  @Override
  public Trained<Sequential> train(Tensor x, Key key) {
    List<Layer> left = new ArrayList<>(layers.size());
    Tensor y = x;
    for (Layer layer : layers) {
      Trained<? extends Layer> step = layer.train(y, key.child(left.size()));
      left.add(step.layer());
      y = step.output();
    }
    return new Trained<>(y, new Sequential(List.copyOf(left)));
  }

  @Override
  public Tensor through(Tensor x, BiFunction<Layer, Tensor, Tensor> each) {
    Tensor y = x;
    for (Layer layer : layers) {
      y = layer.through(y, each);
    }
    return y;
  }

  @Override
  public List<Tensor> state() {
    return layers.stream().flatMap(layer -> layer.state().stream()).toList();
  }

  @Override
  public Sequential withState(List<Tensor> state) {
    Check.count(this, state().size(), state);
    List<Layer> left = new ArrayList<>(layers.size());
    int from = 0;
    for (Layer layer : layers) {
      int to = from + layer.state().size();
      left.add(layer.withState(state.subList(from, to)));
      from = to;
    }
    return new Sequential(List.copyOf(left));
  }
}
