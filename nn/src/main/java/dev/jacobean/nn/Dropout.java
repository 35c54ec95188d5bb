package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;

/// In a training step each number is 0 with a probability, else divided by the probability to stay, so that the mean is
/// kept (Srivastava et al. 2014, with the division moved to training). Otherwise the identity.
///
/// @param rate the probability of 0
public record Dropout(double rate) implements Layer {
  /// Checks the rate.
  ///
  /// @throws IllegalArgumentException unless 0 ≤ rate < 1
  public Dropout {
    Check.that(rate >= 0 && rate < 1, "dropout: rate is %s; must be at least 0 and less than 1", rate);
  }

  @Override
  public Tensor apply(Tensor x) {
    return x;
  }

  @Override
  public Trained<Dropout> train(Tensor x, Key key) {
    if (rate == 0) {
      return new Trained<>(x, this);
    }
    Tensor stays = Tensor.uniform(x.backend(), key.generator(), x.shape().sizes()).greaterOrEqual(rate);
    return new Trained<>(x.times(stays.dividedBy(1 - rate)), this);
  }
}
