package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// A teacher network and points labelled by it (paper, section 3.1): two layers of ReLU units without bias, every unit
/// with ‖aⱼbⱼ‖ = 1, inputs uniform on the unit sphere, no noise. All in double precision.
///
/// @param teacher what is to be learnt
/// @param train   [n, d]
/// @param test    [n, d]
record Teaching(TwoLayer teacher, Tensor train, Tensor test) {
  /// A random teacher: Gaussian directions and Gaussian signs.
  static TwoLayer teacher(int units, int d, RandomGenerator random) {
    Tensor directions = sphere(units, d, random);
    return new TwoLayer(Tensor.normal(Backends.f64(), random, units).sign(), directions);
  }

  /// Points uniform on the unit sphere: [n, d].
  static Tensor sphere(int n, int d, RandomGenerator random) {
    Tensor gaussian = Tensor.normal(Backends.f64(), random, n, d);
    return gaussian.dividedBy(gaussian.square().sumKeep(1).sqrt());
  }

  /// A student of `m` Gaussian units of unit variance.
  static TwoLayer student(int m, int d, RandomGenerator random) {
    return new TwoLayer(Tensor.normal(Backends.f64(), random, m), Tensor.normal(Backends.f64(), random, m, d));
  }

  /// A student that begins as the zero function: of its `m` units the second half has the inner weights of the first
  /// and the opposite outer ones, those of the first half positive (paper, section 3; released code).
  static TwoLayer symmetricStudent(int m, int d, RandomGenerator random) {
    if (m % 2 != 0) {
      throw new IllegalArgumentException("student: m is " + m + "; must be even to be symmetric");
    }
    TwoLayer half = student(m / 2, d, random);
    Tensor outer = half.outer().abs();
    return new TwoLayer(Tensor.concatenate(0, outer, outer.negate()),
        Tensor.concatenate(0, half.inner(), half.inner()));
  }

  /// A teacher whose unit `j` points along `tips[j]` with sign `signs[j]`.
  static TwoLayer teacher(double[] signs, double[][] tips) {
    double[] flat = Arrays.stream(tips).flatMapToDouble(Arrays::stream).toArray();
    Shape shape = Shape.of(tips.length, tips[0].length);
    return new TwoLayer(Tensor.of(signs), Tensor.of(Backends.f64(), shape, flat));
  }

  /// Half of the mean squared residual, the loss of the paper and of its code.
  static Tensor loss(Tensor prediction, Tensor label) {
    return prediction.minus(label).square().mean().times(0.5);
  }

  /// The labels of the training points: [n].
  Tensor trainLabels() {
    return teacher.apply(train);
  }

  /// The labels of the test points: [n].
  Tensor testLabels() {
    return teacher.apply(test);
  }
}
