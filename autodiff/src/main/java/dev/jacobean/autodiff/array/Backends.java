package dev.jacobean.autodiff.array;

import dev.jacobean.autodiff.array.cuda.Cuda;
import org.jspecify.annotations.Nullable;

/// The backends there are, and the one this process has chosen.
///
/// Nothing chosen means `auto`: SIMD loops if the module `jdk.incubator.vector` is there, else plain loops. For one
/// name and element type there is only one instance.
public final class Backends {
  private static final String MISSING = "module jdk.incubator.vector is missing; start Java with"
      + " --add-modules jdk.incubator.vector";

  private static final Pair REFERENCE =
      new Pair(new ReferenceBackend(DType.F32), new ReferenceBackend(DType.F64));

  private static volatile @Nullable Pair chosen;

  private Backends() {}

  private record Pair(Backend f32, Backend f64) {
    Backend of(DType dtype) {
      return dtype == DType.F32 ? f32 : f64;
    }
  }

  /// Loaded only when asked for, since its classes need the incubator module.
  private static final class Lanes {
    static final VectorBackend F64 =
        new VectorBackend(DType.F64, new DoubleKernels(), DoubleLanes.SPECIES.vectorBitSize());
    static final Pair PAIR = new Pair(
        new VectorBackend(DType.F32, new FloatKernels(), FloatLanes.SPECIES.vectorBitSize()), F64);
  }

  /// {@return the chosen backend in single precision}
  public static Backend f32() {
    return chosen().f32;
  }

  /// {@return the chosen backend in double precision}
  public static Backend f64() {
    return chosen().f64;
  }

  /// {@return the chosen backend for an element type}
  /// @param dtype the element type of the arrays that it will make
  public static Backend of(DType dtype) {
    return chosen().of(dtype);
  }

  /// {@return the backend of plain loops: the specification that the others are tested against}
  /// @param dtype the element type of the arrays that it will make
  public static Backend reference(DType dtype) {
    return REFERENCE.of(dtype);
  }

  /// {@return the backend of SIMD loops, in vectors as wide as the machine's}
  /// @param dtype the element type of the arrays that it will make
  /// @throws IllegalArgumentException if the module `jdk.incubator.vector` is missing
  public static Backend vector(DType dtype) {
    return lanes().of(dtype);
  }

  /// {@return the backend on an NVIDIA graphics processor} [Cuda] says what that takes.
  ///
  /// @param dtype the element type
  /// @throws dev.jacobean.autodiff.array.cuda.CudaException.Unavailable if there is none, or a library is missing
  public static Backend cuda(DType dtype) {
    return Cuda.backend(dtype);
  }

  /// Chooses for the whole process: `auto`, `vector`, `reference` or `cuda`. Arrays made before keep their backend.
  /// `auto` never means `cuda`, whose results have other last digits.
  ///
  /// @param name one of the four words
  /// @throws IllegalArgumentException for another name, for `vector` without the module `jdk.incubator.vector`, or for
  ///     `cuda` where it cannot be used
  public static synchronized void use(String name) {
    chosen = switch (name) {
      case "auto" -> auto();
      case "vector" -> lanes();
      case "reference" -> REFERENCE;
      case "cuda" -> device();
      default -> throw new IllegalArgumentException(
          "backend: is " + name + "; must be auto, vector, reference or cuda");
    };
  }

  /// Waits until the chosen backend has done what it was asked to: `cuda` runs behind its caller, the others never do.
  /// For clocks; reading numbers waits by itself.
  public static void finish() {
    if (f32().name().equals("cuda")) {
      Cuda.finish();
    }
  }

  /// {@return one line: which backend is chosen, and what it runs on}
  public static String description() {
    if (of(DType.F64).name().equals("cuda")) {
      return (Cuda.usesTf32() ? "cuda with TF32: " : "cuda: ") + Cuda.availability().sentence();
    }
    if (of(DType.F64) == REFERENCE.f64) {
      return hasLanes() ? "reference: plain loops" : "reference: plain loops, because " + MISSING;
    }
    return "vector: %d-bit SIMD, up to %s".formatted(Lanes.F64.bits(),
        Parallel.threads() == 1 ? "1 thread" : Parallel.threads() + " threads");
  }

  private static Pair chosen() {
    Pair pair = chosen;
    return pair == null ? chooseFirst() : pair;
  }

  /// What another thread has chosen in the meantime stays.
  private static synchronized Pair chooseFirst() {
    Pair pair = chosen;
    if (pair == null) {
      pair = auto();
      chosen = pair;
    }
    return pair;
  }

  private static Pair auto() {
    if (hasLanes()) {
      return Lanes.PAIR;
    }
    Notice.give();
    return REFERENCE;
  }

  private static Pair lanes() {
    if (!hasLanes()) {
      throw new IllegalArgumentException("backend vector: " + MISSING);
    }
    return Lanes.PAIR;
  }

  private static Pair device() {
    if (!Cuda.availability().usable()) {
      throw new IllegalArgumentException("backend cuda: " + Cuda.availability().sentence());
    }
    return new Pair(cuda(DType.F32), cuda(DType.F64));
  }

  private static boolean hasLanes() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  /// Says once a process that it could be faster.
  private static final class Notice {
    static {
      System.getLogger("dev.jacobean.autodiff")
          .log(System.Logger.Level.INFO, "Plain loops, many times slower than SIMD: " + MISSING);
    }

    static void give() {}
  }
}
