package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import java.util.function.DoubleUnaryOperator;

/// How a tangent model trains under the square loss, in closed form: each eigenvector of the kernel is learned by itself,
/// the faster the larger its eigenvalue (Jacot, Gabriel & Hongler 2018, section 5; Lee et al. 2019, equation 10).
///
/// For R(y) = ½·share·‖y − target‖² the flow is y' = −share·K(y − target): share is 1/n for [Loss#halfSquared] and
/// 2/(n·k) for [Loss#meanSquared], with n examples of k outputs.
///
/// Outputs are vectors of n·k numbers in the order of the kernel's rows, in F64.
///
/// {@snippet file="dev/jacobean/nn/LazySnippetsTest.java" region="kernel"}
public final class KernelDynamics {
  private final Backend backend;
  private final double share;
  private final double[] rates;
  private final Tensor vectors;
  private final Tensor start;
  private final Tensor target;
  private final Tensor residual;

  private KernelDynamics(Spectrum spectrum, Tensor start, Tensor target, double share) {
    this.backend = spectrum.values().backend();
    this.share = share;
    this.vectors = spectrum.vectors();
    this.start = start;
    this.target = target;
    double[] values = spectrum.values().toDoubles();
    double noise = values.length == 0 ? 0 : values.length * Math.ulp(1.0) * Math.abs(values[0]);
    rates = new double[values.length];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = values[i] > noise ? share * values[i] : 0; // what rounding left of 0 must not grow
    }
    residual = vectors.transpose().matmul(target.minus(start).insertAxis(1)).dropAxis(1);
  }

  /// {@return dynamics on the training examples}
  /// @param kernel `[n·k, n·k]`, symmetric, as [TangentKernel#matrix(Tensor)] gives it
  /// @param start the outputs at the start, n·k numbers of any shape
  /// @param target what they should be, as many
  /// @param share the loss's factor: 1/n for [Loss#halfSquared], 2/(n·k) for [Loss#meanSquared]
  /// @throws IllegalArgumentException unless the kernel is symmetric within rounding, and all sizes fit
  public static KernelDynamics of(Tensor kernel, Tensor start, Tensor target, double share) {
    Spectrum spectrum = Spectrum.of(kernel);
    int size = kernel.shape().size(0);
    Check.that(start.shape().size() == size && target.shape().size() == size,
        "kernel dynamics: kernel is %s, start is %s, target is %s; must be as many numbers as the kernel has rows",
        kernel.shape(), start.shape(), target.shape());
    Check.that(share > 0, "kernel dynamics: share is %s; must be positive", share);
    Backend f64 = spectrum.values().backend();
    return new KernelDynamics(spectrum, start.reshape(-1).to(f64), target.reshape(-1).to(f64), share);
  }

  /// {@return the outputs of gradient flow after a time} That may be infinite: then what the kernel can learn is
  /// learned, and what it cannot (its null space) is as at the start.
  ///
  /// @param time at least 0; gradient descent at rate η passes η a step
  public Tensor flow(double time) {
    return learned(flowed(time));
  }

  /// {@return the outputs of gradient descent after some steps}
  /// @param rate the learning rate, positive; below [#largestStep()] to converge
  /// @param steps how many were made, from 0
  public Tensor descent(double rate, long steps) {
    return learned(descended(rate, steps));
  }

  /// {@return the outputs of gradient descent with momentum, [Optimizer#momentum], from rest}
  /// @param rate the learning rate, positive; below [#largestStep(double)] to converge
  /// @param friction μ in v ← μv + g
  /// @param steps how many were made, from 0
  public Tensor momentum(double rate, double friction, int steps) {
    return learned(moved(rate, friction, steps));
  }

  /// {@return the outputs of gradient flow on other examples, see [#flow(double)]}
  /// @param time at least 0; gradient descent at rate η passes η a step
  /// @param cross the kernel between them and the training examples, `[n'·k, n·k]`
  /// @param other their outputs at the start, n'·k numbers
  public Tensor flow(double time, Tensor cross, Tensor other) {
    return carried(flowed(time), cross, other);
  }

  /// {@return the outputs of gradient descent on other examples, see [#descent(double, long)]}
  /// @param rate the learning rate, positive; below [#largestStep()] to converge
  /// @param steps how many were made, from 0
  /// @param cross the kernel between them and the training examples, `[n'·k, n·k]`
  /// @param other their outputs at the start, n'·k numbers
  public Tensor descent(double rate, long steps, Tensor cross, Tensor other) {
    return carried(descended(rate, steps), cross, other);
  }

  /// {@return the loss ½·share·‖outputs − target‖²}
  /// @param outputs n·k numbers of any shape
  public double loss(Tensor outputs) {
    return 0.5 * share * outputs.reshape(-1).to(backend).minus(target).square().sum().item();
  }

  /// {@return the largest step with which gradient descent does not diverge, 2/(share·λ): 2 over the loss's largest
  /// curvature}
  public double largestStep() {
    return largestStep(0);
  }

  /// {@return the largest step with momentum: 2(1 + μ)/(share·λ) (Polyak 1964)}
  /// @param friction μ in v ← μv + g, from 0 to below 1
  public double largestStep(double friction) {
    return 2 * (1 + friction) / (rates.length == 0 ? 0 : rates[0]);
  }

  /// {@return the rate at which each eigenvector is learned under gradient flow, share·λ, largest first}
  public double[] rates() {
    return rates.clone();
  }

  // The part of the residual along an eigenvector that is learned, by its rate.

  private static DoubleUnaryOperator flowed(double time) {
    Check.that(time >= 0, "flow: time is %s; must be at least 0", time);
    return rate -> rate == 0 ? 0 : -Math.expm1(-rate * time);
  }

  private static DoubleUnaryOperator descended(double step, long steps) {
    Check.that(step > 0 && steps >= 0, "descent: rate is %s, steps are %s; must be positive, and at least 0", step, steps);
    return rate -> steps == 0 ? 0 : descended(step * rate, (double) steps);
  }

  /// 1 − (1 − x)ⁿ, without losing a small x in the difference.
  private static double descended(double x, double n) {
    return x <= 1 ? -Math.expm1(n * Math.log1p(-x)) : 1 - Math.pow(1 - x, n);
  }

  private static DoubleUnaryOperator moved(double step, double friction, int steps) {
    Check.that(step > 0 && friction >= 0 && friction < 1 && steps >= 0,
        "momentum: rate is %s, friction is %s, steps are %s; must be positive, in [0, 1), and at least 0",
        step, friction, steps);
    return rate -> {
      double left = 1;
      double velocity = 0;
      for (int i = 0; i < steps; i++) {
        velocity = friction * velocity + rate * left;
        left -= step * velocity;
      }
      return 1 - left;
    };
  }

  private Tensor learned(DoubleUnaryOperator part) {
    return start.plus(along(part));
  }

  private Tensor along(DoubleUnaryOperator factor) {
    double[] factors = new double[rates.length];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = factor.applyAsDouble(rates[i]);
    }
    Tensor by = Tensor.of(backend, Shape.of(factors.length), factors);
    return vectors.matmul(residual.times(by).insertAxis(1)).dropAxis(1);
  }

  /// other + cross·K⁻¹·(what is learned), where a null direction of K has learned nothing.
  private Tensor carried(DoubleUnaryOperator part, Tensor cross, Tensor other) {
    Check.that(cross.shape().rank() == 2 && cross.shape().size(1) == rates.length
            && cross.shape().size(0) == other.shape().size(),
        "kernel dynamics: cross is %s, other is %s, kernel has %s rows; must be [other's numbers, kernel's rows]",
        cross.shape(), other.shape(), rates.length);
    Tensor weights = along(rate -> rate == 0 ? 0 : part.applyAsDouble(rate) / (rate / share));
    return other.reshape(-1).to(backend).plus(cross.to(backend).matmul(weights.insertAxis(1)).dropAxis(1));
  }
}
