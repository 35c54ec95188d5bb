package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;

/// Where a law is asked: on which loops, and in which precision.
///
/// Asking for the SIMD loops throws where their module is missing: those rows fail then, they are never left out.
enum Setting {
  REFERENCE_F64,
  REFERENCE_F32,
  VECTOR_F64,
  VECTOR_F32;

  /// Where differences are taken and other settings are measured against.
  static final Backend EXACT = Backends.reference(DType.F64);

  Backend backend() {
    return switch (this) {
      case REFERENCE_F64 -> Backends.reference(DType.F64);
      case REFERENCE_F32 -> Backends.reference(DType.F32);
      case VECTOR_F64 -> Backends.vector(DType.F64);
      case VECTOR_F32 -> Backends.vector(DType.F32);
    };
  }

  boolean isDouble() {
    return backend().dtype() == DType.F64;
  }
}
