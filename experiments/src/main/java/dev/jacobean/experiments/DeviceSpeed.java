package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.cuda.Cuda;
import dev.jacobean.autodiff.array.cuda.CudaException;
import dev.jacobean.experiments.bench.BenchClock;
import dev.jacobean.experiments.bench.DeviceCase;
import dev.jacobean.experiments.bench.DeviceCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/// What a device does in a second: products, passes over memory, steps of training, and calls.
final class DeviceSpeed {
  /// This library's name in a table of several.
  static final String LIBRARY = "jacobean";

  private final boolean small;
  private final Consumer<String> out;

  /// @param small a thousandth of the work: whether it runs, not how fast
  DeviceSpeed(boolean small, Consumer<String> out) {
    this.small = small;
    this.out = out;
  }

  /// Measures, and says each row when it is there.
  List<DeviceLine> measure() {
    BenchClock clock = small ? new BenchClock(0.01, 1, 0.01, 0.01) : new BenchClock(0.3, 7, 0.05, 0.5);
    List<DeviceLine> lines = new ArrayList<>();
    for (DeviceCase one : DeviceCases.all(small)) {
      Cuda.useTf32(one.tf32());
      try {
        lines.add(measured(one, clock));
      } catch (CudaException e) { // the next has its turn all the same
        out.accept(one.name() + ": " + e.getMessage());
      } finally {
        Cuda.useTf32(false);
      }
    }
    return lines;
  }

  private DeviceLine measured(DeviceCase one, BenchClock clock) {
    DeviceCase.Work work = one.setup().get();
    OptionalDouble error = work.error().get();
    double seconds = one.seconds(clock, work);
    out.accept(String.format(Locale.ROOT, "%-34s %10.2f %s", one.name(), one.kind().rate(one.amount(), seconds),
        one.kind().unit()));
    return new DeviceLine(LIBRARY, one.name(), seconds * 1e3, error.isPresent() ? error.getAsDouble() : null);
  }
}
