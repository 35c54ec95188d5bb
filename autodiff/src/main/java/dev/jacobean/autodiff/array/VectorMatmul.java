package dev.jacobean.autodiff.array;

/// Matrix products: which parts are packed, and which tile is computed when.
///
/// The right factor is packed into panels as wide as a tile, the left one into panels as tall as a tile, so that the
/// innermost loop reads both in order (K. Goto and R. van de Geijn, 2008); a factor that already lies well, and is
/// small or used only a few times, is read in place. Threads share the tiles; k is never split between them.
final class VectorMatmul {
  /// Steps along k between visits to the result: a panel of the left factor stays in the first cache.
  private static final int DEPTH = 384;

  /// Rows of the result in one task.
  private static final int ROWS = 96;

  /// Elements of a sum of rows in one task.
  private static final int STRIP = 512;

  /// A right factor up to this many numbers, a share of the second cache, is read in place.
  private static final int SMALL = 32_768;

  /// Up to this many tiles in the other direction, packing costs more than it gives.
  private static final int FEW = 8;

  /// Multiplications in about 20 µs: less is not worth another thread.
  static final long WORTH = 500_000;

  private final Kernels kernels;
  private final int tall;
  private final int wide;
  private final int lanes;

  VectorMatmul(Kernels kernels, int bits) {
    this.kernels = kernels;
    this.tall = bits >= 512 ? 12 : 6;
    this.lanes = kernels.lanes();
    this.wide = 2 * lanes;
  }

  /// A matrix in storage: element (i, j) is at `offset + i·rows + j·columns`.
  record Matrix(Object storage, int offset, int rows, int columns) {
    Matrix at(int i, int j) {
      return new Matrix(storage, offset + i * rows + j * columns, rows, columns);
    }

    Matrix transpose() {
      return new Matrix(storage, offset, columns, rows);
    }
  }

  /// `z[zo + i·n + j] = Σ_p x(i, p) · y(p, j)`; `z` was zero.
  void run(int m, int k, int n, Matrix x, Matrix y, Object z, int zo) {
    if (m == 0 || n == 0 || k == 0) {
      return;
    }
    if (n == 1) {
      vector(m, k, x, y.transpose(), z, zo);
    } else if (m == 1) {
      vector(n, k, y.transpose(), x, z, zo);
    } else {
      new Product(m, k, n, x, y, z, zo).run();
    }
  }

  /// `z[zo + i] = Σ_p x(i, p) · v(0, p)`.
  private void vector(int m, int k, Matrix x, Matrix v, Object z, int zo) {
    Object factors = v.storage;
    int vo = v.offset;
    if (v.columns != 1) {
      factors = kernels.allocate(k);
      vo = 0;
      kernels.copy(v.storage, v.offset, v.columns, factors, 0, 1, k);
    }
    Matrix a = x;
    if (x.columns != 1 && x.rows != 1) {
      a = new Matrix(kernels.allocate(Math.multiplyExact(m, k)), 0, k, 1);
      kernels.copy(x.storage, x.offset, x.rows, x.columns, a.storage, 0, k, 1, m, k);
    }
    Matrix matrix = a;
    Object right = factors;
    int start = vo;
    int share = x.columns == 1 ? ROWS : STRIP;
    int pieces = (long) m * k < WORTH ? 1 : Math.ceilDiv(m, share);
    int some = pieces == 1 ? m : share;
    Parallel.forEach(pieces, piece -> {
      int at = piece * some;
      int rows = Math.min(some, m - at);
      int offset = matrix.offset + at * matrix.rows;
      if (matrix.columns == 1) {
        kernels.dots(matrix.storage, offset, matrix.rows, right, start, z, zo + at, rows, k);
      } else {
        kernels.sums(matrix.storage, offset, matrix.columns, right, start, z, zo + at, rows, k);
      }
    });
  }

  /// One product of matrices with at least two rows and columns.
  private final class Product {
    private final int m;
    private final int k;
    private final int n;
    private final Matrix x;
    private final Matrix y;
    private final Object z;
    private final int zo;

    /// Columns in whole panels that are read in place; the others are packed.
    private final int inPlace;
    private final Object packed;
    private final int packedWidth;
    private final int depth;

    Product(int m, int k, int n, Matrix x, Matrix y, Object z, int zo) {
      this.m = m;
      this.k = k;
      this.n = n;
      this.x = x;
      this.y = y;
      this.z = z;
      this.zo = zo;
      depth = Math.ceilDiv(k, Math.ceilDiv(k, DEPTH));
      boolean leave = y.columns == 1 && ((long) k * n <= SMALL || m <= FEW * tall);
      inPlace = leave ? n / wide * wide : 0;
      int rest = n - inPlace;
      packedWidth = rest / wide * wide + (rest % wide == 0 ? 0 : rest % wide <= lanes ? lanes : wide);
      packed = kernels.scratch(0, Math.multiplyExact(packedWidth, k));
    }

    void run() {
      boolean alone = (long) m * n * k < WORTH;
      int panels = Math.ceilDiv(packedWidth, wide);
      if (alone) {
        for (int panel = 0; panel < panels; panel++) {
          packRight(panel);
        }
        block(0, m, 0, n);
        return;
      }
      Parallel.forEach(panels, this::packRight);
      int down = Math.ceilDiv(m, ROWS);
      int across = Math.min(Math.ceilDiv(4 * Parallel.threads(), down), Math.ceilDiv(n, wide));
      int columns = Math.ceilDiv(Math.ceilDiv(n, wide), across) * wide;
      across = Math.ceilDiv(n, columns);
      int strips = across;
      Parallel.forEach(down * strips, task -> {
        int top = task / strips * ROWS;
        int left = task % strips * columns;
        block(top, Math.min(top + ROWS, m), left, Math.min(left + columns, n));
      });
    }

    /// What a panel holds beyond the last column is of no account: it meets only what is not kept of a tile.
    ///
    /// Panels follow one another, each `k` rows of its width; only the last may be narrow.
    private void packRight(int panel) {
      int left = inPlace + panel * wide;
      int width = Math.min(wide, packedWidth - panel * wide);
      int columns = Math.min(width, n - left);
      int to = panel * wide * k;
      Matrix from = y.at(0, left);
      if (y.columns == 1 && columns == width) {
        for (int p = 0; p < k; p++) {
          kernels.copy(from.storage, from.offset + p * y.rows, 1, packed, to + p * width, 1, width);
        }
      } else {
        kernels.copy(from.storage, from.offset, y.columns, y.rows, packed, to, 1, width, columns, k);
      }
    }

    /// Rows `top` to `bottom`, columns `left` to `right` of the result; `left` begins a panel.
    private void block(int top, int bottom, int left, int right) {
      for (int from = 0; from < k; from += depth) {
        int steps = Math.min(depth, k - from);
        for (int row = top; row < bottom; row += tall) {
          strip(row, Math.min(tall, bottom - row), left, right, from, steps);
        }
      }
    }

    /// A row of tiles.
    private void strip(int top, int rows, int left, int right, int from, int steps) {
      boolean isTall = rows > 6;
      int height = isTall ? 12 : 6;
      boolean leave = rows == height && (x.rows == 1 || x.columns == 1)
          && (right - left <= FEW * wide || (long) m * k <= SMALL);
      boolean byRow = leave && x.columns == 1;
      Object a = x.storage;
      int ao = x.offset + top * x.rows + from * x.columns;
      int as = byRow ? x.rows : x.columns;
      if (!leave) {
        a = kernels.scratch(1, height * steps);
        kernels.copy(x.storage, ao, x.rows, x.columns, a, 0, 1, height, rows, steps);
        ao = 0;
        as = height;
      }
      Loop.Tile whole = kernels.tile(TileForm.of(isTall, true, byRow));
      for (int column = left; column < right; column += wide) {
        int columns = Math.min(wide, n - column);
        boolean isWide = columns > lanes;
        Loop.Tile tile = isWide ? whole : kernels.tile(TileForm.of(isTall, false, byRow));
        Object b = y.storage;
        int bo = y.offset + from * y.rows + column;
        int bs = y.rows;
        if (column >= inPlace) {
          b = packed;
          bs = Math.min(wide, packedWidth - (column - inPlace));
          bo = (column - inPlace) * k + from * bs;
        }
        int to = zo + top * n + column;
        if (rows == height && (columns == wide || columns == lanes)) {
          tile.run(steps, a, ao, as, b, bo, bs, z, to, n, from > 0);
        } else {
          Object edge = kernels.scratch(2, 12 * wide);
          tile.run(steps, a, ao, as, b, bo, bs, edge, 0, wide, false);
          for (int row = 0; row < rows; row++) {
            kernels.put(edge, row * wide, z, to + row * n, columns, from > 0);
          }
        }
      }
    }
  }
}
