package dev.jacobean.experiments;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The ways of the neurons of a two-layer network in the plane, and what can be said about them.
///
/// @param steps     when the neurons were looked at
/// @param losses    the training loss then
/// @param positions |aⱼ|bⱼ of each neuron, one look after the other: x and y
/// @param sign      of aⱼ at the end
record Paths(double[] steps, double[] losses, double[][] positions, double[] sign) {
  /// Shorter neurons have no say about directions.
  private static final double SHORT = 0.1;

  /// The ways in a film.
  static Paths of(Result film) {
    double[][] positions = {film.series("x"), film.series("y")};
    return new Paths(film.series("step"), film.series("loss"), positions, film.series("sign"));
  }

  int neurons() {
    return sign.length;
  }

  int frames() {
    return steps.length;
  }

  double x(int frame, int neuron) {
    return positions[0][frame * neurons() + neuron];
  }

  double y(int frame, int neuron) {
    return positions[1][frame * neurons() + neuron];
  }

  /// The training loss at the end.
  double loss() {
    return losses[frames() - 1];
  }

  /// The largest coordinate of any neuron at any time, of those that are finite.
  double reach() {
    return Arrays.stream(positions).flatMapToDouble(Arrays::stream).map(Math::abs).filter(Double::isFinite).max()
        .orElse(0);
  }

  /// Whether the training has diverged: then there are no directions, and nothing measured on them is a number.
  private boolean hasDiverged() {
    return IntStream.range(0, neurons()).anyMatch(j -> !Double.isFinite(length(frames() - 1, j)) || !(sign[j] * sign[j] == 1));
  }

  /// The largest angle, in degrees, between a neuron of some length and the nearest of the teacher's of its sign.
  double worstAngle() {
    if (hasDiverged()) {
      return Double.NaN;
    }
    int last = frames() - 1;
    return IntStream.range(0, neurons()).filter(j -> length(last, j) > SHORT)
        .mapToDouble(j -> Math.toDegrees(angle(j, nearest(j)))).max().orElse(0);
  }

  /// Of the length that neurons have gained, the share of those that end within so many degrees of one of the teacher's
  /// of their sign.
  double gathered(double degrees) {
    if (hasDiverged()) {
      return Double.NaN;
    }
    double all = IntStream.range(0, neurons()).mapToDouble(this::gain).sum();
    return IntStream.range(0, neurons()).filter(j -> Math.toDegrees(angle(j, nearest(j))) <= degrees)
        .mapToDouble(this::gain).sum() / all;
  }

  /// For each of the teacher's neurons, the summed length of those nearest to it; the largest deviation from 1.
  double worstMass() {
    if (hasDiverged()) {
      return Double.NaN;
    }
    double[] mass = new double[Trajectories.SIGNS.length];
    IntStream.range(0, neurons()).forEach(j -> mass[nearest(j)] += length(frames() - 1, j));
    return IntStream.range(0, mass.length).mapToDouble(t -> Math.abs(mass[t] - 1)).max().orElse(Double.NaN);
  }

  /// The largest displacement of a neuron over the largest initial length.
  double farthest() {
    double longest = IntStream.range(0, neurons()).mapToDouble(j -> length(0, j)).max().orElse(Double.NaN);
    return IntStream.range(0, neurons()).mapToDouble(this::displacement).max().orElse(Double.NaN) / longest;
  }

  /// The median over neurons of the displacement over the initial length.
  double typical() {
    return Statistic.median(IntStream.range(0, neurons()).mapToDouble(j -> displacement(j) / length(0, j)).toArray());
  }

  private double length(int frame, int neuron) {
    return Math.hypot(x(frame, neuron), y(frame, neuron));
  }

  private double gain(int neuron) {
    return Math.max(0, length(frames() - 1, neuron) - length(0, neuron));
  }

  private double displacement(int neuron) {
    int last = frames() - 1;
    return Math.hypot(x(last, neuron) - x(0, neuron), y(last, neuron) - y(0, neuron));
  }

  /// The teacher's neuron of the same sign at the smallest angle.
  private int nearest(int neuron) {
    return IntStream.range(0, Trajectories.SIGNS.length).filter(t -> Trajectories.SIGNS[t] == sign[neuron]).boxed()
        .min((s, t) -> Double.compare(angle(neuron, s), angle(neuron, t))).orElseThrow();
  }

  private double angle(int neuron, int unit) {
    int last = frames() - 1;
    double[] tip = Trajectories.TIPS[unit];
    double cross = x(last, neuron) * tip[1] - y(last, neuron) * tip[0];
    double dot = x(last, neuron) * tip[0] + y(last, neuron) * tip[1];
    return Math.abs(Math.atan2(cross, dot));
  }
}
