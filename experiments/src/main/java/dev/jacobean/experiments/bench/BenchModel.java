package dev.jacobean.experiments.bench;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Jvp;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.ValueAndGradient;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.nn.Activation;
import dev.jacobean.nn.Builder;
import dev.jacobean.nn.Initializer;
import dev.jacobean.nn.Layer;
import dev.jacobean.nn.Loss;
import dev.jacobean.nn.Mlp;
import dev.jacobean.nn.Optimizer;
import dev.jacobean.nn.Sequential;
import dev.jacobean.nn.TangentModel;
import dev.jacobean.nn.TwoLayer;
import dev.jacobean.nn.Vgg;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// A model, a batch and a loss, and the steps that are timed on them. Every step starts from the same parameters.
///
/// @param network what the parameters make of the batch
/// @param start   the parameters
/// @param tangent a direction in which they may move
/// @param batch   the input
/// @param loss    of the output
record BenchModel<P>(
    BiFunction<P, Tensor, Tensor> network, P start, P tangent, Tensor batch, UnaryOperator<Tensor> loss) {
  private static final double RATE = 1e-3;

  private static <P> BenchModel<P> of(
      BiFunction<P, Tensor, Tensor> network, P start, Tensor batch, UnaryOperator<Tensor> loss) {
    P own = Tree.map(w -> w.plus(0), start); // as after a step: initial biases are one zero for all, which is read faster
    P tangent = Tree.map(w -> w.zeros().plus(RATE), own);
    return new BenchModel<>(network, own, tangent, batch, loss);
  }

  // ---- models

  /// One hidden layer of ReLU, mean squared error: the peers have 1,000 examples of 100 numbers, and 1,000 neurons.
  static BenchModel<Sequential> mlp(Backend backend, int examples, int inputs, int neurons) {
    RandomGenerator generator = new SplittableRandom(1);
    Builder builder = new Builder(backend, generator, Initializer.xavierNormal(1));
    Tensor targets = Tensor.normal(backend, generator, examples, 1);
    return of(Layer::apply, Mlp.of(builder, Activation.RELU, inputs, neurons, 1),
        Tensor.normal(backend, generator, examples, inputs), y -> Loss.meanSquared(y, targets));
  }

  /// VGG-11 on 32 × 32 images, softmax cross-entropy: the peers have 128 images, and 64 channels first.
  static BenchModel<Sequential> vgg(Backend backend, int images, int width) {
    RandomGenerator generator = new SplittableRandom(1);
    Builder builder = new Builder(backend, generator, Initializer.heNormal(1));
    int[] labels = generator.ints(images, 0, 10).toArray();
    return of(Layer::apply, Vgg.eleven(builder, width), Tensor.normal(backend, generator, images, 32, 32, 3),
        y -> Loss.crossEntropy(y, labels));
  }

  /// The same network without layers: a list of weights and biases, and plain tensor operations.
  static BenchModel<List<Tensor>> plainVgg(BenchModel<Sequential> layers) {
    return of(BenchModel::plainVgg, new ArrayList<>(Tree.leaves(layers.start)), layers.batch, layers.loss);
  }

  private static Tensor plainVgg(List<Tensor> w, Tensor x) {
    Tensor y = x;
    for (int layer = 0; layer < 8; layer++) {
      y = y.conv2d(w.get(2 * layer), 1, 1).plus(w.get(2 * layer + 1)).relu();
      if (layer < 2 || layer % 2 == 1) {
        y = y.maxPool2d(2, 2, 0);
      }
    }
    return y.reshape(y.shape().size(0), -1).matmul(w.get(16)).plus(w.get(17));
  }

  /// As [#plainVgg(BenchModel)] for one hidden layer.
  static BenchModel<List<Tensor>> plainMlp(BenchModel<Sequential> layers) {
    return of((w, x) -> x.matmul(w.get(0)).plus(w.get(1)).relu().matmul(w.get(2)).plus(w.get(3)),
        new ArrayList<>(Tree.leaves(layers.start)), layers.batch, layers.loss);
  }

  /// The paper's two-layer network of Figure 1(c), half the mean squared error on all 1,000 points.
  static BenchModel<TwoLayer> twoLayer(Backend backend, int points, int inputs, int neurons) {
    RandomGenerator generator = new SplittableRandom(1);
    Tensor x = Tensor.normal(backend, generator, points, inputs);
    Tensor targets = Tensor.normal(backend, generator, points);
    return of(Layer::apply, TwoLayer.normal(backend, generator, neurons, inputs, 1),
        x.dividedBy(x.square().sumKeep(1).sqrt()), y -> Loss.halfSquared(y, targets));
  }

  // ---- steps

  /// The loss.
  Tensor forward() {
    return loss.apply(network.apply(start, batch));
  }

  /// Value, gradient and the parameters after one step of gradient descent.
  P sgdStep() {
    Optimizer descent = Optimizer.sgd();
    ValueAndGradient<P> at = Autodiff.valueAndGradient(w -> loss.apply(network.apply(w, batch)), start);
    return descent.next(descent.start(start), at.gradient(), RATE).parameters();
  }

  /// The output, and its derivative along the tangent.
  Jvp<Tensor> jvp() {
    return Autodiff.jvp(w -> network.apply(w, batch), start, tangent);
  }

  /// One step of gradient descent of the tangent model, from where the tangent leads.
  P linearisedStep() {
    Optimizer descent = Optimizer.sgd();
    ValueAndGradient<P> at = new TangentModel<>(network, start).valueAndGradient(loss, tangent, batch);
    return descent.next(descent.start(tangent), at.gradient(), RATE).parameters();
  }
}
