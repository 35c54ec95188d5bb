package dev.jacobean.autodiff.array;

/// The adjoint of a convolution in its kernel, for images of few channels: every window becomes a row of numbers.
///
/// With three channels and windows of 3 × 3, a row has 27 numbers, and fills tiles for which three would leave most of the
/// rows empty. The windows of a strip of pixels are laid out where they stay in the first cache, as does the strip of the
/// cotangent that they meet: that, by far the larger factor, is read from memory once, and where it is.
///
/// Blocks of images have a sum each, and these are added in order. Blocks, and the order within, depend on the shapes
/// only: so no bit depends on the number of threads. A result that is not finite anywhere is refused as a whole, because
/// zeros of the padding were multiplied.
final class RowAdjoint {
  /// About this many windows are one block, if that makes no more blocks than this.
  private static final int WINDOWS = 1024;
  private static final int MOST_BLOCKS = 32;

  /// Bytes of a strip, windows and cotangent together: they stay in a usual first cache.
  private static final int STRIP = 32 << 10;

  private final Kernels kernels;
  private final boolean many;

  /// With more channels than a tile has rows, it is full without this.
  private final int most;
  private final int lanes;
  private final int wide;

  /// Numbers of a strip.
  private final int strip;

  RowAdjoint(Kernels kernels, int bits) {
    this.kernels = kernels;
    this.many = bits >= 512;
    this.most = many ? 12 : 6;
    this.lanes = kernels.lanes();
    this.wide = 2 * lanes;
    this.strip = STRIP / (bits / Byte.SIZE / lanes);
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
    private final int outHeight;
    private final int outWidth;

    /// Numbers of a row of a window, of a window, and of the rows of the tiles that cover it.
    private final int tap;
    private final int taps;
    private final int covered;

    /// A row of a window in whole vectors, and the distance of windows: a row may spill into what follows it.
    private final int spill;
    private final int apart;

    /// Numbers of a padded row of an image, and of a padded image.
    private final int row;
    private final int image;

    /// Rows of the cotangent that are one strip, and images that are one block.
    private final int some;
    private final int block;

    /// The sum of each block, and their size.
    private final int size;
    private final Object sums;
    private final int[] rowAt;

    Sum(Array x, Array c, Window window, Object k) {
      this.x = x;
      this.c = c;
      this.window = window;
      this.k = k;
      images = x.shape().at(0);
      in = x.shape().at(3);
      outHeight = c.shape().at(1);
      outWidth = c.shape().at(2);
      out = c.shape().at(3);
      tap = window.width() * in;
      taps = window.height() * tap;
      covered = covered(taps);
      spill = Math.ceilDiv(tap, lanes) * lanes;
      apart = Math.max(covered, taps - tap + spill);
      row = (x.shape().at(2) + 2 * window.padding()) * in;
      image = (x.shape().at(1) + 2 * window.padding()) * row;
      some = Math.clamp(strip / (outWidth * (out + apart)), 1, outHeight);
      block = Math.max(Math.clamp(WINDOWS / (outHeight * outWidth), 1, images), Math.ceilDiv(images, MOST_BLOCKS));
      size = Math.multiplyExact(covered, out);
      sums = kernels.scratch(1, Math.multiplyExact(Math.ceilDiv(images, block), size));
      rowAt = StencilForm.rowsApart(out);
    }

    /// The rows of the tiles that cover so many.
    private int covered(int rows) {
      int tiles = 0;
      while (tiles < rows) {
        tiles += StencilForm.rows(rows - tiles, many);
      }
      return tiles;
    }

    boolean run() {
      boolean alone = (long) c.shape().size() * taps < VectorMatmul.WORTH;
      int blocks = Math.ceilDiv(images, block);
      VectorConvolution.forEach(alone, blocks, this::block);
      kernels.copy(sums, 0, 1, k, 0, 1, taps * out);
      for (int i = 1; i < blocks; i++) {
        kernels.add(sums, i * size, k, 0, taps * out);
      }
      return kernels.isFinite(k, 0, taps * out);
    }

    private void block(int i) {
      Object padded = kernels.scratch(0, image + lanes);
      Object windows = kernels.scratch(2, Math.multiplyExact(some * outWidth, apart));
      int last = Math.min((i + 1) * block, images);
      for (int n = i * block; n < last; n++) {
        pad(n, padded);
        for (int top = 0; top < outHeight; top += some) {
          int rows = Math.min(some, outHeight - top);
          int pixel = (n * outHeight + top) * outWidth;
          kernels.touch(c.storage(), c.offset() + pixel * out, 0, 1, rows * outWidth * out);
          layOut(padded, top, rows, windows);
          multiply(windows, pixel, rows * outWidth, i * size, n > i * block || top > 0);
        }
      }
    }

    /// An image between zeros.
    private void pad(int n, Object padded) {
      int width = x.shape().at(2) * in;
      int height = x.shape().at(1);
      kernels.clear(padded, 0, image);
      kernels.rows(x.storage(), x.offset() + n * height * width, width,
          padded, window.padding() * (row + in), row, height, width);
    }

    /// The windows of some rows of pixels, one after another.
    private void layOut(Object padded, int top, int rows, Object windows) {
      for (int r = 0; r < rows; r++) {
        for (int down = 0; down < window.height(); down++) {
          for (int i = 0; i < tap; i += lanes) {
            kernels.vectors(padded, ((top + r) * window.stride() + down) * row + i, window.stride() * in,
                windows, r * outWidth * apart + down * tap + i, apart, outWidth);
          }
        }
      }
    }

    /// The windows, transposed, times their pixels of the cotangent.
    private void multiply(Object windows, int pixel, int pixels, int to, boolean add) {
      for (int left = 0; left < out; left += wide) {
        int rows;
        for (int first = 0; first < taps; first += rows) {
          rows = StencilForm.rows(taps - first, many);
          kernels.stencil(StencilForm.of(rows, out - left >= wide, true)).run(1, pixels, windows, first, rowAt, 0, apart,
              c.storage(), c.offset() + pixel * out + left, 0, out, sums, to + first * out + left, rowAt, 0, add);
        }
      }
    }
  }
}
