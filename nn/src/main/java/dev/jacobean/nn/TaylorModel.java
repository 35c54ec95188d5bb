package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Jvp;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The Taylor polynomial of a model in its parameters, Σ_{j ≤ order} Dʲh(w₀)[u, …, u]/j!, as a model with parameters u:
/// of order 1 the [TangentModel], of higher order what it leaves out.
///
/// Derivatives along u come from differentiating the derivative along u again, so that the cost doubles with each order
/// (Taylor arithmetic would have it grow as order²; Griewank & Walther 2008, chapter 13). The result can itself be
/// differentiated in u.
///
/// {@snippet file="dev/jacobean/nn/LazySnippetsTest.java" region="taylor"}
///
/// @param <P> the tree of parameters
/// @param model what the parameters make of an input: `Net::apply`
/// @param origin the initial parameters w₀
/// @param order how many derivatives, 0 for none
public record TaylorModel<P>(BiFunction<P, Tensor, Tensor> model, P origin, int order) {
  /// Checks the order.
  ///
  /// @throws IllegalArgumentException if it is negative
  public TaylorModel {
    Check.that(order >= 0, "taylor model: order is %s; must be at least 0", order);
  }

  /// {@return the parameters to start from: no shift}
  public P zero() {
    return Tree.zerosLike(origin);
  }

  /// {@return the output for a shift u: the sum of [#terms]}
  /// @param shift u, a tree like the origin
  /// @param x as the model takes it
  public Tensor apply(P shift, Tensor x) {
    List<Tensor> terms = terms(shift, x);
    Tensor sum = terms.getFirst();
    for (Tensor term : terms.subList(1, terms.size())) {
      sum = sum.plus(term);
    }
    return sum;
  }

  /// {@return the terms of the polynomial, Dʲh(w₀)[u, …, u]/j! for j from 0 to the order, each with the output's shape}
  /// @param shift u, a tree like the origin
  /// @param x as the model takes it
  public List<Tensor> terms(P shift, Tensor x) {
    Function<P, List<Tensor>> derivatives = w -> List.of(model.apply(w, x));
    for (int j = 1; j <= order; j++) {
      derivatives = next(derivatives, shift);
    }
    List<Tensor> terms = new ArrayList<>();
    double factorial = 1;
    for (Tensor derivative : derivatives.apply(origin)) {
      factorial *= Math.max(terms.size(), 1);
      terms.add(derivative.times(1 / factorial));
    }
    return List.copyOf(terms);
  }

  /// One derivative along `shift` more: that of the last.
  private static <P> Function<P, List<Tensor>> next(Function<P, List<Tensor>> derivatives, P shift) {
    return w -> {
      Jvp<List<Tensor>> moved = Autodiff.jvp(derivatives, w, shift);
      List<Tensor> more = new ArrayList<>(moved.value());
      more.add(moved.tangent().getLast());
      return List.copyOf(more);
    };
  }
}
