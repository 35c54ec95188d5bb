package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;

/// A loss R of the theorem checks, with what it promises about itself.
enum Objective {
  /// ½‖y − y*‖².
  SQUARE(1, 1) {
    @Override
    Tensor of(Tensor y, Tensor target) {
      return y.minus(target).square().sum().times(0.5);
    }
  },
  /// Σ log cosh(yᵢ − yᵢ*) + (0.1/2)‖y − y*‖², whose condition number is 11.
  LOG_COSH(0.1, 1.1) {
    @Override
    Tensor of(Tensor y, Tensor target) {
      Tensor z = y.minus(target);
      Tensor logCosh = z.times(2).softplus().minus(z).minus(Math.log(2)); // log((e^z + e^−z)/2)
      return logCosh.plus(z.square().times(0.05)).sum();
    }
  };

  private final double convexity;
  private final double smoothness;

  Objective(double convexity, double smoothness) {
    this.convexity = convexity;
    this.smoothness = smoothness;
  }

  /// The loss of outputs y, least and 0 at the target.
  abstract Tensor of(Tensor y, Tensor target);

  /// m: it is m-strongly convex.
  double convexity() {
    return convexity;
  }

  /// M: its gradient is M-Lipschitz.
  double smoothness() {
    return smoothness;
  }

  /// κ = M/m.
  double condition() {
    return smoothness / convexity;
  }
}
