package dev.jacobean.autodiff.array;

/// Convolutions as matrix products: the pixels under each window are copied into a row of a matrix ("im2col"; K.
/// Chellapilla, S. Puri, P. Simard, High performance convolutional neural networks for document processing, 2006).
///
/// A few images at a time, so that the matrix stays small. Threads share these lots of images.
final class VectorConvolution {
  /// A lot has at least this many windows, if the batch has.
  private static final int WINDOWS = 512;

  /// The kernel's adjoint is summed in at most this many parts, whatever the number of threads.
  private static final int PARTS = 8;

  private final Kernels kernels;
  private final VectorMatmul product;

  VectorConvolution(Kernels kernels, VectorMatmul product) {
    this.kernels = kernels;
    this.product = product;
  }

  /// `x`, `k` and `y` are row-major.
  void forward(Array x, Array k, Window window, Object y) {
    Lots lots = new Lots(x.shape(), k.shape().at(3), window);
    Parallel.forEach(lots.count, lot -> {
      Object rows = kernels.allocate(lots.windows(lot) * lots.taps);
      lots.gather(lot, x.storage(), x.offset(), rows);
      product.run(lots.windows(lot), lots.taps, lots.out,
          new VectorMatmul.Matrix(rows, 0, lots.taps, 1),
          new VectorMatmul.Matrix(k.storage(), k.offset(), lots.out, 1),
          y, lots.firstWindow(lot) * lots.out);
    });
  }

  /// `c`, `k` and `x` are row-major.
  void images(Array c, Array k, Window window, Shape images, Object x) {
    Lots lots = new Lots(images, k.shape().at(3), window);
    Parallel.forEach(lots.count, lot -> {
      Object rows = kernels.allocate(lots.windows(lot) * lots.taps);
      product.run(lots.windows(lot), lots.out, lots.taps,
          new VectorMatmul.Matrix(c.storage(), c.offset() + lots.firstWindow(lot) * lots.out, lots.out, 1),
          new VectorMatmul.Matrix(k.storage(), k.offset(), 1, lots.out),
          rows, 0);
      lots.scatter(lot, rows, x);
    });
  }

  /// `x`, `c` and `k` are row-major.
  void kernel(Array x, Array c, Window window, Object k) {
    Lots lots = new Lots(x.shape(), c.shape().at(3), window);
    int size = lots.taps * lots.out;
    int parts = Math.min(PARTS, lots.count);
    Object sums = kernels.allocate(Math.multiplyExact(parts, size));
    Parallel.forEach(parts, part -> {
      for (int lot = part; lot < lots.count; lot += parts) {
        Object rows = kernels.allocate(lots.windows(lot) * lots.taps);
        lots.gather(lot, x.storage(), x.offset(), rows);
        Object one = kernels.allocate(size);
        product.run(lots.taps, lots.windows(lot), lots.out,
            new VectorMatmul.Matrix(rows, 0, 1, lots.taps),
            new VectorMatmul.Matrix(c.storage(), c.offset() + lots.firstWindow(lot) * lots.out, lots.out, 1),
            one, 0);
        kernels.add(one, 0, sums, part * size, size);
      }
    });
    for (int part = 0; part < parts; part++) {
      kernels.add(sums, part * size, k, 0, size);
    }
  }

  /// The images in lots, and the copying between pixels and matrix rows.
  private final class Lots {
    private final Window window;
    private final int images;
    private final int height;
    private final int width;
    private final int channels;
    private final int outHeight;
    private final int outWidth;
    private final int some;
    final int out;
    final int taps;
    final int count;

    Lots(Shape shape, int out, Window window) {
      this.window = window;
      this.out = out;
      images = shape.at(0);
      height = shape.at(1);
      width = shape.at(2);
      channels = shape.at(3);
      outHeight = window.outHeight(height);
      outWidth = window.outWidth(width);
      taps = window.height() * window.width() * channels;
      some = Math.ceilDiv(WINDOWS, outHeight * outWidth);
      count = Math.ceilDiv(images, some);
    }

    int windows(int lot) {
      return Math.multiplyExact(Math.min(some, images - lot * some), outHeight * outWidth);
    }

    int firstWindow(int lot) {
      return lot * some * outHeight * outWidth;
    }

    void gather(int lot, Object x, int xo, Object rows) {
      runs(lot, (pixels, row, n) -> kernels.copy(x, xo + pixels, 1, rows, row, 1, n));
    }

    void scatter(int lot, Object rows, Object x) {
      runs(lot, (pixels, row, n) -> kernels.add(rows, row, x, pixels, n));
    }

    /// Visits the runs of numbers that neighbour one another both in the images and in the matrix.
    private void runs(int lot, Run run) {
      int row = 0;
      for (int image = lot * some; image < Math.min(lot * some + some, images); image++) {
        for (int i = 0; i < outHeight; i++) {
          for (int j = 0; j < outWidth; j++, row += taps) {
            int top = i * window.stride() - window.padding();
            int left = j * window.stride() - window.padding();
            int from = Math.max(-left, 0);
            int columns = Math.min(window.width(), width - left) - from;
            for (int r = Math.max(-top, 0); r < Math.min(window.height(), height - top) && columns > 0; r++) {
              run.visit(((image * height + top + r) * width + left + from) * channels,
                  row + (r * window.width() + from) * channels, columns * channels);
            }
          }
        }
      }
    }
  }

  /// What to do with `n` numbers at `pixels` in the images and at `row` in the matrix.
  @FunctionalInterface
  private interface Run {
    void visit(int pixels, int row, int n);
  }
}
