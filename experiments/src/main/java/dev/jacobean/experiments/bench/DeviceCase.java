package dev.jacobean.experiments.bench;

import dev.jacobean.autodiff.array.DType;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/// Something to be timed on a device, beside other libraries that know it by the same name.
///
/// @param name   what it is, with its size and element type: `product 4096 TF32`
/// @param kind   what its time is compared with
/// @param amount how much is done in one call, in the kind's unit a second; 0 where time itself is told
/// @param tf32   whether products may round their factors to 10 bits of fraction
/// @param setup  makes the arguments, and from them the work
public record DeviceCase(String name, Kind kind, double amount, boolean tf32, Supplier<Work> setup) {
  /// What a time is compared with, and told in.
  public enum Kind {
    /// Products of matrices: operations, a multiply-add being two.
    PRODUCT("TFLOP/s", 1e-12),
    /// A copy of numbers: bytes, each number read once and written once.
    COPY("GB/s", 1e-9),
    /// Passes over numbers: bytes, counted as for a copy.
    PASS("GB/s", 1e-9),
    /// A step of training.
    STEP("ms", 1e3),
    /// A step of a tangent model's training.
    LINEARISED("ms", 1e3),
    /// The call of one kernel.
    CALL("µs", 1e6);

    private final String unit;
    private final double factor;

    Kind(String unit, double factor) {
      this.unit = unit;
      this.factor = factor;
    }

    /// What [#rate] is told in.
    public String unit() {
      return unit;
    }

    /// What is done in a second if one call takes so long, or how long that is.
    ///
    /// @param amount  how much is done in one call; 0 for the time itself
    /// @param seconds a call
    public double rate(double amount, double seconds) {
      return (amount > 0 ? amount / seconds : seconds) * factor;
    }
  }

  /// What is done again and again, and how far the result is off.
  ///
  /// @param call  one call
  /// @param calls how many like calls that consists of
  /// @param error relative to the same in double precision, in the norm; nothing where that is not asked
  public record Work(Supplier<?> call, int calls, Supplier<OptionalDouble> error) {
    static Work of(Supplier<?> call) {
      return new Work(call, 1, OptionalDouble::empty);
    }
  }

  /// Seconds a call, the median of several batches of calls.
  public double seconds(BenchClock clock, Work work) {
    BenchCase one = new BenchCase(name, List.of(), "", DType.F32, 0, "", 0, work::call);
    return clock.inTurns(List.of(one)).getFirst().median() / work.calls();
  }
}
