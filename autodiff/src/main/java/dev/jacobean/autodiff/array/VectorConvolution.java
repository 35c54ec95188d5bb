package dev.jacobean.autodiff.array;

import java.util.function.IntConsumer;

/// Convolutions and their adjoints: which loops compute them, and how the kernel is packed for them.
final class VectorConvolution {
  private final Kernels kernels;
  private final Correlation correlation;
  private final KernelAdjoint adjoint;
  private final int lanes;
  private final int wide;

  VectorConvolution(Kernels kernels, int bits) {
    this.kernels = kernels;
    this.lanes = kernels.lanes();
    this.wide = 2 * lanes;
    this.correlation = new Correlation(kernels, bits);
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
    correlation.run(plan, x.storage(), x.offset(), packed(k, plan), target);
  }

  /// The kernel in panels as wide as a tile, each `[rows, columns, in, width]`.
  private Object packed(Array k, Correlation.Plan plan) {
    int out = plan.out();
    int depth = plan.depth();
    Object packed = kernels.scratch(0, Math.multiplyExact(depth, correlation.packedWidth(out)));
    forEach(plan.products() < VectorMatmul.WORTH, Math.ceilDiv(out, wide), panel -> {
      int left = panel * wide;
      int outs = Math.min(wide, out - left);
      kernels.rows(k.storage(), k.offset() + left, out, packed, left * depth, outs > lanes ? wide : lanes, depth, outs);
    });
    return packed;
  }

  /// `c`, `k` and `x` are row-major; every element of `x` is written, whatever was there.
  ///
  /// With stride s, the pixels of equal remainder by s in row and column are each a convolution of the cotangent with
  /// stride 1, by the taps that meet these pixels, in opposite order.
  void images(Array c, Array k, Window window, Shape images, Object x) {
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
        correlation.run(plan, c.storage(), c.offset(), flipped(k, plan, stride, i, j), target);
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

  /// The taps of a phase in opposite order, transposed, in panels as wide as a tile: each `[rows, columns, out, width]`.
  private Object flipped(Array k, Correlation.Plan plan, int stride, int i, int j) {
    int in = plan.out();
    int out = plan.in();
    int rows = plan.rows().extent();
    int columns = plan.columns().extent();
    int depth = plan.depth();
    Object packed = kernels.scratch(0, Math.multiplyExact(depth, correlation.packedWidth(in)));
    int panels = Math.ceilDiv(in, wide);
    forEach(plan.products() < VectorMatmul.WORTH, rows * columns * panels, task -> {
      int tap = task / panels;
      int left = task % panels * wide;
      int ins = Math.min(wide, in - left);
      int width = ins > lanes ? wide : lanes;
      int row = i + stride * (rows - 1 - tap / columns);
      int column = j + stride * (columns - 1 - tap % columns);
      int from = ((row * k.shape().at(1) + column) * in + left) * out;
      kernels.copy(k.storage(), k.offset() + from, out, 1, packed, left * depth + tap * out * width, 1, width, ins, out);
    });
    return packed;
  }

  /// `x`, `c` and `k` are row-major; every element of `k` is written, whatever was there.
  void kernel(Array x, Array c, Window window, Object k) {
    adjoint.run(x, c, window, k);
  }
}
