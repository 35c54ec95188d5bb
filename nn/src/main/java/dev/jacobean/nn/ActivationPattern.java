package dev.jacobean.nn;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Which way every gate of a network is switched for a batch: the sides of 0 on which the inputs of ReLU layers lie,
/// and the places at which windows of max-pooling layers are largest. With the pattern held fixed, a ReLU network is
/// linear in its input.
///
/// Gates are found by [Layer#through]: in networks of the layers here, and in any model that passes it on. Keeps the
/// inputs of all gates.
public final class ActivationPattern {
  /// A gate and what came into it.
  private record Gate(Layer layer, Tensor input) {}

  private final List<Gate> gates;
  private final Tensor x;

  private ActivationPattern(List<Gate> gates, Tensor x) {
    this.gates = gates;
    this.x = x;
  }

  /// {@return the pattern of a network, at its present parameters, for a batch}
  /// @param network a layer that passes [Layer#through] on to the layers in it
  /// @param x the batch, `[n, …]`
  public static ActivationPattern of(Layer network, Tensor x) {
    List<Gate> gates = new ArrayList<>();
    network.through(x, (layer, input) -> {
      if (isGate(layer)) {
        gates.add(new Gate(layer, input));
      }
      return layer.apply(input);
    });
    return new ActivationPattern(List.copyOf(gates), x);
  }

  /// Whether the network has a ReLU layer that can be seen.
  boolean hasUnits() {
    return gates.stream().anyMatch(gate -> isUnit(gate.layer));
  }

  /// {@return for each ReLU layer in order of evaluation, the part of (example, unit) pairs, from 0 to 1, whose input
  /// is on the same side of 0 in both patterns} There 0 itself counts as negative, leaky ReLU counts as ReLU, and
  /// pooling is left out.
  ///
  /// @param other of the same layers on as many examples
  /// @throws IllegalArgumentException unless both are patterns of networks with the same layers, for equally large
  ///     batches
  public double[] agreement(ActivationPattern other) {
    Check.that(other.gates.size() == gates.size(),
        "activation pattern: has %s gates, the other %s; must be equally many",
        gates.size(), other.gates.size());
    List<Double> shares = new ArrayList<>();
    for (int i = 0; i < gates.size(); i++) {
      if (isUnit(gates.get(i).layer)) {
        Tensor left = gates.get(i).input;
        Tensor right = other.gates.get(i).input;
        Check.equal("activation pattern, gate " + i, left, "the other's", right);
        Tensor same = left.greater(0).equalTo(right.greater(0));
        // In two steps, since F32 counts to 2²⁴ only.
        shares.add(same.reshape(left.shape().size(0), -1).mean(1).mean().item());
      }
    }
    Check.that(!shares.isEmpty(), "activation pattern: the network has no ReLU layer among %s gates; must have one",
        gates.size());
    return shares.stream().mapToDouble(share -> share).toArray();
  }

  /// {@return the stability of activations (Chizat, Oyallon & Bach 2019, section 3.2): the mean of [#agreement] over
  /// ReLU layers, whatever their size} Over several equal batches, the mean of their stabilities.
  ///
  /// @param initial the network before training
  /// @param trained the same network after it
  /// @param x the batch, `[n, …]`
  public static double stability(Layer initial, Layer trained, Tensor x) {
    double[] shares = of(initial, x).agreement(of(trained, x));
    double sum = 0;
    for (double share : shares) {
      sum += share;
    }
    return sum / shares.length;
  }

  /// {@return the output of a network, for this pattern's batch, with every gate switched as in this pattern: gated
  /// evaluation}
  ///
  /// The authors' code calls the trained network with the initial pattern lazy; it is a polynomial in the parameters
  /// that agrees with the tangent model at the initial ones to second order. Layers without gates, smooth activations
  /// among them, are evaluated as they are. A gate with a frozen pattern is its derivative there, applied to what comes
  /// in now.
  ///
  /// @param network with the layers of the one that made the pattern, and any parameters
  /// @throws IllegalArgumentException unless the network has the layers of the one that made the pattern
  public Tensor apply(Layer network) {
    Iterator<Gate> frozen = gates.iterator();
    Tensor y = network.through(x, (layer, input) ->
        isGate(layer) ? switched(next(frozen), layer, input) : layer.apply(input));
    Check.that(!frozen.hasNext(), "activation pattern: has %s gates, more than the network; must be equally many",
        gates.size());
    return y;
  }

  private Gate next(Iterator<Gate> frozen) {
    Check.that(frozen.hasNext(), "activation pattern: has %s gates, fewer than the network; must be equally many",
        gates.size());
    return frozen.next();
  }

  private static Tensor switched(Gate frozen, Layer layer, Tensor input) {
    Check.that(frozen.layer.equals(layer), "activation pattern: gate is %s, the network's is %s; must be the same",
        frozen.layer, layer);
    return Autodiff.<Tensor, Tensor>jvp(layer::apply, frozen.input, input).tangent();
  }

  private static boolean isGate(Layer layer) {
    return isUnit(layer) || layer instanceof MaxPool2d;
  }

  private static boolean isUnit(Layer layer) {
    return layer == Activation.RELU || layer == Activation.LEAKY_RELU;
  }
}
