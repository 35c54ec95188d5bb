package dev.jacobean.autodiff.array;

/// The loops of one element type, over storage that is `float[]` or `double[]`.
interface Kernels {
  Object allocate(int size);

  Loop.Map map(Unary f);

  Loop.Zip zip(Binary f);

  Loop.Reduce reduce(Fold fold);

  /// `y[yo + i·ys] = x[xo + i·xs]` for `i < n`.
  void copy(Object x, int xo, int xs, Object y, int yo, int ys, int n);

  /// `y[yo + i·yi + j·yj] = x[xo + i·xi + j·xj]` for `i < n`, `j < m`, in blocks that stay in the cache.
  void copy(Object x, int xo, int xi, int xj, Object y, int yo, int yi, int yj, int n, int m);

  /// `y[yo + i] += x[xo + i]` for `i < n`.
  void add(Object x, int xo, Object y, int yo, int n);

  /// `z[zo + i] = c[co + i] ≠ 0 ? x[xo + i] : y[yo + i]` for `i < n`.
  void select(Object c, int co, Object x, int xo, Object y, int yo, Object z, int zo, int n);

  /// The first `i < n` with the largest `x[xo + i·xs]`, a NaN being largest.
  int argmax(Object x, int xo, int xs, int n);
}
