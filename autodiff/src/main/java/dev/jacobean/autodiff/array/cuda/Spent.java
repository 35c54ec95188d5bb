package dev.jacobean.autodiff.array.cuda;

/// The time that a kernel, or products of one size, took on the device, waiting for each included.
///
/// @param what    the kernel's name, or `product` and the sizes
/// @param calls   how often it was called
/// @param seconds for all calls
public record Spent(String what, long calls, double seconds) {
  Spent plus(Spent other) {
    return new Spent(what, calls + other.calls, seconds + other.seconds);
  }
}
