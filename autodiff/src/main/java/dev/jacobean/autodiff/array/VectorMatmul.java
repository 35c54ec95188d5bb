package dev.jacobean.autodiff.array;

/// Matrix products: which parts are packed, and which tile is computed when.
///
/// The right factor is packed into panels as wide as a tile, the left one into panels as tall as a tile, so that the
/// innermost loop reads both in order (K. Goto and R. van de Geijn, 2008); a factor that already lies well, and is
/// small or used only a few times, is read in place. Threads share the tiles; k is never split between them.
final class VectorMatmul {
  /// Bytes of a row of the left factor between visits to the result: its panel stays in the first cache.
  private static final int DEPTH = 1_536;

  /// Rows of the result in one task: their part of the left factor is a share of the second cache.
  private static final int ROWS = 96;

  /// The same where the right factor comes from memory for every task: the more rows meet it, the less often it comes.
  private static final int MANY_ROWS = 288;

  /// Bytes of a right factor that no third cache is sure to hold beside everything else.
  private static final long FAR = 24L << 20;

  /// Bytes of a factor that the second caches may hold.
  private static final long NEAR = 2L << 20;

  /// Tasks for each thread where each task packs its own columns: fewer would not even out, more would read shorter rows.
  private static final int LOW_SHARES = 2;

  /// Panels of the right factor that are walked before the next row of tiles: another share of the second cache.
  private static final int CHUNK = 8;

  /// Up to this many rows, each task packs its own columns of the right factor, for its cache, when it needs them.
  private static final int LOW = 192;

  /// Elements of a sum of rows in one task.
  private static final int STRIP = 512;

  /// A right factor up to this many numbers, a share of the second cache, is read in place.
  private static final int SMALL = 32_768;

  /// Up to this many tiles in the other direction, packing costs more than it gives.
  private static final int FEW = 3;

  /// Up to this many tiles beside one another, rows of the left factor are read in place.
  private static final int LINES = 2;

  /// Multiplications in about 20 µs: less is not worth another thread.
  static final long WORTH = 500_000;

  private final Kernels kernels;
  private final int tall;
  private final int wide;
  private final int lanes;

  /// Of a number.
  private final int bytes;
  private final int deepest;

  VectorMatmul(Kernels kernels, int bits) {
    this.kernels = kernels;
    this.tall = bits >= 512 ? 12 : 6;
    this.lanes = kernels.lanes();
    this.wide = 2 * lanes;
    this.bytes = bits / Byte.SIZE / lanes;
    this.deepest = DEPTH / bytes;
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

  /// `z[zo + i·n + j] = Σ_p x(i, p) · y(p, j)`; nothing is written if `k` is 0.
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
        kernels.clear(z, zo + at, rows);
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
    private final int depth;

    /// Columns in whole panels that are read in place; the others are packed.
    private final int inPlace;

    /// Each task packs what it needs of the right factor, and all tasks share the packed left one; or the other way round.
    private final boolean low;
    private final Object packed;

    /// Whether a factor comes from a third cache or from memory, so that it is worth asking for many lines at a time.
    private final boolean leftIsAway;
    private final boolean rightIsAway;

    /// Panels of the right factor that are packed at a time.
    private final int chunk;

    Product(int m, int k, int n, Matrix x, Matrix y, Object z, int zo) {
      this.m = m;
      this.k = k;
      this.n = n;
      this.x = x;
      this.y = y;
      this.z = z;
      this.zo = zo;
      depth = Math.ceilDiv(k, Math.ceilDiv(k, deepest));
      boolean leave = y.columns == 1 && ((long) k * n <= SMALL || m <= FEW * tall);
      inPlace = leave ? n / wide * wide : 0;
      chunk = Math.clamp(Math.ceilDiv(n - inPlace, wide) / (Cut.SHARES * Parallel.threads()), 1, CHUNK);
      low = m <= LOW && (long) k * (n - inPlace) > SMALL;
      leftIsAway = (long) m * k * bytes > NEAR;
      rightIsAway = (long) k * n * bytes > (low ? FAR : NEAR);
      packed = low ? kernels.scratch(1, Math.multiplyExact(strips() * tall, k))
          : kernels.scratch(0, Math.multiplyExact(Math.ceilDiv(n - inPlace, wide) * wide, k));
    }

    /// Rows of tiles.
    private int strips() {
      return Math.ceilDiv(m, tall);
    }

    /// Columns of tiles.
    private int wides() {
      return Math.ceilDiv(n, wide);
    }

    /// Rows of the result in one task, at most.
    private int tallest() {
      return (long) k * n * bytes > FAR ? MANY_ROWS : ROWS;
    }

    void run() {
      boolean alone = (long) m * n * k < WORTH;
      int panels = Math.ceilDiv(n - inPlace, wide);
      int shared = low ? strips() : Math.ceilDiv(panels, chunk);
      if (alone) {
        for (int part = 0; part < shared; part++) {
          pack(part);
        }
        block(0, m, 0, n);
        return;
      }
      Parallel.forEach(shared, this::pack);
      int threads = Parallel.threads();
      Cut cut = low
          ? new Cut(strips(), wides(), 1, Math.clamp((long) LOW_SHARES * threads, Math.ceilDiv(wides(), CHUNK), wides()))
          : Cut.best(strips(), wides(), tallest() / tall, threads);
      Parallel.forEach(cut.tasks(), task ->
          block(cut.top(task) * tall, Math.min(cut.bottom(task) * tall, m),
              cut.left(task) * wide, Math.min(cut.right(task) * wide, n)));
    }

    /// Packs a part of the factor that all tasks share: a strip of the left one, or a chunk of panels of the right one.
    private void pack(int part) {
      if (low) {
        int top = part * tall;
        for (int from = 0; from < k && !leftInPlace(n); from += depth) {
          int steps = Math.min(depth, k - from);
          packLeft(top, Math.min(tall, m - top), from, steps, packed, from * strips() * tall + top * steps);
        }
        return;
      }
      int left = inPlace + part * chunk * wide;
      for (int from = 0; from < k; from += depth) {
        int steps = Math.min(depth, k - from);
        packRight(left, Math.min(left + chunk * wide, n), from, steps, packed, at(left, from));
      }
    }

    /// Where in the packed right factor a panel's steps begin: for each block of steps, the panels one after another.
    private int at(int left, int from) {
      return from * Math.ceilDiv(n - inPlace, wide) * wide + (left - inPlace) * Math.min(depth, k - from);
    }

    /// Whether the left factor is read in place by a task with so many columns.
    private boolean leftInPlace(int columns) {
      return x.rows == 1 ? columns <= 2 * FEW * wide || (long) m * k <= 2 * SMALL : x.columns == 1 && columns <= LINES * wide;
    }

    /// A panel of the left factor: for each step its rows side by side. Beyond the last row it holds anything.
    private void packLeft(int top, int rows, int from, int steps, Object to, int at) {
      int height = rows > 6 ? 12 : 6;
      int offset = x.offset + top * x.rows + from * x.columns;
      if (x.columns == 1) {
        if (leftIsAway) {
          kernels.touch(x.storage, offset, x.rows, rows, steps);
        }
        kernels.transpose(x.storage, offset, x.rows, to, at, height, rows, steps);
      } else if (x.rows == 1) {
        kernels.rows(x.storage, offset, x.columns, to, at, height, steps, rows);
      } else {
        kernels.copy(x.storage, offset, x.rows, x.columns, to, at, 1, height, rows, steps);
      }
    }

    /// Panels of the right factor, one after another: for each step the columns side by side. Beyond the last column a
    /// panel holds anything: it meets only what is not kept of a tile.
    private void packRight(int left, int right, int from, int steps, Object to, int at) {
      int offset = y.offset + from * y.rows + left * y.columns;
      int whole = (right - left) / wide;
      if (y.columns == 1) {
        if (rightIsAway) {
          kernels.touch(y.storage, offset, y.rows, steps, whole * wide);
        }
        kernels.panels(y.storage, offset, y.rows, to, at, steps, whole);
      } else {
        for (int panel = 0; panel < whole; panel++) {
          packColumns(offset + panel * wide * y.columns, wide, steps, to, at + panel * wide * steps);
        }
      }
      int rest = right - left - whole * wide;
      if (rest > 0) {
        packColumns(offset + whole * wide * y.columns, rest, steps, to, at + whole * wide * steps);
      }
    }

    private void packColumns(int offset, int columns, int steps, Object to, int at) {
      if (y.columns == 1) {
        kernels.rows(y.storage, offset, y.rows, to, at, wide, steps, columns);
      } else if (y.rows == 1) {
        if (rightIsAway) {
          kernels.touch(y.storage, offset, y.columns, columns, steps);
        }
        kernels.transpose(y.storage, offset, y.columns, to, at, wide, columns, steps);
      } else {
        kernels.copy(y.storage, offset, y.columns, y.rows, to, at, 1, wide, columns, steps);
      }
    }

    /// Rows `top` to `bottom`, columns `left` to `right` of the result; `left` begins a panel.
    private void block(int top, int bottom, int left, int right) {
      boolean leave = leftInPlace(low ? n : right - left);
      for (int from = 0; from < k; from += depth) {
        int steps = Math.min(depth, k - from);
        Object a = packed;
        int ao = from * strips() * tall;
        if (!low && !leave) {
          a = kernels.scratch(1, Math.ceilDiv(bottom - top, tall) * tall * steps);
          ao = -top * steps;
          int row = top;
          if (x.rows == 1) {
            if (leftIsAway) {
              kernels.touch(x.storage, x.offset + top + from * x.columns, x.columns, steps, bottom - top);
            }
            int whole = (bottom - top) / tall;
            kernels.strips(x.storage, x.offset + top + from * x.columns, x.columns, a, 0, steps, tall, whole);
            row += whole * tall;
          }
          for (; row < bottom; row += tall) {
            packLeft(row, Math.min(tall, bottom - row), from, steps, a, ao + row * steps);
          }
        }
        for (int chunk = left; chunk < right; chunk += CHUNK * wide) {
          int end = Math.min(chunk + CHUNK * wide, right);
          Object b = packed;
          int bo = at(chunk, from);
          if (low && end > inPlace) {
            int begin = Math.max(chunk, inPlace);
            b = kernels.scratch(0, CHUNK * wide * steps);
            bo = (chunk - begin) * steps;
            packRight(begin, end, from, steps, b, 0);
          }
          for (int row = top; row < bottom; row += tall) {
            strip(row, Math.min(tall, bottom - row), chunk, end, from, steps, a, ao + row * steps, leave, b, bo);
          }
        }
      }
    }

    /// A row of tiles. The packed panels of columns from `left` on begin at `bo`, even if the first are read in place.
    private void strip(int top, int rows, int left, int right, int from, int steps,
        Object panel, int panelAt, boolean leave, Object b, int bo) {
      boolean isTall = rows > 6;
      int height = isTall ? 12 : 6;
      boolean byRow = leave && x.columns == 1;
      Object a = panel;
      int ao = panelAt;
      int as = height;
      if (leave) {
        a = x.storage;
        ao = x.offset + top * x.rows + from * x.columns;
        as = byRow ? x.rows : x.columns;
        if (byRow && leftIsAway) {
          kernels.touch(x.storage, ao, as, rows, steps);
        }
        if (rows < height) {
          a = kernels.scratch(2, 2 * 12 * wide + height * steps);
          ao = 2 * 12 * wide;
          as = height;
          byRow = false;
          packLeft(top, rows, from, steps, a, ao);
        }
      }
      for (int column = left; column < right; column += wide) {
        int columns = Math.min(wide, n - column);
        boolean isWide = columns > lanes;
        Loop.Tile tile = kernels.tile(TileForm.of(isTall, isWide, byRow));
        boolean stays = column < inPlace;
        Object r = stays ? y.storage : b;
        int ro = stays ? y.offset + from * y.rows + column : bo + (column - left) * steps;
        int rs = stays ? y.rows : wide;
        int to = zo + top * n + column;
        if (rows == height && columns == (isWide ? wide : lanes)) {
          tile.run(steps, a, ao, as, r, ro, rs, z, to, n, from > 0);
        } else {
          Object edge = kernels.scratch(2, 2 * 12 * wide + height * steps);
          tile.run(steps, a, ao, as, r, ro, rs, edge, 0, wide, false);
          kernels.put(edge, 0, wide, z, to, n, rows, columns, from > 0);
        }
      }
    }
  }
}
