package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.nn.TwoLayer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// A teacher network and the points it labels (paper, section 3.1): two layers of ReLU units without biases, every unit
/// with ‖aⱼbⱼ‖ = 1, inputs uniform on the unit sphere, no noise. All in double precision.
///
/// @param teacher what is to be learnt
/// @param x       inputs, `[n, d]`
/// @param y       labels, `[n]`
record Teaching(TwoLayer teacher, Tensor x, Tensor y) {
  /// `n` fresh points labelled by the teacher.
  static Teaching of(TwoLayer teacher, int n, RandomGenerator random) {
    Tensor x = sphere(n, teacher.inner().shape().size(1), random);
    return new Teaching(teacher, x, teacher.apply(x));
  }

  /// `n` points spread evenly over the unit circle, turned by a random angle, and labelled by a teacher in the plane.
  static Teaching onCircle(TwoLayer teacher, int n, RandomGenerator random) {
    double turn = random.nextDouble();
    double[] flat = new double[2 * n];
    for (int i = 0; i < n; i++) {
      flat[2 * i] = Math.cos(2 * Math.PI * (i + turn) / n);
      flat[2 * i + 1] = Math.sin(2 * Math.PI * (i + turn) / n);
    }
    Tensor x = Tensor.of(Backends.f64(), Shape.of(n, 2), flat);
    return new Teaching(teacher, x, teacher.apply(x));
  }

  /// A random teacher: directions uniform, signs fair.
  static TwoLayer teacher(int units, int d, RandomGenerator random) {
    Tensor directions = sphere(units, d, random);
    return new TwoLayer(Tensor.normal(Backends.f64(), random, units).sign(), directions);
  }

  /// A teacher whose unit `j` has the output weight `signs[j]` and the hidden weights `tips[j]`.
  static TwoLayer teacher(double[] signs, double[][] tips) {
    double[] flat = Arrays.stream(tips).flatMapToDouble(Arrays::stream).toArray();
    return new TwoLayer(Tensor.of(signs), Tensor.of(Backends.f64(), Shape.of(tips.length, tips[0].length), flat));
  }

  /// Points uniform on the unit sphere, `[n, d]`.
  static Tensor sphere(int n, int d, RandomGenerator random) {
    Tensor gaussian = Tensor.normal(Backends.f64(), random, n, d);
    return gaussian.dividedBy(gaussian.square().sumKeep(1).sqrt());
  }

  /// Half of the mean squared residual of a prediction, the loss of the paper and of its code.
  Tensor loss(Tensor prediction) {
    return prediction.minus(y).square().mean().times(0.5);
  }

  /// That loss of a network.
  Tensor loss(TwoLayer network) {
    return loss(network.apply(x));
  }
}
