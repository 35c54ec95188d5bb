package dev.jacobean.autodiff.array;

/// Pooling: every pixel under a window is a row of channels. Threads share the images.
final class VectorPooling {
  private final Kernels kernels;

  VectorPooling(Kernels kernels) {
    this.kernels = kernels;
  }

  /// What to do with the channels of one pixel under one window: where they begin, and the place of the pixel.
  @FunctionalInterface
  private interface Step {
    void row(int window, int pixel, int place);
  }

  private static void forEach(Window window, Shape images, Step step) {
    int channels = images.at(3);
    int pixels = images.at(1) * images.at(2);
    int windows = window.outHeight(images.at(1)) * window.outWidth(images.at(2));
    Shape one = images.with(0, 1);
    int some = Math.max(VectorBackend.GRAIN / Math.max(windows * channels, 1), 1);
    Parallel.forEach(Math.ceilDiv(images.at(0), some), lot -> {
      for (int image = lot * some; image < Math.min(lot * some + some, images.at(0)); image++) {
        int firstWindow = image * windows;
        int firstPixel = image * pixels;
        Taps.forEach(window, one, (o, p, place) ->
            step.row((firstWindow + o) * channels, (firstPixel + p) * channels, place));
      }
    });
  }

  /// Arguments here and below are row-major.
  void places(Array x, Window window, Object places) {
    int channels = x.shape().at(3);
    Object best = kernels.allocate(window.out(x.shape(), channels).size());
    kernels.prepareLargest(places);
    forEach(window, x.shape(), (o, p, place) ->
        kernels.keepLargest(x.storage(), x.offset() + p, place, best, places, o, channels));
  }

  void pick(Array x, Array places, Window window, Object y) {
    int channels = x.shape().at(3);
    forEach(window, x.shape(), (o, p, place) ->
        kernels.pick(x.storage(), x.offset() + p, places.storage(), places.offset() + o, place, y, o, channels));
  }

  void put(Array c, Array places, Window window, Shape images, Object x) {
    int channels = images.at(3);
    forEach(window, images, (o, p, place) -> kernels.addPicked(
        c.storage(), c.offset() + o, places.storage(), places.offset() + o, place, x, p, channels));
  }

  void sum(Array x, Window window, Object y) {
    int channels = x.shape().at(3);
    forEach(window, x.shape(), (o, p, place) -> kernels.add(x.storage(), x.offset() + p, y, o, channels));
  }

  void unsum(Array c, Window window, Shape images, Object x) {
    int channels = images.at(3);
    forEach(window, images, (o, p, place) -> kernels.add(c.storage(), c.offset() + o, x, p, channels));
  }
}
