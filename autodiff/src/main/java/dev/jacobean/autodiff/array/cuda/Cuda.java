package dev.jacobean.autodiff.array.cuda;

import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The backend on an NVIDIA graphics processor: whether it can be used, and the two of them.
///
/// Optional, and never chosen by `auto`: sums have another order than on the processor, hence other last digits. Needed
/// are Linux on x86-64, a driver for CUDA 12 or later, and cuBLAS and NVRTC of a version that it serves. The first call
/// of any method here looks for them; native code is called, so Java must be started with
/// `--enable-native-access=dev.jacobean.autodiff` (or `ALL-UNNAMED`).
///
/// | system property | environment | meaning |
/// |---|---|---|
/// | `jacobean.cuda.path` | `JACOBEAN_CUDA_PATH` | folders to look in first, with `:` between them |
/// | `jacobean.cuda.driver`, `.cublas`, `.nvrtc` | `JACOBEAN_CUDA_DRIVER`, … | one library's file |
/// | `jacobean.cuda.device` | `JACOBEAN_CUDA_DEVICE` | the number of the device, from 0 |
/// | `jacobean.cuda.memory` | `JACOBEAN_CUDA_MEMORY` | bytes that arrays may hold; 90 % of what is free unless told |
/// | `jacobean.cuda.cache` | `JACOBEAN_CUDA_CACHE` | the folder of compiled kernels |
/// | `jacobean.cuda.sync` | `JACOBEAN_CUDA_SYNC` | `true`: wait for each operation, to find a faulty one |
public final class Cuda {
  /// Compute capability 7.5, the oldest that the compilers of CUDA 13 know.
  private static final int OLDEST_DEVICE = 75;

  private static volatile boolean tf32;

  private Cuda() {}

  /// What was found when it was first asked for.
  private static final class Survey {
    static final Availability AVAILABILITY = look();
  }

  /// Loaded only when asked for.
  private static final class Pair {
    static final CudaBackend F32 = new CudaBackend(DType.F32, Device.get());
    static final CudaBackend F64 = new CudaBackend(DType.F64, Device.get());
  }

  /// {@return whether the backend can be used here} Looks for the libraries and asks the driver; opens nothing on the
  /// device, and throws nothing.
  public static Availability availability() {
    return Survey.AVAILABILITY;
  }

  /// {@return the backend}
  ///
  /// @param dtype the element type
  /// @throws CudaException.Unavailable with the sentence of [#availability] if it cannot be used
  /// @throws CudaException.OutOfMemory if another process holds the device's memory
  public static Backend backend(DType dtype) {
    Device.get(); // may throw, which the initialiser below must not
    return dtype == DType.F32 ? Pair.F32 : Pair.F64;
  }

  /// Lets products of `F32` matrices, and convolutions, round their factors to 10 bits of fraction (TF32): several
  /// times faster, relative errors near 1e-3 instead of 1e-7. Off unless asked for.
  ///
  /// @param allowed whether they may, from now on
  public static void useTf32(boolean allowed) {
    tf32 = allowed;
  }

  /// {@return whether [#useTf32] is on}
  public static boolean usesTf32() {
    return tf32;
  }

  /// {@return how much of the device's memory is held}
  ///
  /// @throws CudaException.Unavailable if there is no device
  public static MemoryUse memory() {
    return Device.get().memoryUse();
  }

  /// Waits until the device has done all that it was asked to. Reading numbers waits by itself; this is for clocks.
  ///
  /// @throws CudaException if an operation failed since its call
  public static void finish() {
    Device device = Device.get();
    device.within("finish", () -> {
      device.finish();
      return device;
    });
  }

  /// {@return what took how long on the device since this was last asked, the longest first} Only where each call is
  /// waited for: with the setting `jacobean.cuda.sync`; otherwise there is nothing.
  ///
  /// @throws CudaException.Unavailable if there is no device
  public static List<Spent> spent() {
    List<Spent> all = Device.get().spent();
    all.sort(Comparator.comparingDouble(Spent::seconds).reversed());
    return List.copyOf(all);
  }

  /// {@return whether each call is waited for, as the setting `jacobean.cuda.sync` asks}
  public static boolean isSynchronous() {
    return Device.SYNCHRONOUS;
  }

  // ---- what there is

  private static Availability look() {
    List<String> tried = new ArrayList<>();
    try {
      return new Availability(true, survey(tried), tried);
    } catch (CudaException e) {
      return new Availability(false, String.valueOf(e.getMessage()), tried);
    }
  }

  private static String survey(List<String> tried) {
    require(Driver.LIBRARY, tried);
    Driver.init();
    int version = Driver.version();
    if (version / 1000 < Driver.OLDEST) {
      throw new CudaException.Unavailable("the NVIDIA driver serves CUDA %s; %d.0 or later is needed, update the driver"
          .formatted(text(version), Driver.OLDEST));
    }
    int count = Driver.count();
    if (ordinal() >= count) {
      throw new CudaException.Unavailable(count == 0 ? "the NVIDIA driver sees no device"
          : "%s is %d; the driver sees %d, so it must be below"
              .formatted(Settings.property("device"), ordinal(), count));
    }
    int device = Driver.device(ordinal());
    if (capability(device) < OLDEST_DEVICE) {
      throw new CudaException.Unavailable("%s has compute capability %.1f; 7.5 or later is needed"
          .formatted(Driver.name(device), capability(device) / 10.0));
    }
    require(Cublas.LIBRARY, tried);
    requireServed("cuBLAS", Cublas.version(), Cublas.LIBRARY, version);
    require(Nvrtc.LIBRARY, tried);
    requireServed("NVRTC", Nvrtc.version(), Nvrtc.LIBRARY, version);
    return String.format(Locale.ROOT,
        "%s, %.1f GiB, compute capability %.1f; driver for CUDA %s, cuBLAS %s (%s), NVRTC %s (%s)",
        Driver.name(device), Driver.totalMemory(device) / 0x1p30, capability(device) / 10.0, text(version),
        Cublas.version(), Cublas.LIBRARY.place(), Nvrtc.version(), Nvrtc.LIBRARY.place());
  }

  private static void require(Library library, List<String> tried) {
    tried.addAll(library.tried());
    Optional<String> complaint = library.complaint();
    if (complaint.isPresent()) {
      throw new CudaException.Unavailable(complaint.get());
    }
  }

  /// A library that was named in a setting, or calls itself by another's name, may be of any version.
  private static void requireServed(String label, String found, Library library, int driver) {
    int major = Integer.parseInt(found.substring(0, found.indexOf('.')));
    if (major > driver / 1000) {
      throw new CudaException.Unavailable("%s %s (%s) is newer than the driver, which serves CUDA %s; install %s %d or"
          .formatted(label, found, library.place(), text(driver), label, driver / 1000) + " update the driver");
    }
    if (major < Driver.OLDEST) {
      throw new CudaException.Unavailable("%s %s (%s) is too old; %d.0 or later is needed"
          .formatted(label, found, library.place(), Driver.OLDEST));
    }
  }

  /// 13000 is 13.0.
  private static String text(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }

  /// The newest version of CUDA that the driver serves; the oldest that will do where there is no driver.
  static int major() {
    if (Driver.LIBRARY.complaint().isPresent()) {
      return NEWEST;
    }
    return Driver.version() / 1000;
  }

  /// Where there is no driver, NVRTC is looked for all the same (it needs none): from this version down.
  private static final int NEWEST = 13;

  static int ordinal() {
    return (int) Math.min(Settings.number("device", 0), Integer.MAX_VALUE);
  }

  static int capability(int device) {
    return Driver.attribute(Driver.MAJOR, device) * 10 + Driver.attribute(Driver.MINOR, device);
  }
}
