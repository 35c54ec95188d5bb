package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;

/// How far outputs are from targets, as one number. The first axis counts examples; every loss is a mean over them.
public final class Loss {
  private Loss() {}

  /// {@return the paper's square loss, ½·(1/n)·Σᵢ ‖outputᵢ − targetᵢ‖²} Half; mean over the n examples, sum over an
  /// example's outputs.
  ///
  /// @param output `[n, …]`
  /// @param target the same shape
  public static Tensor halfSquared(Tensor output, Tensor target) {
    Check.equal("half squared loss", output, "target", target);
    return output.minus(target).square().sum().times(0.5 / examples("half squared loss", output));
  }

  /// {@return the square loss of the authors' CIFAR-10 programs, (1/(n·k))·Σ (output − target)²} No half; mean over
  /// examples and over the k outputs of each.
  ///
  /// @param output `[n, …]`
  /// @param target the same shape
  public static Tensor meanSquared(Tensor output, Tensor target) {
    Check.equal("mean squared loss", output, "target", target);
    examples("mean squared loss", output);
    return output.minus(target).square().mean();
  }

  /// {@return the logistic loss, (1/n)·Σᵢ log(1 + e^(−signᵢ·outputᵢ)), natural logarithm, without overflow}
  /// @param output `[n]`, or `[n, 1]`
  /// @param signs the same shape; −1 or 1
  public static Tensor logistic(Tensor output, Tensor signs) {
    Check.equal("logistic loss", output, "signs", signs);
    examples("logistic loss", output);
    return output.times(signs).negate().softplus().mean();
  }

  /// {@return the hinge loss, (1/n)·Σᵢ max(0, 1 − signᵢ·outputᵢ)} The derivative at the kink is 0.
  ///
  /// @param output `[n]`, or `[n, 1]`
  /// @param signs the same shape; −1 or 1
  public static Tensor hinge(Tensor output, Tensor signs) {
    Check.equal("hinge loss", output, "signs", signs);
    examples("hinge loss", output);
    return output.times(signs).negate().plus(1).relu().mean();
  }

  /// {@return the mean over examples of −log p, natural logarithm, p the softmax of the output at the label} It is
  /// log(classes) for equal outputs. A class whose output is −∞ is ruled out; the label must not be such a class.
  ///
  /// @param output `[n, classes]`
  /// @param labels n whole numbers from 0 to classes − 1
  public static Tensor crossEntropy(Tensor output, int... labels) {
    Check.rank("cross-entropy", output, 2, "[batch, classes]");
    Labels.check("cross-entropy", output, labels);
    Tensor places = Labels.oneHot(output.backend(), output.shape().size(1), labels);
    Tensor chosen = places.select(output, output.zeros()).sum(1);
    return output.logSumExp(1).minus(chosen).mean();
  }

  private static int examples(String loss, Tensor output) {
    Check.that(output.shape().rank() > 0 && output.shape().size() > 0,
        "%s: output is %s; must have a first axis that counts examples, and at least one", loss, output.shape());
    return output.shape().size(0);
  }
}
