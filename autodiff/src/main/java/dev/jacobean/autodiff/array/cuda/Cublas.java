package dev.jacobean.autodiff.array.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.jacobean.autodiff.array.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The functions of cuBLAS that are used, each with its status checked.
///
/// Names, arguments and numbers are those of `cublas_api.h` and `library_types.h`, version 13.1. Matrices are stored by
/// columns here; who has them by rows exchanges the factors. One thread at a time.
final class Cublas {
  private static final int REAL_32 = 0;
  private static final int REAL_64 = 1;
  private static final int COMPUTE_32 = 68;
  private static final int COMPUTE_TF32 = 77;
  private static final int COMPUTE_64 = 70;
  private static final int ANY_ALGORITHM = -1;
  private static final int ALLOC_FAILED = 3;
  private static final int MAJOR = 0;
  private static final int MINOR = 1;

  static final Library LIBRARY = Search.cublas(Cuda.major());

  private static final MethodHandle STATUS_NAME = LIBRARY.bindText("cublasGetStatusName", "I");
  private static final MethodHandle PROPERTY = LIBRARY.bind("cublasGetProperty", "IP");
  private static final MethodHandle CREATE = LIBRARY.bind("cublasCreate_v2", "P");
  private static final MethodHandle SET_STREAM = LIBRARY.bind("cublasSetStream_v2", "PP");
  private static final MethodHandle SET_WORKSPACE = LIBRARY.bind("cublasSetWorkspace_v2", "PJJ");
  private static final MethodHandle PRODUCT = LIBRARY.bind("cublasGemmEx", "PIIIIIPJIIJIIPJIIII");
  private static final MethodHandle PRODUCTS =
      LIBRARY.bind("cublasGemmStridedBatchedEx", "PIIIIIPJIIJJIIJPJIIJIII");

  /// Where results arrive.
  private static final MemorySegment OUT = Arena.global().allocate(ADDRESS);

  /// 1, for the product, and 0 or 1, for what was there before.
  private static final MemorySegment ALPHA = Arena.global().allocate(JAVA_DOUBLE);

  private static final MemorySegment BETA = Arena.global().allocate(JAVA_DOUBLE);

  private Cublas() {}

  static String version() {
    return property(MAJOR) + "." + property(MINOR);
  }

  private static int property(int which) {
    try {
      check("cublasGetProperty", (int) PROPERTY.invokeExact(which, OUT));
      return OUT.get(JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static MemorySegment create() {
    try {
      check("cublasCreate", (int) CREATE.invokeExact(OUT));
      return OUT.get(ADDRESS, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  /// Lets it work on a stream and in memory of ours: then its results do not depend on what runs beside it. In this
  /// order, for another stream makes it forget the memory.
  static void use(MemorySegment handle, MemorySegment stream, long workspace, long bytes) {
    try {
      check("cublasSetStream", (int) SET_STREAM.invokeExact(handle, stream));
      check("cublasSetWorkspace", (int) SET_WORKSPACE.invokeExact(handle, workspace, bytes));
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  /// One factor, or the result, of a batch of products: matrices stored by columns.
  ///
  /// @param address    of the first element
  /// @param transposed whether the transpose is meant
  /// @param leading    how far columns lie apart, in elements
  /// @param stride     how far matrices lie apart, in elements
  record Matrix(long address, boolean transposed, int leading, long stride) {}

  /// `c = a·b`, or `c + a·b`, for each of a batch: `a` is m × k, `b` is k × n.
  ///
  /// @param tf32 whether factors may be rounded to 10 bits of fraction
  static void multiply(MemorySegment handle, DType dtype, boolean tf32, int m, int n, int k, Matrix a, Matrix b,
      Matrix c, boolean add, int batch) {
    int type = dtype == DType.F32 ? REAL_32 : REAL_64;
    int compute = dtype == DType.F64 ? COMPUTE_64 : tf32 ? COMPUTE_TF32 : COMPUTE_32;
    set(dtype, ALPHA, 1);
    set(dtype, BETA, add ? 1 : 0);
    try {
      if (batch == 1) {
        check("cublasGemmEx", (int) PRODUCT.invokeExact(handle, a.transposed() ? 1 : 0, b.transposed() ? 1 : 0, m, n, k,
            ALPHA, a.address(), type, a.leading(), b.address(), type, b.leading(), BETA, c.address(), type, c.leading(),
            compute, ANY_ALGORITHM));
        return;
      }
      check("cublasGemmStridedBatchedEx", (int) PRODUCTS.invokeExact(handle, a.transposed() ? 1 : 0,
          b.transposed() ? 1 : 0, m, n, k, ALPHA, a.address(), type, a.leading(), a.stride(), b.address(), type,
          b.leading(), b.stride(), BETA, c.address(), type, c.leading(), c.stride(), batch, compute, ANY_ALGORITHM));
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  private static void set(DType dtype, MemorySegment factor, int value) {
    if (dtype == DType.F32) {
      factor.set(JAVA_FLOAT, 0, value);
    } else {
      factor.set(JAVA_DOUBLE, 0, value);
    }
  }

  private static void check(String function, int status) throws Throwable {
    if (status != 0) {
      String said = "%s: %s (%d), in %s".formatted(
          function, ((MemorySegment) STATUS_NAME.invokeExact(status)).getString(0), status, Faults.operation());
      throw status == ALLOC_FAILED ? new CudaException.OutOfMemory(status, said) : new CudaException(status, said);
    }
  }
}
