package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import java.util.random.RandomGenerator;

/// The law of a layer's first weights.
///
/// *Fan in* is how many numbers a feature out is a sum of, *fan out* how many a feature in has a part in: the last two
/// axes of the weights, times the product of the axes before (the kernel's rows and columns).
@FunctionalInterface
public interface Initializer {
  /// {@return fresh weights}
  /// @param backend where to keep them
  /// @param generator draws in row-major order
  /// @param sizes `[…, in, out]`
  Tensor make(Backend backend, RandomGenerator generator, int... sizes);

  /// {@return the law of zeros, which take no memory: for counting parameters}
  static Initializer zeros() {
    return (backend, generator, sizes) -> Tensor.zeros(backend, sizes);
  }

  /// {@return the law of independent normal numbers of this standard deviation}
  /// @param deviation not negative
  static Initializer normal(double deviation) {
    return (backend, generator, sizes) -> Tensor.normal(backend, generator, sizes).times(deviation);
  }

  /// {@return the law of independent numbers, uniform from −limit to limit}
  /// @param limit not negative
  static Initializer uniform(double limit) {
    return (backend, generator, sizes) ->
        Tensor.uniform(backend, generator, sizes).times(2).minus(1).times(limit);
  }

  /// {@return the normal law of variance 2·gain²/(fan in + fan out) (Glorot & Bengio 2010, equation 12)}
  /// @param gain 1 for linear layers and those like tanh near 0
  static Initializer xavierNormal(double gain) {
    return (backend, generator, sizes) ->
        normal(gain * Math.sqrt(2.0 / (fanIn(sizes) + fanOut(sizes)))).make(backend, generator, sizes);
  }

  /// {@return the uniform law of variance 2·gain²/(fan in + fan out) (Glorot & Bengio 2010, equation 16)}
  /// @param gain 1 for linear layers and those like tanh near 0
  static Initializer xavierUniform(double gain) {
    return (backend, generator, sizes) ->
        uniform(gain * Math.sqrt(6.0 / (fanIn(sizes) + fanOut(sizes)))).make(backend, generator, sizes);
  }

  /// {@return the normal law of variance 2·gain²/(fan in), which keeps the size of signals through ReLU layers at gain
  /// 1 (He et al. 2015, equation 10)}
  ///
  /// @param gain 1 for layers with ReLU
  static Initializer heNormal(double gain) {
    return (backend, generator, sizes) -> normal(gain * Math.sqrt(2.0 / fanIn(sizes))).make(backend, generator, sizes);
  }

  /// {@return the uniform law of variance 2·gain²/(fan in)}
  /// @param gain 1 for layers with ReLU
  static Initializer heUniform(double gain) {
    return (backend, generator, sizes) -> uniform(gain * Math.sqrt(6.0 / fanIn(sizes))).make(backend, generator, sizes);
  }

  private static double fanIn(int... sizes) {
    return field(sizes) * sizes[sizes.length - 2];
  }

  private static double fanOut(int... sizes) {
    return field(sizes) * sizes[sizes.length - 1];
  }

  private static double field(int... sizes) {
    Check.that(sizes.length >= 2, "initialiser: weights have %s axes; must have at least two, […, in, out]",
        sizes.length);
    double product = 1;
    for (int axis = 0; axis < sizes.length - 2; axis++) {
      product *= sizes[axis];
    }
    return product;
  }
}
