package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// The sum of two ways, body(x) + shortcut(x) (He et al. 2016).
///
/// @param body gives the shape that the shortcut gives
/// @param shortcut often the identity, an empty [Sequential]
public record Residual(Layer body, Layer shortcut) implements Layer {
  /// {@return the sum body(x) + x}
  /// @param body gives the shape that it is given
  public static Residual of(Layer body) {
    return new Residual(body, Sequential.of());
  }

  /// Both ways must give the same shape.
  @Override
  public Tensor apply(Tensor x) {
    return sum(body.apply(x), shortcut.apply(x));
  }

  /// The body is given the key's child 0, the shortcut child 1.
  @Override
  public Trained<Residual> train(Tensor x, Key key) {
    Trained<? extends Layer> left = body.train(x, key.child(0));
    Trained<? extends Layer> right = shortcut.train(x, key.child(1));
    return new Trained<>(sum(left.output(), right.output()), new Residual(left.layer(), right.layer()));
  }

  @Override
  public Tensor through(Tensor x, BiFunction<Layer, Tensor, Tensor> each) {
    return sum(body.through(x, each), shortcut.through(x, each));
  }

  @Override
  public List<Tensor> state() {
    return Stream.concat(body.state().stream(), shortcut.state().stream()).toList();
  }

  @Override
  public Residual withState(List<Tensor> state) {
    Check.count(this, state().size(), state);
    int middle = body.state().size();
    return new Residual(
        body.withState(state.subList(0, middle)), shortcut.withState(state.subList(middle, state.size())));
  }

  private static Tensor sum(Tensor left, Tensor right) {
    Check.that(left.shape().equals(right.shape()), "residual: body gives %s, shortcut gives %s; must be equal shapes",
        left.shape(), right.shape());
    return left.plus(right);
  }
}
