package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.cuda.Cuda;
import dev.jacobean.autodiff.array.cuda.Spent;
import dev.jacobean.experiments.bench.DeviceCase;
import dev.jacobean.experiments.bench.DeviceCases;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/// What takes how long in a step of training on a device, kernel by kernel, where each call is waited for.
///
/// The waiting counts, some microseconds a call: the sum is more than a step takes, and what is short is shorter.
final class DeviceProfile {
  private static final Set<DeviceCase.Kind> STEPS = Set.of(DeviceCase.Kind.STEP, DeviceCase.Kind.LINEARISED);

  private final int warm;
  private final int steps;
  private final boolean small;

  /// @param small a thousandth of the work, and one step
  DeviceProfile(boolean small) {
    this.small = small;
    this.warm = small ? 1 : 5;
    this.steps = small ? 1 : 10;
  }

  void run(Consumer<String> say) {
    DeviceCases.all(small).stream().filter(one -> STEPS.contains(one.kind())).forEach(one -> {
      Cuda.useTf32(one.tf32());
      try {
        profile(one, say);
      } finally {
        Cuda.useTf32(false);
      }
    });
  }

  private void profile(DeviceCase one, Consumer<String> say) {
    DeviceCase.Work work = one.setup().get();
    call(work, warm);
    Cuda.spent();
    call(work, steps);
    List<Spent> spent = Cuda.spent();
    double all = spent.stream().mapToDouble(Spent::seconds).sum();
    long calls = spent.stream().mapToLong(Spent::calls).sum();
    say.accept(String.format(Locale.ROOT, "%s: %.3f ms a step in %d calls, each waited for", one.name(), 1e3 * all / steps,
        calls / steps));
    spent.forEach(line -> say.accept(String.format(Locale.ROOT, "%9.1f µs %5.1f %% %4d × %s", 1e6 * line.seconds() / steps,
        100 * line.seconds() / all, line.calls() / steps, line.what())));
  }

  private static void call(DeviceCase.Work work, int times) {
    for (int i = 0; i < times; i++) {
      var _ = work.call().get();
    }
    Cuda.finish();
  }
}
