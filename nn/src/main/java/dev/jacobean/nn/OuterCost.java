package dev.jacobean.nn;

/// What the inner products of an affine layer's derivatives cost, in operations of a large matrix product, for one pair
/// of tiles.
///
/// @param left examples of one tile
/// @param right examples of the other
/// @param outputs of the model
/// @param places that share the layer's weights
/// @param inputs what one place's weights and bias multiply
/// @param channels features out of the layer
record OuterCost(double left, double right, double outputs, double places, double inputs, double channels) {
  /// The orders of summation of [KernelFeature.Outer].
  enum Order { EXPANDED, PAIRED, CARRIED }

  /// A number that is read, multiplied and added outside a matrix product costs as much as so many operations inside.
  private static final double LOOSE = 60;

  /// What an operation in a small matrix product costs, and what starting one does. Both were measured.
  private static final double SMALL = 3;
  private static final double START = 1e6;

  static OuterCost of(KernelFeature.Outer left, KernelFeature.Outer right) {
    return new OuterCost(left.size(0), right.size(0), left.size(1), left.size(2), left.patches().shape().size(2),
        left.size(3));
  }

  Order best() {
    Order best = Order.EXPANDED;
    for (Order order : Order.values()) {
      best = work(order) < work(best) ? order : best;
    }
    return best;
  }

  double work() {
    return work(best());
  }

  private double work(Order order) {
    double pairs = left * right;
    double meetings = pairs * places * places;
    return switch (order) {
      case EXPANDED -> (left + right) * outputs * inputs * channels * (2 * places + LOOSE / 10)
          + pairs * outputs * outputs * 2 * inputs * channels;
      case PAIRED -> meetings * (2 * inputs + outputs * outputs * (2 * channels + LOOSE));
      case CARRIED -> meetings * SMALL * (2 * inputs + outputs * 2 * channels) + pairs * outputs * START
          + pairs * outputs * outputs * 2 * places * channels;
    };
  }

  /// Numbers held at once beside the factors themselves.
  double numbers() {
    return switch (best()) {
      case EXPANDED -> (left + right) * outputs * inputs * channels * 1.5;
      case PAIRED -> left * right * places * places * (1 + 2 * outputs * outputs);
      case CARRIED -> left * outputs * places * channels * 2;
    };
  }
}
