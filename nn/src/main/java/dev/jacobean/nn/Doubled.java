package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// The difference of two copies of a network that start equal and learn apart: 0 at the start, whatever the network
/// (Chizat, Oyallon & Bach 2019, section 1).
///
/// Second-order terms cancel at the start, so that such a model is closer to its tangent model than a centred one
/// ([Scaled#centred]).
///
/// @param left what is added
/// @param right what is subtracted; like the left one
public record Doubled(Layer left, Layer right) implements Layer {
  /// {@return the difference of a network and a copy of it}
  /// @param layer both copies at the start
  public static Doubled of(Layer layer) {
    return new Doubled(layer, layer);
  }

  /// left(x) − right(x).
  @Override
  public Tensor apply(Tensor x) {
    return left.apply(x).minus(right.apply(x));
  }

  /// Both copies are given the same key, so that dropout cannot make them differ.
  @Override
  public Trained<Doubled> train(Tensor x, Key key) {
    Trained<? extends Layer> first = left.train(x, key);
    Trained<? extends Layer> second = right.train(x, key);
    return new Trained<>(first.output().minus(second.output()), new Doubled(first.layer(), second.layer()));
  }

  @Override
  public Tensor through(Tensor x, BiFunction<Layer, Tensor, Tensor> each) {
    return left.through(x, each).minus(right.through(x, each));
  }

  @Override
  public List<Tensor> state() {
    return Stream.concat(left.state().stream(), right.state().stream()).toList();
  }

  @Override
  public Doubled withState(List<Tensor> state) {
    Check.count(this, state().size(), state);
    int middle = left.state().size();
    return new Doubled(left.withState(state.subList(0, middle)), right.withState(state.subList(middle, state.size())));
  }
}
