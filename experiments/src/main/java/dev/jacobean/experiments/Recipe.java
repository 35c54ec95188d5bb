package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.Builder;
import dev.jacobean.nn.Initializer;
import dev.jacobean.nn.Labels;
import dev.jacobean.nn.Loss;
import dev.jacobean.nn.Optimizer;
import dev.jacobean.nn.Schedule;
import dev.jacobean.nn.Sequential;

/// How a network learns to tell images apart, all but the scale α.
///
/// Stochastic gradient descent with momentum 0.9 (the rate multiplies the whole velocity) and the rate η₀/(1 + e/3) in
/// epoch e = 0, 1, … Weights are normal with Xavier's variance times gain², biases 0.
///
/// @param net      the architecture
/// @param width    channels of its first convolution
/// @param gain     by which all initial weights are multiplied
/// @param pictures what is learnt
/// @param aim      the loss
/// @param batch    images a step; the last step of an epoch may have fewer
/// @param epochs   how often each image is seen
/// @param rate     η₀
record Recipe(Net net, int width, double gain, Pictures pictures, Aim aim, int batch, int epochs, double rate) {
  private static final double FRICTION = 0.9;
  private static final double DECAY = 1.0 / 3;

  /// What is minimised, as a mean over images.
  enum Aim {
    /// The square of the distance to 1 at the label and 0 elsewhere, a mean over the ten classes as in the authors' code.
    SQUARED,
    /// Cross-entropy with the label, natural logarithm.
    CROSS_ENTROPY;

    /// The loss of outputs `[n, 10]`.
    Tensor of(Tensor output, int... labels) {
      return this == CROSS_ENTROPY ? Loss.crossEntropy(output, labels)
          : Loss.meanSquared(output, Labels.oneHot(output.backend(), Pictures.CLASSES, labels));
    }
  }

  /// The initial network in F32: a function of the seed alone, so that all scales start from the same weights.
  Sequential start(long seed) {
    return net.make(
        new Builder(Backends.f32(), Seeds.stream(seed, 0, "weights"), Initializer.xavierNormal(gain)), width);
  }

  /// The same with another rate.
  Recipe with(double otherRate) {
    return new Recipe(net, width, gain, pictures, aim, batch, epochs, otherRate);
  }

  /// The same on other images for another number of epochs.
  Recipe shortened(Pictures others, int count) {
    return new Recipe(net, width, gain, others, aim, batch, count, rate);
  }

  static Optimizer rule() {
    return Optimizer.momentum(FRICTION);
  }

  /// The rate by epochs.
  Schedule schedule() {
    return Schedule.inverse(rate, DECAY);
  }

  long stepsPerEpoch() {
    return (pictures.train() - 1) / batch + 1L;
  }

  long steps() {
    return epochs * stepsPerEpoch();
  }

  /// About what a forward pass of one step costs, in FLOP.
  double flopPerPass() {
    return batch * net.flop(width, pictures.side());
  }
}
