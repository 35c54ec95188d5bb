package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import java.util.List;

/// Where a law is asked: on which loops, and in which precision.
///
/// Asking for the SIMD loops throws where their module is missing: those rows fail then, they are never left out.
enum Setting {
  REFERENCE_F64,
  REFERENCE_F32,
  VECTOR_F64,
  VECTOR_F32,
  CUDA_F64,
  CUDA_F32;

  /// Those that every machine has.
  static final List<Setting> PROCESSOR = List.of(REFERENCE_F64, REFERENCE_F32, VECTOR_F64, VECTOR_F32);

  /// Those that take a device, or what plays it: for tests tagged `gpu`.
  static final List<Setting> DEVICE = List.of(CUDA_F64, CUDA_F32);

  /// Where differences are taken and other settings are measured against.
  static final Backend EXACT = Backends.reference(DType.F64);

  Backend backend() {
    return switch (this) {
      case REFERENCE_F64 -> Backends.reference(DType.F64);
      case REFERENCE_F32 -> Backends.reference(DType.F32);
      case VECTOR_F64 -> Backends.vector(DType.F64);
      case VECTOR_F32 -> Backends.vector(DType.F32);
      case CUDA_F64 -> Backends.cuda(DType.F64);
      case CUDA_F32 -> Backends.cuda(DType.F32);
    };
  }

  boolean isDouble() {
    return backend().dtype() == DType.F64;
  }
}
