package dev.jacobean.autodiff.array;

/// The adjoint of a convolution with stride 1 in images of so few channels that these would leave most lanes of a
/// vector empty: here the lanes run over pixels.
///
/// Some rows of the cotangent at a time, kernel (transposed) times cotangent (transposed) gives a row for each tap and
/// channel: what every pixel of the cotangent adds to the image there. Shifted by its tap, such a row is added to the
/// plane of its channel; last, the planes are interleaved. After A. Vasudevan, A. Anderson and D. Gregg, Parallel multi
/// channel convolution using general matrix multiplication, 2017, whose product also precedes the shifts.
///
/// A plane has a margin, as wide as the padding, for what falls outside the image: that is computed but not kept, so
/// neither NaN nor infinity comes in from there. The order of every sum depends on the shapes only, not on the threads.
final class ThinAdjoint {
  /// It must cost this factor less than the direct way.
  private static final double GAIN = 1.15;

  /// What it costs to transpose a number, in products of a vector.
  private static final double TRANSPOSING = 0.25;

  /// About this many pixels of the cotangent are multiplied, then added: their products stay in the cache.
  private static final int PIXELS = 256;

  /// About this many pixels of one image are one task, if there are.
  private static final int BAND = 4096;

  /// A task has at least this many times the rows of the window, because a window less a row is computed twice.
  private static final int LEAST = 4;

  private final Kernels kernels;
  private final boolean many;
  private final int lanes;
  private final int wide;

  ThinAdjoint(Kernels kernels, int bits) {
    this.kernels = kernels;
    this.many = bits >= 512;
    this.lanes = kernels.lanes();
    this.wide = 2 * lanes;
  }

  /// Whether it is quicker than the direct way, which for each tap and channel of the cotangent takes a product of one
  /// vector for each pixel of the images. Here a vector is of pixels; adding it to a plane takes as long as a product.
  ///
  /// @param c shape of the cotangent
  boolean pays(Shape c, Window window, Shape images) {
    var rows = new Span.Axis(images.at(1), c.at(1), window.height(), window.stride(), window.padding());
    var columns = new Span.Axis(images.at(2), c.at(2), window.width(), window.stride(), window.padding());
    double terms = (double) window.height() * window.width() * images.at(3);
    double vectors = Math.ceilDiv(c.at(1) * c.at(2), lanes);
    double cost = vectors * (terms * (1 + (double) lanes / c.at(3)) + TRANSPOSING * lanes);
    return window.stride() == 1 && cost * GAIN <= rows.products() * columns.products();
  }

  /// `c` and `k` are row-major, and so becomes `x`; every element of `x` is written, whatever was there. The images are
  /// not empty.
  void run(Array c, Array k, Window window, Shape images, Object x) {
    new Sum(c, k, window, images, x).run();
  }

  private final class Sum {
    private final Array c;
    private final Array k;
    private final Window window;
    private final Object x;
    private final int images;
    private final int height;
    private final int width;
    private final int in;
    private final int outHeight;
    private final int outWidth;
    private final int out;

    /// Pairs of a tap and a channel: rows of the transposed kernel.
    private final int terms;
    private final Object packed;

    /// Rows of the cotangent that are multiplied at a time, and the distance between the products of two terms, with a
    /// gap: powers of two would share a few lines of the first cache.
    private final int some;
    private final int term;
    private final int[] termAt;

    Sum(Array c, Array k, Window window, Shape images, Object x) {
      this.c = c;
      this.k = k;
      this.window = window;
      this.x = x;
      this.images = images.at(0);
      height = images.at(1);
      width = images.at(2);
      in = images.at(3);
      outHeight = c.shape().at(1);
      outWidth = c.shape().at(2);
      out = c.shape().at(3);
      terms = window.height() * window.width() * in;
      packed = kernels.scratch(0, Math.multiplyExact(terms + 12, out));
      some = Math.clamp(PIXELS / outWidth, 1, outHeight);
      term = Math.ceilDiv(some * outWidth, wide) * wide + lanes;
      termAt = StencilForm.rowsApart(term);
    }

    void run() {
      pack();
      int band = Math.clamp(BAND / width, Math.min(LEAST * window.height(), height), height);
      int bands = Math.ceilDiv(height, band);
      boolean alone = (long) c.shape().size() * terms < VectorMatmul.WORTH;
      VectorConvolution.forEach(alone, images * bands, task -> {
        int top = task % bands * band;
        image(task / bands, top, Math.min(top + band, height));
      });
    }

    /// Strips of as many terms as a tile has rows, for each channel of the cotangent side by side. Beyond the last term
    /// there is anything: it meets only what is not kept.
    private void pack() {
      int rows;
      for (int first = 0; first < terms; first += rows) {
        rows = StencilForm.rows(terms - first, many);
        kernels.transpose(k.storage(), k.offset() + first * out, out,
            packed, first * out, rows, Math.min(rows, terms - first), out);
      }
    }

    /// Rows `top` to `bottom` of one image.
    private void image(int n, int top, int bottom) {
      int padding = window.padding();
      int from = Math.max(0, top + padding - window.height() + 1);
      int to = Math.min(outHeight, bottom + padding);
      int row = outWidth + window.width() - 1;
      int plane = (to - from + window.height() - 1) * row;
      Object planes = kernels.scratch(3, Math.multiplyExact(in, plane));
      kernels.clear(planes, 0, in * plane);
      Object products = kernels.scratch(2, Math.multiplyExact(terms + 12, term));
      for (int first = from; first < to; first += some) {
        int rows = Math.min(some, to - first);
        multiply((n * outHeight + first) * outWidth, rows * outWidth, products);
        for (int i = 0; i < terms; i++) {
          int tap = i / in;
          int at = i % in * plane + (first - from + tap / window.width()) * row + tap % window.width();
          for (int r = 0; r < rows; r++) {
            kernels.add(products, i * term + r * outWidth, planes, at + r * row, outWidth);
          }
        }
      }
      for (int i = top; i < bottom; i++) {
        kernels.copy(planes, (i + padding - from) * row + padding, 1, plane,
            x, (n * height + i) * width * in, in, 1, width, in);
      }
    }

    /// Every term's products with `count` pixels of the cotangent, from `pixel` on.
    private void multiply(int pixel, int count, Object products) {
      Object panel = kernels.scratch(1, out * wide);
      for (int left = 0; left < count; left += wide) {
        int pixels = Math.min(wide, count - left);
        int wider = pixels > lanes ? wide : lanes;
        kernels.transpose(c.storage(), c.offset() + (pixel + left) * out, out, panel, 0, wider, pixels, out);
        int rows;
        for (int first = 0; first < terms; first += rows) {
          rows = StencilForm.rows(terms - first, many);
          kernels.stencil(StencilForm.of(rows, wider == wide, true)).run(1, out, packed, first * out, termAt, 0, rows,
              panel, 0, 0, wider, products, first * term + left, termAt, 0, false);
        }
      }
    }
  }
}
