package dev.jacobean.autodiff.array;

import java.util.function.IntConsumer;

/// Convolutions and their adjoints: which loops compute them, and how the kernel is packed for them.
///
/// Kernels of 3 × 3 taps with stride 1 go Winograd's way where that saves enough products: see [WinogradConvolution] for
/// its error. Numbers that are not finite come out as the plain loops' would, wherever they are.
final class VectorConvolution {
  /// Winograd's way must save this factor of products, for its transforms.
  private static final double GAIN = 1.25;

  private final Kernels kernels;
  private final Correlation correlation;
  private final WinogradConvolution pairs;
  private final WinogradConvolution fours;
  private final WinogradAdjoint foursAdjoint;
  private final ThinAdjoint thinAdjoint;
  private final RowAdjoint rowAdjoint;
  private final KernelAdjoint adjoint;
  private final int lanes;

  VectorConvolution(Kernels kernels, int bits) {
    this.kernels = kernels;
    this.lanes = kernels.lanes();
    this.correlation = new Correlation(kernels, bits);
    this.pairs = new WinogradConvolution(kernels, bits, kernels.pairs());
    this.fours = new WinogradConvolution(kernels, bits, kernels.fours());
    this.foursAdjoint = new WinogradAdjoint(kernels, bits);
    this.thinAdjoint = new ThinAdjoint(kernels, bits);
    this.rowAdjoint = new RowAdjoint(kernels, bits);
    this.adjoint = new KernelAdjoint(kernels, bits);
  }

  static void forEach(boolean alone, int tasks, IntConsumer body) {
    if (alone) {
      for (int task = 0; task < tasks; task++) {
        body.accept(task);
      }
    } else {
      Parallel.forEach(tasks, body);
    }
  }

  /// `x`, `k` and `y` are row-major; every element of `y` is written, whatever was there.
  void forward(Array x, Array k, Window window, Object y) {
    int out = k.shape().at(3);
    Shape shape = window.out(x.shape(), out);
    var rows = new Span.Axis(x.shape().at(1), shape.at(1), window.height(), window.stride(), window.padding());
    var columns = new Span.Axis(x.shape().at(2), shape.at(2), window.width(), window.stride(), window.padding());
    var plan = new Correlation.Plan(x.shape().at(0), x.shape().at(3), out, rows, columns);
    int row = shape.at(2) * out;
    var target = new Correlation.Target(y, 0, shape.at(1) * row, row, out);
    correlate(plan, x, panels -> pack(k, panels), target);
  }

  private void correlate(Correlation.Plan plan, Array x, Packing packing, Correlation.Target z) {
    WinogradConvolution fewest = pairs.products(plan) <= fours.products(plan) ? pairs : fours;
    if (fewest.products(plan) * GAIN <= plan.rows().products() * plan.columns().products()
        && fewest.run(plan, x.storage(), x.offset(), packing.pack(plan.panels(lanes, lanes)), z)) {
      return;
    }
    correlation.run(plan, x.storage(), x.offset(), packing.pack(plan.panels(lanes, 0)), z);
  }

  /// Packs the kernel of a correlation.
  @FunctionalInterface
  private interface Packing {
    Object pack(Panels panels);
  }

  private Object pack(Array k, Panels panels) {
    Object packed = kernels.scratch(0, panels.size());
    forEach(panels.size() < VectorBackend.GRAIN, panels.count() * panels.parts(), task -> {
      int panel = task / panels.parts();
      int tap = task % panels.parts();
      clearRest(packed, panels, panel, tap);
      kernels.rows(k.storage(), k.offset() + tap * panels.depth() * panels.out() + panels.left(panel), panels.out(),
          packed, panels.at(panel, tap), panels.width(panel), panels.depth(), panels.outs(panel));
    });
    return packed;
  }

  /// Zeros in a panel that is wider than the rest of the channels.
  private void clearRest(Object packed, Panels panels, int panel, int tap) {
    if (panels.outs(panel) < panels.width(panel)) {
      kernels.clear(packed, panels.at(panel, tap), panels.depth() * panels.width(panel));
    }
  }

  /// `c`, `k` and `x` are row-major; every element of `x` is written, whatever was there.
  ///
  /// With stride s, the pixels of equal remainder by s in row and column are each a convolution of the cotangent with
  /// stride 1, by the taps that meet these pixels, in opposite order.
  void images(Array c, Array k, Window window, Shape images, Object x) {
    if (thinAdjoint.pays(c.shape(), window, images)) {
      thinAdjoint.run(c, k, window, images, x);
      return;
    }
    int stride = window.stride();
    int row = images.at(2) * images.at(3);
    for (int i = 0; i < stride; i++) {
      Phase rows = Phase.of(images.at(1), c.shape().at(1), window.height(), stride, window.padding(), i);
      for (int j = 0; j < stride; j++) {
        Phase columns = Phase.of(images.at(2), c.shape().at(2), window.width(), stride, window.padding(), j);
        if (rows.axis.places() == 0 || columns.axis.places() == 0) {
          continue;
        }
        var plan = new Correlation.Plan(images.at(0), c.shape().at(3), images.at(3), rows.axis, columns.axis);
        var target = new Correlation.Target(x, rows.first * row + columns.first * images.at(3),
            images.at(1) * row, stride * row, stride * images.at(3));
        int top = i;
        int left = j;
        correlate(plan, c, panels -> flip(k, panels, columns.axis.extent(), stride, top, left), target);
      }
    }
  }

  /// The pixels `first`, `first + stride`, … of one axis, as places of a window over the cotangent.
  private record Phase(int first, Span.Axis axis) {
    /// @param phase remainder of (pixel + padding) by the stride; also of the taps that meet such a pixel
    static Phase of(int size, int places, int extent, int stride, int padding, int phase) {
      int taps = Math.max(0, Math.ceilDiv(extent - phase, stride));
      int skipped = Math.max(0, Math.ceilDiv(padding - phase, stride));
      int first = skipped * stride + phase - padding;
      int count = Math.max(0, Math.ceilDiv(size - first, stride));
      return new Phase(first, new Span.Axis(places, count, taps, 1, taps - 1 - skipped));
    }
  }

  /// The taps `top`, `top + stride`, … down and `left`, `left + stride`, … across in opposite order, transposed.
  private Object flip(Array k, Panels panels, int columns, int stride, int top, int left) {
    Object packed = kernels.scratch(0, panels.size());
    forEach(panels.size() < VectorBackend.GRAIN, panels.count() * panels.parts(), task -> {
      int panel = task / panels.parts();
      int tap = task % panels.parts();
      int opposite = panels.parts() - 1 - tap;
      int row = top + stride * (opposite / columns);
      int column = left + stride * (opposite % columns);
      int from = ((row * k.shape().at(1) + column) * panels.out() + panels.left(panel)) * panels.depth();
      clearRest(packed, panels, panel, tap);
      kernels.copy(k.storage(), k.offset() + from, panels.depth(), 1,
          packed, panels.at(panel, tap), 1, panels.width(panel), panels.outs(panel), panels.depth());
    });
    return packed;
  }

  /// `x`, `c` and `k` are row-major; every element of `k` is written, whatever was there.
  void kernel(Array x, Array c, Window window, Object k) {
    var rows = new Span.Axis(x.shape().at(1), c.shape().at(1), window.height(), window.stride(), window.padding());
    var columns = new Span.Axis(x.shape().at(2), c.shape().at(2), window.width(), window.stride(), window.padding());
    long products = rows.products() * columns.products();
    if (foursAdjoint.products(x, c, window) * GAIN <= products
        && foursAdjoint.run(x, c, window, k)) {
      return;
    }
    if (!rowAdjoint.fits(x, c, window) || !rowAdjoint.run(x, c, window, k)) {
      adjoint.run(x, c, window, k);
    }
  }
}
