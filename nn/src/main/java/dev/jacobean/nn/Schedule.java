package dev.jacobean.nn;

/// The learning rate as a function of time, in whatever unit the caller counts: steps, or epochs (whole, or with
/// fractions).
@FunctionalInterface
public interface Schedule {
  /// The rate at a time from 0 on.
  double at(double time);

  /// Always the same.
  static Schedule constant(double rate) {
    return time -> rate;
  }

  /// rate/(1 + β·time), the paper's.
  static Schedule inverse(double rate, double beta) {
    return time -> rate / (1 + beta * time);
  }

  /// The rate multiplied by `factor` each time that `every` units have passed.
  static Schedule steps(double rate, double factor, double every) {
    Check.that(every > 0, "schedule: every is %s; must be positive", every);
    return time -> rate * Math.pow(factor, Math.floor(time / every));
  }

  /// From the rate to 0 along half a cosine wave, ½·rate·(1 + cos(π·time/end)); 0 from `end` on (Loshchilov & Hutter
  /// 2017).
  static Schedule cosine(double rate, double end) {
    Check.that(end > 0, "schedule: end is %s; must be positive", end);
    return time -> 0.5 * rate * (1 + Math.cos(Math.PI * Math.min(time / end, 1)));
  }

  /// This schedule times (time + 1)/(length + 1) while that is less than 1: it rises in equal steps and never starts at
  /// 0. Time is not shifted.
  default Schedule warmedUp(double length) {
    return time -> at(time) * Math.min(1, (time + 1) / (length + 1));
  }
}
