package dev.jacobean.autodiff.array.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// NVIDIA's compiler as a library: the functions that are used, each with its status checked.
///
/// Names and arguments are those of `nvrtc.h`, version 13.0. It needs no device. One thread at a time.
final class Nvrtc {
  static final Library LIBRARY = Search.nvrtc(Cuda.major());

  private static final MethodHandle ERROR_STRING = LIBRARY.bindText("nvrtcGetErrorString", "I");
  private static final MethodHandle VERSION = LIBRARY.bind("nvrtcVersion", "PP");
  private static final MethodHandle COUNT = LIBRARY.bind("nvrtcGetNumSupportedArchs", "P");
  private static final MethodHandle SUPPORTED = LIBRARY.bind("nvrtcGetSupportedArchs", "P");
  private static final MethodHandle CREATE = LIBRARY.bind("nvrtcCreateProgram", "PPPIPP");
  private static final MethodHandle COMPILE = LIBRARY.bind("nvrtcCompileProgram", "PIP");
  private static final MethodHandle DESTROY = LIBRARY.bind("nvrtcDestroyProgram", "P");
  private static final MethodHandle LOG_SIZE = LIBRARY.bind("nvrtcGetProgramLogSize", "PP");
  private static final MethodHandle LOG = LIBRARY.bind("nvrtcGetProgramLog", "PP");
  private static final MethodHandle CUBIN_SIZE = LIBRARY.bind("nvrtcGetCUBINSize", "PP");
  private static final MethodHandle CUBIN = LIBRARY.bind("nvrtcGetCUBIN", "PP");
  private static final MethodHandle PTX_SIZE = LIBRARY.bind("nvrtcGetPTXSize", "PP");
  private static final MethodHandle PTX = LIBRARY.bind("nvrtcGetPTX", "PP");

  /// Where results arrive.
  private static final MemorySegment OUT = Arena.global().allocate(ADDRESS);

  private static final MemorySegment SECOND = Arena.global().allocate(ADDRESS);

  private Nvrtc() {}

  /// What a compilation gave.
  ///
  /// @param image what the driver loads
  /// @param log   what the compiler said
  record Compiled(byte[] image, String log) {}

  static String version() {
    try {
      check("nvrtcVersion", (int) VERSION.invokeExact(OUT, SECOND));
      return OUT.get(JAVA_INT, 0) + "." + SECOND.get(JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  /// The generations of devices that it makes machine code for: 90 is compute capability 9.0.
  static int[] architectures() {
    try (Arena arena = Arena.ofConfined()) {
      check("nvrtcGetNumSupportedArchs", (int) COUNT.invokeExact(OUT));
      MemorySegment numbers = arena.allocate(JAVA_INT, OUT.get(JAVA_INT, 0));
      check("nvrtcGetSupportedArchs", (int) SUPPORTED.invokeExact(numbers));
      return numbers.toArray(JAVA_INT);
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  /// Machine code (for options that name an `sm_` architecture) or PTX (for a `compute_` one).
  ///
  /// @throws CudaException.Compilation with the compiler's words
  static Compiled compile(String name, String source, List<String> options, boolean machineCode) {
    try (Arena arena = Arena.ofConfined()) {
      check("nvrtcCreateProgram", (int) CREATE.invokeExact(OUT, arena.allocateFrom(source), arena.allocateFrom(name), 0,
          MemorySegment.NULL, MemorySegment.NULL));
      MemorySegment program = OUT.get(ADDRESS, 0);
      try {
        return compile(arena, name, program, options, machineCode);
      } finally {
        OUT.set(ADDRESS, 0, program);
        check("nvrtcDestroyProgram", (int) DESTROY.invokeExact(OUT));
      }
    } catch (Throwable thrown) {
      throw Library.rethrow(thrown);
    }
  }

  private static Compiled compile(Arena arena, String name, MemorySegment program, List<String> options,
      boolean machineCode) throws Throwable {
    MemorySegment texts = arena.allocate(ADDRESS, options.size());
    for (int i = 0; i < options.size(); i++) {
      texts.setAtIndex(ADDRESS, i, arena.allocateFrom(options.get(i)));
    }
    int status = (int) COMPILE.invokeExact(program, options.size(), texts);
    check("nvrtcGetProgramLogSize", (int) LOG_SIZE.invokeExact(program, OUT));
    MemorySegment log = arena.allocate(Math.max(OUT.get(JAVA_LONG, 0), 1));
    check("nvrtcGetProgramLog", (int) LOG.invokeExact(program, log));
    if (status != 0) {
      throw new CudaException.Compilation(status, "%s with %s: %s%n%s".formatted(
          name, String.join(" ", options), words(status), log.getString(0)));
    }
    check("nvrtcGetImageSize", machineCode ? (int) CUBIN_SIZE.invokeExact(program, OUT)
        : (int) PTX_SIZE.invokeExact(program, OUT));
    MemorySegment image = arena.allocate(OUT.get(JAVA_LONG, 0));
    check("nvrtcGetImage", machineCode ? (int) CUBIN.invokeExact(program, image)
        : (int) PTX.invokeExact(program, image));
    return new Compiled(image.toArray(ValueLayout.JAVA_BYTE), log.getString(0));
  }

  private static void check(String function, int status) throws Throwable {
    if (status != 0) {
      throw new CudaException.Compilation(status, function + ": " + words(status));
    }
  }

  private static String words(int status) throws Throwable {
    return ((MemorySegment) ERROR_STRING.invokeExact(status)).getString(0) + " (" + status + ")";
  }
}
