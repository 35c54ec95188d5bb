package dev.jacobean.autodiff.array;

/// The adjoint of a convolution in its kernel, for images of few channels: a row of the window is taken as one tap.
///
/// The numbers that a row of a window meets are neighbours in the image, columns times channels of them: with three
/// channels and three columns, nine rows of a tile instead of three. Nothing is packed but the images, which get the zeros
/// of their padding. The cotangent, by far the larger factor, is read where it is.
///
/// The blocks of images follow one another and depend on the shapes only, as do the sums within: so no bit depends on the
/// number of threads. A result that is not finite anywhere is refused as a whole, because zeros of the padding were
/// multiplied.
final class RowAdjoint {
  /// About this many windows are one block, so that its cotangent stays in the second cache for all rows of the window.
  private static final int WINDOWS = 4096;

  private final Kernels kernels;
  private final boolean many;

  /// With more channels than a tile has rows, it is full without this.
  private final int most;
  private final int lanes;
  private final int wide;

  RowAdjoint(Kernels kernels, int bits) {
    this.kernels = kernels;
    this.many = bits >= 512;
    this.most = many ? 12 : 6;
    this.lanes = kernels.lanes();
    this.wide = 2 * lanes;
  }

  /// Whether this is meant for such a convolution: whole vectors of the cotangent, and more than single pixels.
  boolean fits(Array x, Array c, Window window) {
    return x.shape().at(3) <= most && window.width() > 1 && c.shape().at(3) % lanes == 0 && c.shape().size() > 0
        && x.shape().size() > 0;
  }

  /// As [KernelAdjoint#run], where [#fits]; false if the result holds a number that is not finite, and is of no account.
  boolean run(Array x, Array c, Window window, Object k) {
    return new Sum(x, c, window, k).run();
  }

  private final class Sum {
    private final Array x;
    private final Array c;
    private final Window window;
    private final Object k;
    private final int images;
    private final int in;
    private final int out;

    /// Numbers of a row of the window, of a padded row of an image, and of a padded image.
    private final int tap;
    private final int row;
    private final int image;

    /// How many images are one block, and these with their padding.
    private final int some;
    private final Object padded;
    private final int[] tileAt;
    private final int[] edgeAt;

    Sum(Array x, Array c, Window window, Object k) {
      this.x = x;
      this.c = c;
      this.window = window;
      this.k = k;
      images = x.shape().at(0);
      in = x.shape().at(3);
      out = c.shape().at(3);
      tap = window.width() * in;
      row = (x.shape().at(2) + 2 * window.padding()) * in;
      image = (x.shape().at(1) + 2 * window.padding()) * row;
      some = Math.clamp(WINDOWS / (c.shape().at(1) * c.shape().at(2)), 1, images);
      padded = kernels.scratch(0, Math.addExact(Math.multiplyExact(some, image), 12)); // the last tile may read on
      tileAt = StencilForm.rowsApart(out);
      edgeAt = StencilForm.rowsApart(wide);
    }

    boolean run() {
      boolean alone = (long) c.shape().size() * window.height() * tap < VectorMatmul.WORTH;
      int panels = Math.ceilDiv(out, wide);
      for (int first = 0; first < images; first += some) {
        int from = first;
        int count = Math.min(some, images - first);
        VectorConvolution.forEach(alone, count, n -> pad(from + n, n * image));
        VectorConvolution.forEach(alone, panels * window.height(), task ->
            taps(task % window.height(), task / window.height(), from, count));
      }
      return kernels.isFinite(k, 0, window.height() * tap * out);
    }

    /// An image between zeros.
    private void pad(int n, int to) {
      int width = x.shape().at(2) * in;
      int before = window.padding() * row + window.padding() * in;
      kernels.clear(padded, to, image);
      int height = x.shape().at(1);
      kernels.rows(x.storage(), x.offset() + n * height * width, width, padded, to + before, row, height, width);
    }

    /// A row of the window and a panel of the cotangent's channels, over a block of images.
    private void taps(int down, int panel, int from, int count) {
      int left = panel * wide;
      boolean isWide = out - left >= wide;
      int outRow = c.shape().at(2) * out;
      int outImage = c.shape().at(1) * outRow;
      Object edge = kernels.scratch(2, 12 * wide);
      for (int first = 0; first < tap; ) {
        int rows = StencilForm.rows(tap - first, many);
        int taps = Math.min(rows, tap - first);
        Loop.Stencil tile = kernels.stencil(StencilForm.of(rows, isWide, true));
        int to = (down * tap + first) * out + left;
        boolean whole = taps == rows;
        for (int n = 0; n < count; n++) {
          boolean add = whole ? from + n > 0 : n > 0;
          tile.run(c.shape().at(1), c.shape().at(2),
              padded, n * image + down * row + first, edgeAt, window.stride() * row, window.stride() * in,
              c.storage(), c.offset() + (from + n) * outImage + left, outRow, out,
              whole ? k : edge, whole ? to : 0, whole ? tileAt : edgeAt, 0, add);
        }
        if (!whole) {
          kernels.put(edge, 0, wide, k, to, out, taps, isWide ? wide : lanes, from > 0);
        }
        first += rows;
      }
    }
  }
}
