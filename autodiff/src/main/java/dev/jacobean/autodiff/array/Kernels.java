package dev.jacobean.autodiff.array;

/// The loops of one element type, over storage that is `float[]` or `double[]`.
interface Kernels {
  /// Storage for a result, all zero.
  Object allocate(int size);

  /// Storage for a result that will be written wholly; what it holds is of no account.
  Object blank(int size);

  Loop.Map map(Unary f);

  Loop.Zip zip(Binary f);

  Loop.Reduce reduce(Fold fold);

  Loop.Tile tile(TileForm form);

  Loop.Stencil stencil(StencilForm form);

  /// For tiles of 2 × 2 pixels.
  Loop.Winograd pairs();

  /// For tiles of 4 × 4 pixels.
  Loop.Winograd fours();

  /// For tiles of 4 × 4 pixels of the cotangent.
  Loop.WinogradAdjoint foursAdjoint();

  /// Numbers in one vector.
  int lanes();

  /// This thread's working memory for packing, of at least this size; what it holds is of no account.
  ///
  /// @param slot 0, 1, 2 or 3: four independent ones
  Object scratch(int slot, int size);

  /// `y[yo + i·ys + j] = x[xo + i·xs + j]`, or `+=` if `add`, for `i < rows`, `j < n`: part of a tile, at most two vectors
  /// wide.
  void put(Object x, int xo, int xs, Object y, int yo, int ys, int rows, int n, boolean add);

  /// `y[yo + i] = Σ_p x[xo + i·xs + p] · v[vo + p]` for `i < n`, `p < k`: products of rows with a vector.
  void dots(Object x, int xo, int xs, Object v, int vo, Object y, int yo, int n, int k);

  /// `y[yo + i] = Σ_p x[xo + i + p·xs] · v[vo + p]` for `i < n`, `p < k`: a sum of rows with factors; `y` was zero.
  void sums(Object x, int xo, int xs, Object v, int vo, Object y, int yo, int n, int k);

  /// `y[yo + i·ys] = x[xo + i·xs]` for `i < n`.
  void copy(Object x, int xo, int xs, Object y, int yo, int ys, int n);

  /// `y[yo + i·yi + j·yj] = x[xo + i·xi + j·xj]` for `i < n`, `j < m`, in blocks that stay in the cache.
  void copy(Object x, int xo, int xi, int xj, Object y, int yo, int yi, int yj, int n, int m);

  /// `y[yo + i] = 0` for `i < n`.
  void clear(Object y, int yo, int n);

  /// `y[yo + i·ys + j] = x[xo + i·xs + j]` for `i < n`, `j < width`: rows of neighbours.
  void rows(Object x, int xo, int xs, Object y, int yo, int ys, int n, int width);

  /// As [#rows], one whole vector of each row: quicker, where what a row spills is written over.
  void vectors(Object x, int xo, int xs, Object y, int yo, int ys, int n);

  /// Reads `x[xo + i·xs + p]` for `i < rows`, `p < n`, to no effect but that they are in a cache: many requests to memory
  /// are under way at a time, where a loop that has work to do for each number makes few. Java knows no prefetching.
  void touch(Object x, int xo, int xs, int rows, int n);

  /// `y[yo + p·ys + i] = x[xo + i·xs + p]` for `i < rows`, `p < k`: rows of numbers become columns.
  void transpose(Object x, int xo, int xs, Object y, int yo, int ys, int rows, int k);

  /// `y[yo + (i·k + p)·w + j] = x[xo + p·xs + i·w + j]` for `i < panels`, `p < k`, `j < w`, `w` being two vectors: rows are
  /// cut into panels.
  void panels(Object x, int xo, int xs, Object y, int yo, int k, int panels);

  /// `y[yo + (i·k + p)·h + j] = x[xo + p·xs + i·h + j]` for `i < strips`, `p < k`, `j < h`, the height: as [#panels].
  void strips(Object x, int xo, int xs, Object y, int yo, int k, int height, int strips);

  /// Whether all `x[xo + i]` are finite, for `i < n`.
  boolean isFinite(Object x, int xo, int n);

  /// `y[yo + i] += x[xo + i]` for `i < n`.
  void add(Object x, int xo, Object y, int yo, int n);

  /// `z[zo + i] = x[xo + i] + factor·y[yo + i]` for `i < n`, the product rounded first.
  void addTimes(Object x, int xo, double factor, Object y, int yo, Object z, int zo, int n);

  /// `y[at + i] = x[xo + i] + a·v[vo + i]` and `z[at + i] = w[wo + i] + b·y[at + i]` for `i < n`, products rounded first.
  void addTimesTwice(Object x, int xo, double a, Object v, int vo, double b, Object w, int wo, Object y, Object z, int at,
      int n);

  /// `z[zo + i] = c[co + i] ≠ 0 ? x[xo + i·xs] : y[yo + i·ys]` for `i < n`; `xs` and `ys` are 0 or 1, and not both 0.
  void select(Object c, int co, Object x, int xo, int xs, Object y, int yo, int ys, Object z, int zo, int n);

  /// `z[zo + i] = g[go + i] > 0 ? x[xo + i] + y[yo + i] : 0` for `i < n`.
  void gateOfSum(Object x, int xo, Object y, int yo, Object g, int go, Object z, int zo, int n);

  /// The first `i < n` with the largest `x[xo + i·xs]`, a NaN being largest.
  int argmax(Object x, int xo, int xs, int n);

  /// Notes in `places` that no place is the largest yet.
  void prepareLargest(Object places);

  /// Where `x[xo + i]` is larger than `best[at + i]`, or the first, it becomes that, and `places[at + i]` this place.
  void keepLargest(Object x, int xo, int place, Object best, Object places, int at, int n);

  /// `y[yo + i] = x[xo + i]` where `places[po + i]` is this place.
  void pick(Object x, int xo, Object places, int po, int place, Object y, int yo, int n);

  /// `y[yo + i] += x[xo + i]` where `places[po + i]` is this place.
  void addPicked(Object x, int xo, Object places, int po, int place, Object y, int yo, int n);
}
