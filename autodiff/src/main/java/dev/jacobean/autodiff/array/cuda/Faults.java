package dev.jacobean.autodiff.array.cuda;

import java.util.ArrayDeque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns the driver's numbers into exceptions, and remembers the one that no call survives.
///
/// The device runs behind the program: a kernel's fault is reported by some later call. So the names of the last
/// operations are kept, to be told with it; with the setting `jacobean.cuda.sync=true` each is waited for, and the last
/// name is the guilty one.
final class Faults {
  /// Statuses after which the context refuses every call (`cuda.h`: "the context cannot be used").
  private static final Set<Integer> FATAL = Set.of(214, 700, 702, 710, 714, 715, 716, 717, 718, 719, 999);

  /// Statuses that say that there is no device that could be used, or no driver that could.
  private static final Set<Integer> NOTHING = Set.of(3, 34, 36, 46, 100, 101, 802, 803, 804);

  private static final int REMEMBERED = 16;

  private static final ArrayDeque<String> LAST = new ArrayDeque<>();

  private static volatile @Nullable Cause cause;

  private Faults() {}

  /// What ended all work on the device.
  private record Cause(int status, String message) {}

  /// Notes what is about to be done.
  static void note(String operation) {
    if (LAST.size() == REMEMBERED) {
      LAST.removeFirst();
    }
    LAST.addLast(operation);
  }

  /// What is being done.
  static String operation() {
    String last = LAST.peekLast();
    return last == null ? "start" : last;
  }

  /// Throws again what ended all work on the device, if anything did.
  static void requireAlive() {
    Cause known = cause;
    if (known != null) {
      throw new CudaException.Lost(known.status(), known.message());
    }
  }

  /// @throws CudaException unless `status` is 0
  static void check(String function, int status) {
    if (status != 0) {
      throw failure(function, status);
    }
  }

  private static CudaException failure(String function, int status) {
    if (FATAL.contains(status)) {
      return lost(function, status);
    }
    String said = function + ": " + Driver.nameOf(status);
    if (NOTHING.contains(status)) {
      return new CudaException.Unavailable(said);
    }
    return status == Driver.OUT_OF_MEMORY ? new CudaException.OutOfMemory(status, said)
        : new CudaException(status, said + ", in " + operation());
  }

  private static CudaException lost(String function, int status) {
    String message = "the device is lost, and every array on it: " + function + ": " + Driver.nameOf(status)
        + "; the last operations were " + String.join(", ", LAST)
        + (Device.SYNCHRONOUS ? "" : "; to see which one failed, set jacobean.cuda.sync=true");
    cause = new Cause(status, message);
    return new CudaException.Lost(status, message);
  }

  static CudaException compilation(String function, int status, String what) {
    return FATAL.contains(status) ? lost(function, status)
        : new CudaException.Compilation(status, "%s: %s: %s".formatted(what, function, Driver.nameOf(status)));
  }

  static CudaException launch(int status, String kernel, int blocks, int threads) {
    return FATAL.contains(status) ? lost("cuLaunchKernel", status)
        : new CudaException.Launch(status, "kernel %s, %d blocks of %d threads: cuLaunchKernel: %s"
            .formatted(kernel, blocks, threads, Driver.nameOf(status)));
  }
}
