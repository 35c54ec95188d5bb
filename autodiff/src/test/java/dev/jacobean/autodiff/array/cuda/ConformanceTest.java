package dev.jacobean.autodiff.array.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jacobean.autodiff.array.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the driver, cuBLAS and NVRTC answer to calls that they must refuse. The stand-in answers as NVIDIA's manuals say; on a
/// device the same tests show whether the manuals, and so the stand-in, are right. None of these calls harms a context.
@Tag("gpu")
class ConformanceTest {
  @BeforeAll
  static void use() {
    StandIn.use();
  }

  /// The number with which a call is refused.
  private static int refused(Runnable call) {
    return Device.get().within("conformance", () -> code(call));
  }

  private static int code(Runnable call) {
    CudaException thrown = catchThrowableOfType(CudaException.class, call::run);
    assertThat(thrown).as("the call should be refused").isNotNull();
    return thrown.code();
  }

  private static MemorySegment kernel() {
    return new Kernels(Cuda.capability(Driver.device(Cuda.ordinal()))).function(Family.MOVE, DType.F32, "fill");
  }

  @Test
  void aBlockHasAtMost1024Threads() {
    assertThat(refused(() -> Driver.launch("fill", kernel(), 1, 2048, Driver.stream(), MemorySegment.NULL))).isEqualTo(1);
  }

  @Test
  void aKernelThatIsNotThereIsNotFound() {
    Device.get().within("conformance", () -> {
      Kernels kernels = new Kernels(Cuda.capability(Driver.device(Cuda.ordinal())));
      assertThat(code(() -> kernels.function(Family.MOVE, DType.F32, "none"))).isEqualTo(500);
      return kernels;
    });
  }

  @Test
  void whatIsNoImageIsNotLoaded() {
    try (Arena arena = Arena.ofConfined()) {
      // As PTX that cannot be read (218), or as an image of an unknown kind (200, 209).
      assertThat(refused(() -> Driver.load("nonsense", arena.allocateFrom("this is neither PTX nor machine code"))))
          .isIn(200, 209, 218);
    }
  }

  @Test
  void memoryThatIsNotThereIsZero() {
    Device.get().within("conformance", () -> {
      assertThat(Driver.allocate(1L << 50)).isZero();
      assertThat(Driver.allocate(512)).as("and the next request is served").isNotZero();
      return "";
    });
  }

  @Test
  void memoryIsFreedOnce() {
    assertThat(refused(() -> {
      long address = Driver.allocate(512);
      Driver.free(address);
      Driver.free(address);
    })).isEqualTo(1);
  }

  /// A driver's context belongs to a thread of the operating system: one that never was given any has none.
  @Test
  void aThreadWithoutContextIsRefused() throws InterruptedException {
    Device.get();
    AtomicReference<Integer> code = new AtomicReference<>();
    Thread thread = Thread.ofPlatform().start(() -> code.set(code(Driver::freeMemory)));
    thread.join();
    assertThat(code.get()).isEqualTo(201);
  }

  @Test
  void aMatrixWhoseColumnsOverlapIsRefused() {
    assertThat(refused(() -> {
      long address = Driver.allocate(4096);
      Cublas.Matrix right = new Cublas.Matrix(address, false, 4, 0);
      Cublas.Matrix wrong = new Cublas.Matrix(address, false, 3, 0); // of 4 rows
      Cublas.multiply(Device.get().cublas(), DType.F32, false, 4, 4, 4, wrong, right, right, false, 1);
    })).isEqualTo(7);
  }

  @Test
  void theCompilerRefusesWhatItDoesNotUnderstand() {
    String architecture = "--gpu-architecture=sm_" + Cuda.capability(Driver.device(Cuda.ordinal()));
    assertThat(code(() -> Nvrtc.compile("wrong.cu", "this is no program;", List.of(architecture), true))).isEqualTo(6);
    assertThat(code(() -> Nvrtc.compile("right.cu", "", List.of(architecture, "--wrong"), true))).isEqualTo(5);
  }
}
