package dev.jacobean.autodiff;

import static dev.jacobean.autodiff.Primitive.general;
import static dev.jacobean.autodiff.Primitive.linear;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.autodiff.array.Window;

/// The rules of pooling. Images are `[n, h, w, a]`, results `[n, oh, ow, a]`.
final class Pooling {
  private Pooling() {}

  /// The largest of each window: picks by places that are found once and then held fixed, hence linear.
  static Tensor max(Tensor x, Window window) {
    return pick(x, x.array().poolPlaces(window), window);
  }

  /// The mean of each window; padding counts as 0.
  static Tensor mean(Tensor x, Window window) {
    return sum(x, window).times(1.0 / (window.height() * window.width()));
  }

  private static Tensor pick(Tensor x, Array places, Window window) {
    Shape images = x.shape();
    return general("maxPool2d", a -> a[0].pickPlaces(places, window), (i, a, y) ->
        new Local.Pair(t -> pick(t, places, window), c -> put(c, places, window, images), new Constant(places))).apply(x);
  }

  private static Tensor put(Tensor c, Array places, Window window, Shape images) {
    return general("maxUnpool2d", a -> a[0].putPlaces(places, window, images), (i, a, y) ->
        new Local.Pair(t -> put(t, places, window, images), x -> pick(x, places, window), new Constant(places))).apply(c);
  }

  private static Tensor sum(Tensor x, Window window) {
    return linear("poolSum", a -> a.poolSum(window), (c, from) -> spread(c, window, from)).apply(x);
  }

  private static Tensor spread(Tensor c, Window window, Shape images) {
    return linear("unpoolSum", a -> a.unpoolSum(window, images), (x, from) -> sum(x, window)).apply(c);
  }
}
