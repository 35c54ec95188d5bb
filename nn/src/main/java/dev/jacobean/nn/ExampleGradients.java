package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The gradient of each example's loss by itself, where a batch's gradient is only their mean: whose gradients disagree,
/// which examples pull hardest, how noisy a minibatch is.
///
/// One tape an example, made when it is asked for: memory is that of one gradient at a time.
///
/// @param <P> the tree of parameters
/// @param loss of the parameters on example number `i`: `(w, i) -> Loss.halfSquared(w.apply(x.slice(0, i, i + 1)), …)`
/// @param at the parameters
/// @param examples how many there are
public record ExampleGradients<P>(BiFunction<P, Integer, Tensor> loss, P at, int examples) {
  /// Checks the number of examples.
  ///
  /// @throws IllegalArgumentException unless positive
  public ExampleGradients {
    Check.that(examples > 0, "example gradients: %s examples; must be at least one", examples);
  }

  /// {@return the gradient of one example's loss}
  /// @param example from 0 to `examples` − 1
  public P of(int example) {
    return Autodiff.gradient(w -> loss.apply(w, example), at);
  }

  /// {@return all gradients in order, each computed when it is reached}
  public Stream<P> all() {
    return IntStream.range(0, examples).mapToObj(this::of);
  }

  /// {@return the Euclidean norm of each gradient}
  public double[] norms() {
    return all().mapToDouble(gradient -> Gradients.norm(gradient).item()).toArray();
  }

  /// {@return mean and variance over examples, a parameter at a time (Welford 1962)}
  public Moments<P> moments() {
    P mean = Tree.zerosLike(at);
    P spread = mean;
    for (int i = 0; i < examples; i++) {
      P gradient = of(i);
      P off = Tree.minus(gradient, mean);
      mean = Tree.plus(mean, Tree.times(1.0 / (i + 1), off));
      P left = Tree.minus(gradient, mean);
      spread = Tree.plus(spread, Tree.zip(Tensor::times, off, left));
    }
    return new Moments<>(mean, Tree.times(1.0 / examples, spread));
  }

  /// What gradients are like.
  ///
  /// @param <P> the tree of parameters
  /// @param mean the gradient of the mean loss
  /// @param variance the mean squared deviation from it (divided by the count, not by the count less one)
  public record Moments<P>(P mean, P variance) {}
}
