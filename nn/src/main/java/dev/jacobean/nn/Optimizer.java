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
  /// @param parameters of the model
  /// @param memory what the rule remembers, each a tree like the parameters: velocities, or moments
  /// @param steps how many steps were made, a number of shape `[]`, kept in plain memory: reading it waits for no
  ///     device
  record State<P>(P parameters, List<P> memory, Tensor steps) {
    /// Before the first step, with so much memory, all zero.
    public static <P> State<P> fresh(P parameters, int memory) {
      List<P> zeros = Collections.nCopies(memory, Tree.zerosLike(parameters));
      return new State<>(parameters, zeros, Tensor.zeros(Backends.reference(DType.F64)));
    }

    /// How many steps were made.
    public long count() {
      return Math.round(steps.item());
    }

    /// After one more step.
    public State<P> then(P parameters, List<P> memory) {
      return new State<>(parameters, memory, steps.plus(1));
    }
  }

  /// Before the first step.
  <P> State<P> start(P parameters);

  /// After a step along this gradient.
  ///
  /// @param rate the step's learning rate, see [Schedule]
  /// @throws IllegalArgumentException if the gradient is not like the parameters
  <P> State<P> next(State<P> state, P gradient, double rate);

  /// Gradient descent: w ← w − rate·g.
  static Optimizer sgd() {
    return new Descent(0, false);
  }

  /// The heavy ball: v ← friction·v + g; w ← w − rate·v (Polyak 1964, in the form of deep-learning libraries, where the
  /// rate multiplies the whole velocity).
  static Optimizer momentum(double friction) {
    return new Descent(friction, false);
  }

  /// Nesterov's momentum: v ← friction·v + g; w ← w − rate·(g + friction·v) (Sutskever et al. 2013, section 2, in the
  /// variables of deep-learning libraries).
  static Optimizer nesterov(double friction) {
    return new Descent(friction, true);
  }

  /// Adam (Kingma & Ba 2015, algorithm 1) with β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
  static Optimizer adam() {
    return new Adam(0.9, 0.999, 1e-8, 0);
  }

  /// Adam with weight decay apart from the gradient, w ← w − rate·(m̂/(√v̂ + ε) + decay·w) (Loshchilov & Hutter 2019,
  /// algorithm 2).
  static Optimizer adamW(double decay) {
    return new Adam(0.9, 0.999, 1e-8, decay);
  }

  /// This rule for gradients with decay·w added, see [Gradients#decayed].
  default Optimizer decayed(double decay) {
    return new Decayed(this, decay);
  }

  /// This rule for gradients whose norm, over all parameters together, is cut to `longest`, see [Gradients#clipped].
  default Optimizer clipped(double longest) {
    return new Clipped(this, longest);
  }
}
