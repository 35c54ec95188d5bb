package dev.jacobean.autodiff.array;

import java.util.concurrent.atomic.AtomicBoolean;

/// The adjoint of a convolution in its kernel of 3 × 3 taps, stride 1: the adjoint of [WinogradConvolution]'s way for
/// tiles of 4 × 4 pixels, with 36 products where the direct way takes 144.
///
/// A block of tiles at a time: images and cotangent are transformed, then each of the 36 parts adds one product of
/// matrices to its sum over all tiles; these sums become the kernel. The blocks follow one another and depend on the
/// shapes only, so no bit depends on the number of threads. A result that is not finite anywhere is refused as a whole.
final class WinogradAdjoint {
  private static final int SIZE = 4;
  private static final int HEIGHT = 6;
  private static final int PARTS = HEIGHT * HEIGHT;

  /// About this many tiles are one block.
  private static final int TILES = 256;

  /// So many of them are added up in registers; their numbers, a strip and a panel wide, fit the first cache.
  private static final int CHUNK = 64;

  /// A task's sums have about this many numbers: a share of the second cache.
  private static final int SUMS = 1 << 16;

  /// With fewer channels, the transforms cost what they save.
  private static final int LEAST = 16;

  private final Kernels kernels;
  private final boolean many;
  private final int lanes;
  private final int wide;

  WinogradAdjoint(Kernels kernels, int bits) {
    this.kernels = kernels;
    this.many = bits >= 512;
    this.lanes = kernels.lanes();
    this.wide = 2 * lanes;
  }

  /// Products for each pair of channels, if this is meant for such a convolution.
  long products(Array x, Array c, Window window) {
    boolean fits = window.height() == 3 && window.width() == 3 && window.stride() == 1
        && x.shape().at(3) >= LEAST && c.shape().at(3) >= LEAST && x.shape().at(0) > 0;
    return fits
        ? (long) PARTS * Math.ceilDiv(c.shape().at(1), SIZE) * Math.ceilDiv(c.shape().at(2), SIZE) : Long.MAX_VALUE;
  }

  /// As [KernelAdjoint#run]; false if the result holds a number that is not finite, and is of no account.
  boolean run(Array x, Array c, Window window, Object k) {
    return new Sum(x, c, window, k).run();
  }

  private final class Sum {
    private final Array x;
    private final Array c;
    private final int padding;
    private final Object k;
    private final int in;
    private final int out;
    private final int down;
    private final int across;
    private final int strips;

    /// Strips and tiles of a block.
    private final int some;
    private final int tiles;

    /// Distances between tiles, with a gap: powers of two would share a few lines of the first cache.
    private final int gappedX;
    private final int gappedC;
    private final Object transformedX;
    private final Object transformedC;

    /// The sums over all tiles, and the distance between those of two parts.
    private final Object sums;
    private final int part;
    private final int[] tileAt;
    private final int[] edgeAt;

    Sum(Array x, Array c, Window window, Object k) {
      this.x = x;
      this.c = c;
      this.padding = window.padding();
      this.k = k;
      in = x.shape().at(3);
      out = c.shape().at(3);
      down = Math.ceilDiv(c.shape().at(1), SIZE);
      across = Math.ceilDiv(c.shape().at(2), SIZE);
      strips = x.shape().at(0) * down;
      some = Math.clamp(TILES / across, 1, strips);
      tiles = some * across;
      gappedX = in + lanes;
      gappedC = out + lanes;
      part = in * out + lanes;
      transformedX = kernels.scratch(0, Math.multiplyExact(PARTS * tiles, gappedX));
      transformedC = kernels.scratch(1, Math.multiplyExact(PARTS * tiles, gappedC));
      sums = kernels.scratch(3, Math.multiplyExact(PARTS, part));
      tileAt = StencilForm.rowsApart(out);
      edgeAt = StencilForm.rowsApart(wide);
    }

    boolean run() {
      boolean alone = (long) c.shape().size() * 9 * in < VectorMatmul.WORTH;
      int panels = Math.ceilDiv(out, wide);
      int share = Math.ceilDiv(panels, Math.clamp((long) in * out / SUMS, 1, panels));
      int groups = Math.ceilDiv(panels, share);
      for (int first = 0; first < strips; first += some) {
        int from = first;
        int count = Math.min(some, strips - first);
        VectorConvolution.forEach(alone, 2 * count, task -> {
          if (task < count) {
            transformImages(from + task, task * across * gappedX);
          } else {
            transformCotangent(from + task - count, (task - count) * across * gappedC);
          }
        });
        VectorConvolution.forEach(alone, PARTS * groups, task -> {
          int e = task / groups;
          int firstPanel = task % groups * share;
          int endPanel = Math.min(firstPanel + share, panels);
          for (int chunk = 0; chunk < count * across; chunk += CHUNK) {
            for (int panel = firstPanel; panel < endPanel; panel++) {
              multiply(e, panel, chunk, Math.min(CHUNK, count * across - chunk), from + chunk > 0);
            }
          }
        });
      }
      AtomicBoolean finite = new AtomicBoolean(true);
      int size = in * out;
      int pieces = Math.max(size / VectorBackend.GRAIN, 1);
      VectorConvolution.forEach(alone, pieces, piece -> {
        int from = (int) ((long) size * piece / pieces);
        int end = (int) ((long) size * (piece + 1) / pieces);
        if (!kernels.foursAdjoint().result(sums, from, part, k, from, size, end - from)) {
          finite.set(false);
        }
      });
      return finite.get();
    }

    /// Six rows of an image become 36 parts of a strip of tiles.
    private void transformImages(int strip, int to) {
      int length = (SIZE * across + 2) * in;
      Object buffer = kernels.scratch(2, (HEIGHT + 1) * length + lanes);
      kernels.clear(buffer, 0, (HEIGHT + 1) * length);
      Object[] from = new Object[HEIGHT];
      int[] at = new int[HEIGHT];
      rows(x, strip, SIZE * (strip % down) - padding, from, at, buffer, HEIGHT * length);
      int before = padding * in;
      int n = Math.min(x.shape().at(2) * in, length - before);
      kernels.fours().rows(from, at, buffer, before, length, n);
      kernels.fours().columns(buffer, 0, length, in, across, transformedX, to, tiles * gappedX, gappedX);
    }

    /// Four rows of the cotangent become 36 parts of a strip of tiles.
    private void transformCotangent(int strip, int to) {
      int length = SIZE * across * out;
      Object buffer = kernels.scratch(2, (HEIGHT + 1) * length + lanes);
      kernels.clear(buffer, 0, (HEIGHT + 1) * length);
      Object[] from = new Object[SIZE];
      int[] at = new int[SIZE];
      rows(c, strip, SIZE * (strip % down), from, at, buffer, HEIGHT * length);
      kernels.foursAdjoint().rows(from, at, buffer, 0, length, c.shape().at(2) * out);
      kernels.foursAdjoint().columns(buffer, 0, length, out, across, transformedC, to, tiles * gappedC, gappedC);
    }

    /// Where the rows of a strip lie, beginning with row `top` of its image; outside the image they are zeros.
    private void rows(Array a, int strip, int top, Object[] from, int[] at, Object zeros, int zerosAt) {
      int height = a.shape().at(1);
      int row = a.shape().at(2) * a.shape().at(3);
      for (int i = 0; i < from.length; i++) {
        boolean inside = top + i >= 0 && top + i < height;
        from[i] = inside ? a.storage() : zeros;
        at[i] = inside ? a.offset() + (strip / down * height + top + i) * row : zerosAt;
      }
    }

    /// One part of some tiles of a block: images, transposed, times a panel of the cotangent.
    private void multiply(int e, int panel, int chunk, int count, boolean add) {
      int left = panel * wide;
      int outs = Math.min(wide, out - left);
      int width = outs > lanes ? wide : lanes;
      Object edge = kernels.scratch(2, 12 * wide);
      for (int first = 0; first < in; ) {
        int rows = StencilForm.rows(in - first, many);
        int ins = Math.min(rows, in - first);
        Loop.Stencil tile = kernels.stencil(StencilForm.of(rows, width == wide, true));
        int xo = (e * tiles + chunk) * gappedX + first;
        int co = (e * tiles + chunk) * gappedC + left;
        int to = e * part + first * out + left;
        if (ins == rows && outs == width) {
          tile.run(1, count, transformedX, xo, edgeAt, 0, gappedX, transformedC, co, 0, gappedC,
              sums, to, tileAt, 0, add);
        } else {
          tile.run(1, count, transformedX, xo, edgeAt, 0, gappedX, transformedC, co, 0, gappedC,
              edge, 0, edgeAt, 0, false);
          kernels.put(edge, 0, wide, sums, to, out, ins, outs, add);
        }
        first += rows;
      }
    }
  }
}
