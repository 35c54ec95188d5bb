package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.LinearMap;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// A symmetric map on parameters, the Hessian of a loss or its Gauss–Newton matrix, known by its products only: never
/// formed, for any number of parameters.
///
/// {@snippet file="dev/jacobean/nn/LazySnippetsTest.java" region="curvature"}
///
/// @param <P> the tree of parameters
public final class Curvature<P> implements LinearMap<P, P> {
  private final UnaryOperator<P> product;
  private final P at;

  private Curvature(UnaryOperator<P> product, P at) {
    this.product = product;
    this.at = at;
  }

  /// {@return the Hessian of a scalar function} A product is forward over reverse (Pearlmutter 1994), about the cost of
  /// four evaluations.
  ///
  /// @param <P> the tree of parameters
  /// @param loss a pure function to a single number
  /// @param at the parameters where it is taken
  public static <P> Curvature<P> hessian(Function<P, Tensor> loss, P at) {
    return new Curvature<>(direction -> Autodiff.hvp(loss, at, direction), at);
  }

  /// {@return the Gauss–Newton matrix Dhᵀ·∇²R·Dh of R(h(w)) (Schraudolph 2002), with R's Hessian at the output} It is
  /// the Hessian itself where h is linear in w, and positive semi-definite where R is convex. The model is evaluated
  /// once.
  ///
  /// @param <P> the tree of parameters
  /// @param model h, of the parameters alone: `w -> w.apply(x)`
  /// @param loss R, a scalar function of the output
  /// @param at the parameters where it is taken
  public static <P> Curvature<P> gaussNewton(Function<P, Tensor> model, UnaryOperator<Tensor> loss, P at) {
    Linearization<P, Tensor> map = Autodiff.linearize(model, at);
    Curvature<Tensor> outer = hessian(loss, map.value());
    return new Curvature<>(u -> map.pullback(outer.pushforward(map.pushforward(u))), at);
  }

  /// The map times a direction.
  @Override
  public P pushforward(P direction) {
    return product.apply(direction);
  }

  /// The same: the map is symmetric.
  @Override
  public P pullback(P direction) {
    return product.apply(direction);
  }

  /// An estimate from random samples.
  ///
  /// @param value its mean: unbiased
  /// @param standardError of the mean, itself estimated from the spread of the samples; NaN from one sample
  public record Estimate(double value, double standardError) {}

  /// {@return the trace, from products with random signs (Hutchinson 1990)} Each sample z gives the number zᵀAz, whose
  /// mean is the trace and whose variance is twice the sum of squares beside the diagonal.
  ///
  /// @param samples at least one; the standard error falls as one over the square root of it
  /// @param generator draws the signs
  public Estimate trace(int samples, RandomGenerator generator) {
    Check.that(samples > 0, "trace: %s samples; must be at least one", samples);
    double mean = 0;
    double spread = 0;
    for (int i = 1; i <= samples; i++) {
      P signs = Tree.map(w -> signs(w, generator), at);
      double sample = Tree.dot(signs, product.apply(signs)).item();
      double off = sample - mean; // Welford 1962
      mean += off / i;
      spread += off * (sample - mean);
    }
    return new Estimate(mean, samples == 1 ? Double.NaN : Math.sqrt(spread / (samples - 1) / samples));
  }

  /// {@return the largest eigenvalues, in order, by Lanczos} Each comes as often as it has eigenvectors. Up to 50 +
  /// 11·`count` trees like the parameters are held.
  ///
  /// @param count how many; fewer come if there are fewer parameters
  /// @param generator draws where searches begin
  public List<Eigenpair<P>> largest(int count, RandomGenerator generator) {
    return find(count, Comparator.reverseOrder(), generator);
  }

  /// {@return the eigenvalues that are largest in absolute value, in order: those that a Hessian's negative ones are
  /// among} As often, and in as much memory, as by [#largest].
  ///
  /// @param count how many; fewer come if there are fewer parameters
  /// @param generator draws where searches begin
  public List<Eigenpair<P>> extreme(int count, RandomGenerator generator) {
    return find(count, Comparator.comparingDouble(value -> -Math.abs(value)), generator);
  }

  private List<Eigenpair<P>> find(int count, Comparator<Double> order, RandomGenerator generator) {
    Check.that(count > 0, "eigenvalues: %s wanted; must be at least one", count);
    Supplier<P> start = () -> Tree.map(w -> Tensor.normal(w.backend(), generator, w.shape().sizes()), at);
    int most = (int) Math.min(Tree.size(at), 50L + 10L * count);
    return Lanczos.find(product, start, count, order, Precision.of(at).residual(), most);
  }

  private static Tensor signs(Tensor like, RandomGenerator generator) {
    double[] signs = new double[like.shape().size()];
    Arrays.setAll(signs, i -> generator.nextBoolean() ? 1 : -1);
    return Tensor.of(like.backend(), like.shape(), signs);
  }
}
