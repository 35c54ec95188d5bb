package dev.jacobean.experiments;

import java.util.function.Consumer;

/// How far two flows get from their start and from each other, at most, over all times of the grid.
final class Excursion<P> implements Consumer<GradientFlow.Moment<P>> {
  private double distance;
  private double gap;
  private double outputGap;

  @Override
  public void accept(GradientFlow.Moment<P> moment) {
    // Math.max keeps NaN, so a flow that has left the numbers is seen.
    distance = Math.max(distance, moment.distance());
    gap = Math.max(gap, moment.gap());
    outputGap = Math.max(outputGap, moment.outputGap());
  }

  /// sup ‖w − w₀‖.
  double distance() {
    return distance;
  }

  /// The three suprema: `distance` is that of ‖w − w₀‖, `gap` of ‖w − w̄‖, `output_gap` of ‖αh(w) − αh̄(w̄)‖.
  Result result() {
    return Result.empty().with("distance", distance).with("gap", gap).with("output_gap", outputGap);
  }
}
