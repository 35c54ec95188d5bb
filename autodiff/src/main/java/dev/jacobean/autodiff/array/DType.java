package dev.jacobean.autodiff.array;

/// The element types: IEEE 754 binary32 and binary64.
public enum DType {
  /// Single precision, 4 bytes: what networks train in.
  F32(Float.BYTES),
  /// Double precision, 8 bytes: what theorems are checked in.
  F64(Double.BYTES);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /// {@return how many bytes an element takes}
  public int bytes() {
    return bytes;
  }

  /// {@return the distance from 1 to the next number}
  public double rounding() {
    return this == F32 ? Math.ulp(1f) : Math.ulp(1d);
  }

  /// {@return the nearest value that this type can hold}
  /// @param value NaN and the infinities stay what they are
  public double round(double value) {
    return this == F32 ? (float) value : value;
  }
}
