package dev.jacobean.nn;

/// The learning rate as a function of time, in whatever unit the caller counts: steps, or epochs (whole, or with
/// fractions).
///
/// {@snippet file="dev/jacobean/nn/ModelSnippetsTest.java" region="schedule"}
@FunctionalInterface
public interface Schedule {
  /// {@return the rate at a time from 0 on}
  /// @param time in the unit that the caller counts
  double at(double time);

  /// {@return the schedule that is always the same}
  /// @param rate at all times
  static Schedule constant(double rate) {
    return time -> rate;
  }

  /// {@return rate/(1 + β·time), as in the paper}
  /// @param rate at time 0
  /// @param beta β: after 1/β the rate is half of what it was
  static Schedule inverse(double rate, double beta) {
    return time -> rate / (1 + beta * time);
  }

  /// {@return the rate multiplied by `factor` each time that `every` units have passed}
  /// @param rate at time 0
  /// @param factor below 1 to fall
  /// @param every positive
  static Schedule steps(double rate, double factor, double every) {
    Check.that(every > 0, "schedule: every is %s; must be positive", every);
    return time -> rate * Math.pow(factor, Math.floor(time / every));
  }

  /// {@return the rate falling to 0 along half a cosine wave, ½·rate·(1 + cos(π·time/end)); 0 from `end` on (Loshchilov
  /// & Hutter 2017)}
  ///
  /// @param rate at time 0
  /// @param end when it is 0; positive
  static Schedule cosine(double rate, double end) {
    Check.that(end > 0, "schedule: end is %s; must be positive", end);
    return time -> 0.5 * rate * (1 + Math.cos(Math.PI * Math.min(time / end, 1)));
  }

  /// {@return this schedule times (time + 1)/(length + 1) while that is less than 1} It rises in equal steps and never
  /// starts at 0. Time is not shifted.
  ///
  /// @param length how long the rise takes
  default Schedule warmedUp(double length) {
    return time -> at(time) * Math.min(1, (time + 1) / (length + 1));
  }
}
