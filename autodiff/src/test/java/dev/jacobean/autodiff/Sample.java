package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/// An argument of an operation, inside its domain and away from its kinks.
@FunctionalInterface
interface Sample {
  /// Distance of neighbours in [#apart]: many times what a finite difference moves an argument by.
  double GAP = 0.2;

  Tensor draw(Backend backend, RandomGenerator generator);

  /// Anything.
  static Sample normal(int... sizes) {
    return (backend, generator) -> Tensor.normal(backend, generator, sizes);
  }

  /// Between two numbers.
  static Sample within(double from, double to, int... sizes) {
    return (backend, generator) -> fill(backend, () -> generator.nextDouble(from, to), sizes);
  }

  /// Either sign, away from 0.
  static Sample offZero(int... sizes) {
    return (backend, generator) ->
        fill(backend, () -> generator.nextDouble(0.3, 1.5) * (generator.nextBoolean() ? 1 : -1), sizes);
  }

  /// No two alike: odd or even multiples of [#GAP] in random order, so that two such tensors of different phase (0
  /// or 1) share no number either.
  static Sample apart(int phase, int... sizes) {
    return (backend, generator) -> {
      Shape shape = Shape.of(sizes);
      double[] values = new double[shape.size()];
      Arrays.setAll(values, i -> (2 * i + phase - values.length + 0.5) * GAP);
      for (int i = values.length - 1; i > 0; i--) {
        int other = generator.nextInt(i + 1);
        double kept = values[i];
        values[i] = values[other];
        values[other] = kept;
      }
      return Tensor.of(backend, shape, values);
    };
  }

  /// These numbers.
  static Sample of(Shape shape, double... values) {
    return (backend, generator) -> Tensor.of(backend, shape, values);
  }

  private static Tensor fill(Backend backend, DoubleSupplier numbers, int... sizes) {
    Shape shape = Shape.of(sizes);
    double[] values = new double[shape.size()];
    Arrays.setAll(values, i -> numbers.getAsDouble());
    return Tensor.of(backend, shape, values);
  }
}
