package dev.jacobean.autodiff.array.cuda;

/// How much of the device's memory this process holds, in bytes.
///
/// @param live   in arrays that may still be read
/// @param cached held back for the next arrays
/// @param peak   the most that was ever live
/// @param budget the most that may be held
public record MemoryUse(long live, long cached, long peak, long budget) {}
