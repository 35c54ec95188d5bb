package dev.jacobean.autodiff.array.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The functions of the driver that are used, each with its status checked.
///
/// Names, arguments and numbers are those of `cuda.h`, version 13.0. Device addresses are numbers here, so that nobody
/// reads through one by mistake. One thread at a time: results are passed through one piece of memory.
final class Driver {
  /// The oldest version of CUDA that will do.
  static final int OLDEST = 12;

  static final int OUT_OF_MEMORY = 2;
  static final int MAJOR = 75;
  static final int MINOR = 76;

  private static final int BLOCKING_NEVER = 1;
  private static final int PORTABLE = 1;
  private static final int WITHOUT_TIME = 2;
  private static final int NAME_BYTES = 256;

  static final Library LIBRARY = Search.driver();

  private static final MethodHandle ERROR_NAME = LIBRARY.bind("cuGetErrorName", "IP");
  private static final MethodHandle ERROR_STRING = LIBRARY.bind("cuGetErrorString", "IP");
  private static final MethodHandle INIT = LIBRARY.bind("cuInit", "I");
  private static final MethodHandle VERSION = LIBRARY.bind("cuDriverGetVersion", "P");
  private static final MethodHandle COUNT = LIBRARY.bind("cuDeviceGetCount", "P");
  private static final MethodHandle GET = LIBRARY.bind("cuDeviceGet", "PI");
  private static final MethodHandle NAME = LIBRARY.bind("cuDeviceGetName", "PII");
  private static final MethodHandle ATTRIBUTE = LIBRARY.bind("cuDeviceGetAttribute", "PII");
  private static final MethodHandle TOTAL = LIBRARY.bind("cuDeviceTotalMem_v2", "PI");
  private static final MethodHandle RETAIN = LIBRARY.bind("cuDevicePrimaryCtxRetain", "PI");
  private static final MethodHandle SET_CURRENT = LIBRARY.bind("cuCtxSetCurrent", "P");
  private static final MethodHandle MEMORY = LIBRARY.bind("cuMemGetInfo_v2", "PP");
  private static final MethodHandle ALLOCATE = LIBRARY.bind("cuMemAlloc_v2", "PJ");
  private static final MethodHandle FREE = LIBRARY.bind("cuMemFree_v2", "J");
  private static final MethodHandle HOST = LIBRARY.bind("cuMemHostAlloc", "PJI");
  private static final MethodHandle UPLOAD = LIBRARY.bind("cuMemcpyHtoDAsync_v2", "JPJP");
  private static final MethodHandle DOWNLOAD = LIBRARY.bind("cuMemcpyDtoHAsync_v2", "PJJP");
  private static final MethodHandle COPY = LIBRARY.bind("cuMemcpyDtoDAsync_v2", "JJJP");
  private static final MethodHandle FILL = LIBRARY.bind("cuMemsetD8Async", "JBJP");
  private static final MethodHandle STREAM = LIBRARY.bind("cuStreamCreate", "PI");
  private static final MethodHandle FINISH = LIBRARY.bind("cuStreamSynchronize", "P");
  private static final MethodHandle EVENT = LIBRARY.bind("cuEventCreate", "PI");
  private static final MethodHandle RECORD = LIBRARY.bind("cuEventRecord", "PP");
  private static final MethodHandle WAIT = LIBRARY.bind("cuEventSynchronize", "P");
  private static final MethodHandle LOAD = LIBRARY.bind("cuModuleLoadData", "PP");
  private static final MethodHandle FUNCTION = LIBRARY.bind("cuModuleGetFunction", "PPP");
  private static final MethodHandle LAUNCH = LIBRARY.bind("cuLaunchKernel", "PIIIIIIIPPP");

  /// Where results arrive.
  private static final MemorySegment OUT = Arena.global().allocate(NAME_BYTES, Long.BYTES);

  private static final MemorySegment SECOND = OUT.asSlice(Long.BYTES);

  private Driver() {}

  // ---- what there is

  static void init() {
    try {
      Faults.check("cuInit", (int) INIT.invokeExact(0));
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  /// The newest CUDA that the driver serves: 13000 is 13.0.
  static int version() {
    try {
      Faults.check("cuDriverGetVersion", (int) VERSION.invokeExact(OUT));
      return OUT.get(JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static int count() {
    try {
      Faults.check("cuDeviceGetCount", (int) COUNT.invokeExact(OUT));
      return OUT.get(JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static int device(int ordinal) {
    try {
      Faults.check("cuDeviceGet", (int) GET.invokeExact(OUT, ordinal));
      return OUT.get(JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static String name(int device) {
    try {
      Faults.check("cuDeviceGetName", (int) NAME.invokeExact(OUT, NAME_BYTES, device));
      return OUT.getString(0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static int attribute(int attribute, int device) {
    try {
      Faults.check("cuDeviceGetAttribute", (int) ATTRIBUTE.invokeExact(OUT, attribute, device));
      return OUT.get(JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static long totalMemory(int device) {
    try {
      Faults.check("cuDeviceTotalMem", (int) TOTAL.invokeExact(OUT, device));
      return OUT.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  // ---- context and stream

  static MemorySegment retain(int device) {
    try {
      Faults.check("cuDevicePrimaryCtxRetain", (int) RETAIN.invokeExact(OUT, device));
      return OUT.get(ADDRESS, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  /// Contexts belong to threads of the operating system, and a virtual thread changes those: to be called again for
  /// each operation.
  static void setCurrent(MemorySegment context) {
    try {
      Faults.check("cuCtxSetCurrent", (int) SET_CURRENT.invokeExact(context));
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static MemorySegment stream() {
    try {
      Faults.check("cuStreamCreate", (int) STREAM.invokeExact(OUT, BLOCKING_NEVER));
      return OUT.get(ADDRESS, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static void finish(MemorySegment stream) {
    try {
      Faults.check("cuStreamSynchronize", (int) FINISH.invokeExact(stream));
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static MemorySegment event() {
    try {
      Faults.check("cuEventCreate", (int) EVENT.invokeExact(OUT, WITHOUT_TIME));
      return OUT.get(ADDRESS, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static void record(MemorySegment event, MemorySegment stream) {
    try {
      Faults.check("cuEventRecord", (int) RECORD.invokeExact(event, stream));
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static void await(MemorySegment event) {
    try {
      Faults.check("cuEventSynchronize", (int) WAIT.invokeExact(event));
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  // ---- memory

  /// Free bytes of the device.
  static long freeMemory() {
    try {
      Faults.check("cuMemGetInfo", (int) MEMORY.invokeExact(OUT, SECOND));
      return OUT.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  /// An address, or 0 if there is no room.
  static long allocate(long bytes) {
    try {
      int status = (int) ALLOCATE.invokeExact(OUT, bytes);
      if (status == OUT_OF_MEMORY) {
        return 0;
      }
      Faults.check("cuMemAlloc", status);
      return OUT.get(JAVA_LONG, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static void free(long address) {
    try {
      Faults.check("cuMemFree", (int) FREE.invokeExact(address));
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  /// Memory of this machine that the device copies from and to by itself.
  @SuppressWarnings("restricted") // the length is the one that was asked for
  static MemorySegment allocateHost(long bytes) {
    try {
      Faults.check("cuMemHostAlloc", (int) HOST.invokeExact(OUT, bytes, PORTABLE));
      return OUT.get(ADDRESS, 0).reinterpret(bytes);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static void upload(long to, MemorySegment from, long bytes, MemorySegment stream) {
    try {
      Faults.check("cuMemcpyHtoDAsync", (int) UPLOAD.invokeExact(to, from, bytes, stream));
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static void download(MemorySegment to, long from, long bytes, MemorySegment stream) {
    try {
      Faults.check("cuMemcpyDtoHAsync", (int) DOWNLOAD.invokeExact(to, from, bytes, stream));
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static void copy(long to, long from, long bytes, MemorySegment stream) {
    try {
      Faults.check("cuMemcpyDtoDAsync", (int) COPY.invokeExact(to, from, bytes, stream));
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static void fill(long address, byte value, long bytes, MemorySegment stream) {
    try {
      Faults.check("cuMemsetD8Async", (int) FILL.invokeExact(address, value, bytes, stream));
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  // ---- kernels

  /// A module from an image in memory: a cubin, or PTX that ends with a zero.
  static MemorySegment load(String source, MemorySegment image) {
    try {
      int status = (int) LOAD.invokeExact(OUT, image);
      if (status != 0) {
        throw Faults.compilation("cuModuleLoadData", status, source);
      }
      return OUT.get(ADDRESS, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  static MemorySegment function(MemorySegment module, String name) {
    try (Arena arena = Arena.ofConfined()) {
      int status = (int) FUNCTION.invokeExact(OUT, module, arena.allocateFrom(name));
      if (status != 0) {
        throw Faults.compilation("cuModuleGetFunction", status, name);
      }
      return OUT.get(ADDRESS, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  /// @param arguments an address for each argument of the kernel
  static void launch(String name, MemorySegment function, int blocks, int threads, MemorySegment stream,
      MemorySegment arguments) {
    try {
      int status = (int) LAUNCH.invokeExact(
          function, blocks, 1, 1, threads, 1, 1, 0, stream, arguments, MemorySegment.NULL);
      if (status != 0) {
        throw Faults.launch(status, name, blocks, threads);
      }
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  // ---- errors

  /// The driver's name for a status, with its words.
  static String nameOf(int status) {
    try {
      return text(ERROR_NAME, status) + " (" + status + ", " + text(ERROR_STRING, status) + ")";
    } catch (Throwable thrown) {
      return "status " + status;
    }
  }

  @SuppressWarnings("restricted") // a C string of the driver's own
  private static String text(MethodHandle handle, int status) throws Throwable {
    int found = (int) handle.invokeExact(status, OUT);
    return found == 0 ? OUT.get(ADDRESS, 0).reinterpret(Integer.MAX_VALUE).getString(0) : "unknown";
  }
}
