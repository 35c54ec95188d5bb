package dev.jacobean.autodiff.array.cuda;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Shape;
import java.util.Arrays;
import java.util.Optional;

/// Products of matrices by cuBLAS.
///
/// cuBLAS stores matrices by columns. What is stored by rows is, read by columns, the transpose; and `(x·y)ᵀ = yᵀ·xᵀ`.
/// So the factors are exchanged, and no number is moved.
final class CudaMatmul {
  private final CudaBackend backend;

  CudaMatmul(CudaBackend backend) {
    this.backend = backend;
  }

  /// How a matrix lies in storage.
  ///
  /// @param byRows  whether the elements of a row lie one after another; else those of a column do
  /// @param leading how far apart rows, or columns, lie
  private record Lie(boolean byRows, int leading) {
    /// Nothing if neither is the case; strides along an axis of size 1 do not matter.
    static Optional<Lie> of(Array x) {
      int rows = x.shape().size(-2);
      int columns = x.shape().size(-1);
      int down = x.stride(x.shape().rank() - 2);
      int across = x.stride(x.shape().rank() - 1);
      int rowStep = rows == 1 ? columns : down;
      int columnStep = columns == 1 ? rows : across;
      if ((columns == 1 || across == 1) && rowStep >= columns) {
        return Optional.of(new Lie(true, rowStep));
      }
      return (rows == 1 || down == 1) && columnStep >= rows
          ? Optional.of(new Lie(false, columnStep)) : Optional.empty();
    }
  }

  /// `[…, m, k]` × `[…, k, n]` → `[…, m, n]`.
  Array multiply(Array x, Array y) {
    Shape shape = x.shape().dropLast(1).append(y.shape().size(-1));
    if (shape.size() == 0 || x.shape().size(-1) == 0) {
      return backend.zeros(shape);
    }
    Array left = readable(x);
    Array right = readable(y);
    Array product = backend.blank(shape);
    multiply(Layout.merge(Arrays.copyOf(shape.sizes(), shape.rank() - 2), new int[] {left.offset(), right.offset(), 0},
        new int[][] {Layout.strides(left), Layout.strides(right), Layout.rowMajor(shape)}), left, right, product);
    return product;
  }

  /// The array itself, if cuBLAS can read it.
  private Array readable(Array x) {
    int[] batch = Arrays.copyOf(Layout.strides(x), x.shape().rank() - 2);
    return Lie.of(x).isPresent() && Arrays.stream(batch).allMatch(stride -> stride >= 0) ? x : backend.copy(x);
  }

  /// Batches whose matrices lie evenly are one call; of others, each round of the outermost loop is.
  private void multiply(Layout layout, Array x, Array y, Array product) {
    if (layout.depth() > 1) {
      for (int i = 0; i < layout.sizes()[0]; i++) {
        multiply(layout.round(i), x, y, product);
      }
      return;
    }
    call(product.shape().size(-2), product.shape().size(-1), x.shape().size(-1), matrix(x, layout, 0),
        matrix(y, layout, 1), matrix(product, layout, 2), false, layout.sizes()[0]);
  }

  private Cublas.Matrix matrix(Array x, Layout layout, int view) {
    Lie lie = Lie.of(x).orElseThrow();
    long address = CudaBackend.address(x) + (long) layout.offsets()[view] * backend.dtype().bytes();
    return new Cublas.Matrix(address, !lie.byRows(), lie.leading(), layout.inner(view));
  }

  private void call(int m, int n, int k, Cublas.Matrix x, Cublas.Matrix y, Cublas.Matrix product, boolean add,
      int batch) {
    Device device = backend.device();
    long begin = System.nanoTime();
    Cublas.multiply(device.cublas(), backend.dtype(), Cuda.usesTf32(), n, m, k, y, x, product, add, batch);
    if (Device.SYNCHRONOUS) {
      device.took("product %d × %d × %d%s".formatted(m, k, n, batch > 1 ? ", " + batch + " times" : ""), begin);
    }
  }

  // ---- for convolutions

  /// A row-major matrix in storage, which may be meant transposed.
  ///
  /// @param columns of what is stored
  record Stored(long address, int columns, boolean transposed) {
    private Cublas.Matrix matrix() {
      return new Cublas.Matrix(address, transposed, columns, 0);
    }
  }

  /// `product = x·y`, or `product + x·y`, for an m × k and a k × n matrix.
  void multiply(int m, int n, int k, Stored x, Stored y, long product, boolean add) {
    call(m, n, k, x.matrix(), y.matrix(), new Cublas.Matrix(product, false, n, 0), add, 1);
  }
}
