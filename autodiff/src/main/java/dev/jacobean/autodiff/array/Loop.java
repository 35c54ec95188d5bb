package dev.jacobean.autodiff.array;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;

/// Loops that are written once and compiled once for each operation.
///
/// A loop class keeps its operation in a static final field. Loading the class anew for each operation, as a hidden
/// class that is handed its operation as class data, makes that field a constant for the just-in-time compiler, which
/// then drops the other operations from the loop, as if each had its own class.
final class Loop {
  private Loop() {}

  /// Over one argument: `y[yo + i] = f(x[xo + i])` for `i < n`.
  interface Map {
    void run(Object x, int xo, Object y, int yo, int n);
  }

  /// Over two arguments: `z[zo + i] = f(x[xo + i·xs], y[yo + i·ys])` for `i < n`; strides are 0 or 1.
  interface Zip {
    void run(Object x, int xo, int xs, Object y, int yo, int ys, Object z, int zo, int n);
  }

  /// Folds of rows and of columns.
  interface Reduce {
    /// `y[yo]` becomes the fold of `n` elements from `xo` on.
    void row(Object x, int xo, int n, Object y, int yo);

    /// Folds `rows` rows, `stride` apart, of `n` elements each, into `y[yo], …, y[yo + n - 1]`.
    void columns(Object x, int xo, int stride, int rows, Object y, int yo, int n);
  }

  /// A tile of a matrix product; see [TileForm].
  interface Tile {
    /// `z[zo + i·zs + j] (+)= Σ_p x[xo + i·1 + p·xs] · y[yo + p·ys + j]` (by row: `x[xo + i·xs + p·1]`), `p < k`.
    void run(int k, Object x, int xo, int xs, Object y, int yo, int ys, Object z, int zo, int zs, boolean add);
  }

  /// A tile of a convolution; see [StencilForm].
  interface Stencil {
    /// `z[zo + zAt[first + i] + j] (+)= Σ_r Σ_p x[xo + xAt[first + i] + r·xr + p] · y[yo + r·yr + p·width + j]`.
    ///
    /// Runs `r < runs`, steps `p < length`, rows `i < rows`, columns `j < width`, the form's rows and vectors. A packed
    /// form reads `x[xo + xAt[first] + r·xr + p·xs + i]` and `y[yo + r·yr + p·ys + j]`; others ignore `xs` and `ys`.
    void run(int runs, int length, Object x, int xo, int[] xAt, int xr, int xs, Object y, int yo, int yr, int ys,
        Object z, int zo, int[] zAt, int first, boolean add);
  }

  /// The transforms of a [WinogradConvolution]. A tile of pixels becomes (size + 2)² parts.
  interface Winograd {
    /// Rows and columns of the result that one tile gives.
    int size();

    /// A kernel of nine taps, `tap` apart, becomes parts, `part` apart, for `n` pairs of channels: whole vectors.
    void kernel(Object k, int ko, int tap, Object u, int uo, int part, int n);

    /// Along the rows: `size + 2` rows of `n` numbers become as many, `ys` apart. `n` is at least a vector.
    void rows(Object[] x, int[] xo, Object y, int yo, int ys, int n);

    /// Along the columns, after [#rows]: rows that are `xs` apart become parts, `part` apart, of tiles, `vs` apart.
    /// Writes whole vectors: up to one beyond the channels.
    void columns(Object x, int xo, int xs, int channels, int tiles, Object v, int vo, int part, int vs);

    /// Parts of tiles that are `ms` apart become `size` rows of `n` channels, whole vectors. False if one of these
    /// numbers is not finite.
    boolean result(Object m, int mo, int part, int ms, Object y, int yo, int row, int column, int tiles, int n);
  }

  /// The transforms of a [WinogradAdjoint], for tiles of 4 × 4 pixels and 36 parts.
  interface WinogradAdjoint {
    /// Along the rows: 4 rows of `n` numbers of the cotangent become 6, `ys` apart. `n` is at least a vector.
    void rows(Object[] c, int[] co, Object y, int yo, int ys, int n);

    /// Along the columns, after [#rows]; as [Winograd#columns].
    void columns(Object x, int xo, int xs, int channels, int tiles, Object v, int vo, int part, int vs);

    /// 36 parts become nine taps for `n` pairs of channels, at least a vector. False if one of them is not finite.
    boolean result(Object m, int mo, int part, Object k, int ko, int tap, int n);
  }

  /// The operation that the loading of a hidden class was for.
  static <E> E operation(MethodHandles.Lookup hidden, Class<E> type) {
    try {
      return MethodHandles.classData(hidden, ConstantDescs.DEFAULT_NAME, type);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Loads a loop class once more, for one operation.
  static <L> L load(Class<L> kind, Class<? extends L> text, Enum<?> operation) {
    String file = text.getSimpleName() + ".class";
    try (InputStream bytes = text.getResourceAsStream(file)) {
      if (bytes == null) {
        throw new IllegalStateException(file + " is not beside its package");
      }
      Object loop = MethodHandles.lookup()
          .defineHiddenClassWithClassData(bytes.readAllBytes(), operation, true)
          .lookupClass()
          .getDeclaredConstructor()
          .newInstance();
      return kind.cast(loop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
