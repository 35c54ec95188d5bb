package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import java.util.Collections;
import java.util.List;

/// A rule for the next parameters, as a pure function: from where training stands and a gradient to where it stands
/// next.
///
/// `Optimizer.momentum(0.9).decayed(5e-4).clipped(1)` clips, then decays, then follows: of such words the one said last
/// acts first.
public interface Optimizer {
  /// Where training stands: all that the next step depends on, besides the gradient and the rate. A tree.
  ///
  /// @param <P> the tree of parameters
  /// @param parameters of the model
  /// @param memory what the rule remembers, each a tree like the parameters: velocities, or moments
  /// @param steps how many steps were made, a number of shape `[]`, kept in plain memory: reading it waits for no
  ///     device
  record State<P>(P parameters, List<P> memory, Tensor steps) {
    /// {@return the state before the first step, with so much memory, all zero}
    /// @param <P> the tree of parameters
    /// @param parameters to start from
    /// @param memory how many trees the rule remembers
    public static <P> State<P> fresh(P parameters, int memory) {
      List<P> zeros = Collections.nCopies(memory, Tree.zerosLike(parameters));
      return new State<>(parameters, zeros, Tensor.zeros(Backends.reference(DType.F64)));
    }

    /// {@return how many steps were made}
    public long count() {
      return Math.round(steps.item());
    }

    /// {@return the state after one more step}
    /// @param parameters after the step
    /// @param memory what the rule remembers after it
    public State<P> then(P parameters, List<P> memory) {
      return new State<>(parameters, memory, steps.plus(1));
    }
  }

  /// {@return the state before the first step}
  /// @param <P> the tree of parameters
  /// @param parameters to start from
  <P> State<P> start(P parameters);

  /// {@return the state after a step along this gradient}
  /// @param <P> the tree of parameters
  /// @param state where training stands
  /// @param gradient of the loss, at the state's parameters
  /// @param rate the step's learning rate, see [Schedule]
  /// @throws IllegalArgumentException if the gradient is not like the parameters, or the state is another rule's
  <P> State<P> next(State<P> state, P gradient, double rate);

  /// {@return gradient descent: w ← w − rate·g}
  static Optimizer sgd() {
    return new Descent(0, false);
  }

  /// {@return the heavy ball: v ← friction·v + g; w ← w − rate·v (Polyak 1964)} In the form of deep-learning libraries,
  /// where the rate multiplies the whole velocity.
  ///
  /// @param friction the part of the velocity that stays, from 0 to below 1
  static Optimizer momentum(double friction) {
    return new Descent(friction, false);
  }

  /// {@return Nesterov's momentum: v ← friction·v + g; w ← w − rate·(g + friction·v)} After Sutskever et al. (2013,
  /// section 2), in the variables of deep-learning libraries.
  ///
  /// @param friction the part of the velocity that stays, from 0 to below 1
  static Optimizer nesterov(double friction) {
    return new Descent(friction, true);
  }

  /// {@return Adam (Kingma & Ba 2015, algorithm 1) with β₁ = 0.9, β₂ = 0.999, ε = 1e-8}
  static Optimizer adam() {
    return new Adam(0.9, 0.999, 1e-8, 0);
  }

  /// {@return Adam with weight decay apart from the gradient, w ← w − rate·(m̂/(√v̂ + ε) + decay·w) (Loshchilov &
  /// Hutter 2019, algorithm 2)}
  ///
  /// @param decay the part of each parameter that a step of rate 1 takes away
  static Optimizer adamW(double decay) {
    return new Adam(0.9, 0.999, 1e-8, decay);
  }

  /// {@return this rule for gradients with decay·w added, see [Gradients#decayed]}
  /// @param decay how strongly parameters are drawn to 0
  default Optimizer decayed(double decay) {
    return new Decayed(this, decay);
  }

  /// {@return this rule for gradients whose norm, over all parameters together, is cut to `longest`, see
  /// [Gradients#clipped]}
  ///
  /// @param longest the norm that a gradient may have
  /// @throws IllegalArgumentException unless `longest` is positive
  default Optimizer clipped(double longest) {
    return new Clipped(this, longest);
  }
}
