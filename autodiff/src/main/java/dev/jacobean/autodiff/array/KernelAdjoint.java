package dev.jacobean.autodiff.array;

import java.util.ArrayList;
import java.util.List;

/// The adjoint of a convolution in its kernel: for every tap, images (transposed) times cotangent, summed over all
/// windows for which the tap lies inside the image.
///
/// A block of images at a time, both are packed: the images in panels of as many channels as a tile has rows, the
/// cotangent in panels as wide as a tile, each with the block's images innermost and columns of the same remainder by
/// the stride together. For one tap and one row of windows, all products are then one run, neighbours in both.
///
/// The blocks follow one another and depend on the shapes only; within a block every element of the kernel is one chain
/// of fused multiply-adds. So no bit depends on the number of threads.
final class KernelAdjoint {
  /// About this many windows are one block.
  private static final int WINDOWS = 4096;

  private final Kernels kernels;
  private final boolean many;
  private final int lanes;
  private final int wide;

  KernelAdjoint(Kernels kernels, int bits) {
    this.kernels = kernels;
    this.many = bits >= 512;
    this.lanes = kernels.lanes();
    this.wide = 2 * lanes;
  }

  /// `x` and `c` are row-major; every element of `k` is written, whatever was there.
  void run(Array x, Array c, Window window, Object k) {
    Sum sum = new Sum(x, c, window, k);
    if (sum.size > 0) {
      sum.run();
    }
  }

  /// A strip of channels: `rows` of them fit the tile, `count` exist.
  private record Strip(int first, int rows, int count, int before) {}

  private final class Sum {
    private final Array x;
    private final Array c;
    private final Window window;
    private final Object k;
    private final int images;
    private final int height;
    private final int width;
    private final int in;
    private final int outHeight;
    private final int outWidth;
    private final int out;
    final int size;

    /// How many images are one block.
    private final int some;
    private final List<Strip> strips = new ArrayList<>();
    private final int panels;

    /// Where a column of pixels lies in a packed row.
    private final int[] columnAt;
    private final Object packedX;
    private final Object packedC;
    private final int packedIn;
    private final int packedOut;
    private final int[] tileAt;
    private final int[] edgeAt;

    Sum(Array x, Array c, Window window, Object k) {
      this.x = x;
      this.c = c;
      this.window = window;
      this.k = k;
      images = x.shape().at(0);
      height = x.shape().at(1);
      width = x.shape().at(2);
      in = x.shape().at(3);
      outHeight = c.shape().at(1);
      outWidth = c.shape().at(2);
      out = c.shape().at(3);
      size = window.height() * window.width() * in * out;
      some = Math.clamp(WINDOWS / (outHeight * outWidth), 1, Math.max(images, 1));
      int before = 0;
      for (int first = 0; first < in; ) {
        int rows = StencilForm.rows(in - first, many);
        strips.add(new Strip(first, rows, Math.min(rows, in - first), before));
        first += rows;
        before += rows;
      }
      packedIn = before;
      panels = Math.ceilDiv(out, wide);
      int rest = out % wide;
      packedOut = out - rest + (rest == 0 ? 0 : rest <= lanes ? lanes : wide);
      columnAt = columnAt();
      packedX = kernels.scratch(0, Math.multiplyExact(some * height * width, packedIn));
      packedC = kernels.scratch(1, Math.multiplyExact(some * outHeight * outWidth, packedOut));
      tileAt = StencilForm.rowsApart(out);
      edgeAt = StencilForm.rowsApart(wide);
    }

    private int[] columnAt() {
      int[] at = new int[width];
      int next = 0;
      for (int phase = 0; phase < window.stride(); phase++) {
        for (int column = phase; column < width; column += window.stride()) {
          at[column] = next++;
        }
      }
      return at;
    }

    void run() {
      boolean alone = (long) c.shape().size() * window.height() * window.width() * in < VectorMatmul.WORTH;
      int tasks = strips.size() * panels * window.height();
      for (int first = 0; first < Math.max(images, 1); first += some) {
        int from = first;
        int count = Math.min(some, images - first);
        VectorConvolution.forEach(alone, height + outHeight, row -> {
          if (row < height) {
            packImages(from, count, row);
          } else {
            packCotangent(from, count, row - height);
          }
        });
        VectorConvolution.forEach(alone, tasks, task -> {
          int panel = task / window.height() / strips.size();
          Strip strip = strips.get(task / window.height() % strips.size());
          taps(strip, panel, task % window.height(), count, from > 0);
        });
      }
    }

    /// One row of pixels of each image: for each strip of channels, for each column, for each image, the channels.
    private void packImages(int from, int count, int row) {
      int stride = window.stride();
      for (int n = 0; n < count; n++) {
        int source = x.offset() + ((from + n) * height + row) * width * in;
        for (Strip strip : strips) {
          int target = strip.before * some * height * width + row * width * count * strip.rows + n * strip.rows;
          for (int phase = 0; phase < Math.min(stride, width); phase++) {
            kernels.rows(x.storage(), source + phase * in + strip.first, stride * in,
                packedX, target + columnAt[phase] * count * strip.rows, count * strip.rows,
                Math.ceilDiv(width - phase, stride), strip.count);
          }
        }
      }
    }

    /// One row of windows of each image: for each panel of channels, for each column, for each image, the channels.
    private void packCotangent(int from, int count, int row) {
      for (int n = 0; n < count; n++) {
        int source = c.offset() + ((from + n) * outHeight + row) * outWidth * out;
        for (int panel = 0; panel < panels; panel++) {
          int left = panel * wide;
          int wider = Math.min(wide, packedOut - left);
          kernels.rows(c.storage(), source + left, out,
              packedC, left * some * outHeight * outWidth + row * outWidth * count * wider + n * wider, count * wider,
              outWidth, Math.min(wider, out - left));
        }
      }
    }

    /// A row of taps, for a strip of channels of the images and a panel of channels of the cotangent.
    private void taps(Strip strip, int panel, int tapRow, int count, boolean add) {
      int left = panel * wide;
      int wider = Math.min(wide, packedOut - left);
      int outs = Math.min(wider, out - left);
      Loop.Stencil tile = kernels.stencil(StencilForm.of(strip.rows, wider == wide, true));
      int stride = window.stride();
      int firstRow = first(tapRow);
      int rows = Math.max(0, last(tapRow, height, outHeight) - firstRow);
      int xr = stride * width * count * strip.rows;
      int yr = outWidth * count * wider;
      int xo = strip.before * some * height * width
          + (firstRow * stride - window.padding() + tapRow) * width * count * strip.rows;
      int yo = left * some * outHeight * outWidth + firstRow * yr;
      for (int tapColumn = 0; tapColumn < window.width(); tapColumn++) {
        int firstColumn = first(tapColumn);
        int columns = Math.max(0, last(tapColumn, width, outWidth) - firstColumn);
        int runs = columns == 0 ? 0 : rows;
        int pixel = firstColumn * stride - window.padding() + tapColumn;
        int from = runs == 0 ? 0 : xo + columnAt[pixel] * count * strip.rows;
        int to = ((tapRow * window.width() + tapColumn) * in + strip.first) * out + left;
        if (strip.count == strip.rows && outs == wider) {
          tile.run(runs, columns * count, packedX, from, edgeAt, xr, strip.rows,
              packedC, yo + firstColumn * count * wider, yr, wider,
              k, to, tileAt, 0, add);
        } else {
          Object edge = kernels.scratch(2, 12 * wide);
          tile.run(runs, columns * count, packedX, from, edgeAt, xr, strip.rows,
              packedC, yo + firstColumn * count * wider, yr, wider,
              edge, 0, edgeAt, 0, false);
          kernels.put(edge, 0, wide, k, to, out, strip.count, outs, add);
        }
      }
    }

    /// The first row or column of windows whose tap lies inside the image, or a later one.
    private int first(int tap) {
      return Math.max(0, Math.ceilDiv(window.padding() - tap, window.stride()));
    }

    /// Behind the last one.
    private int last(int tap, int size, int places) {
      return Math.min(places, Math.floorDiv(size - 1 + window.padding() - tap, window.stride()) + 1);
    }
  }
}
