package dev.jacobean.autodiff.array.cuda;

import dev.jacobean.autodiff.array.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Kernels by name: compiled for this device when their family is first used, and kept in a folder for the next
/// process.
final class Kernels {
  private final int capability;
  private final Map<Module, MemorySegment> modules = new HashMap<>();
  private final Map<Key, MemorySegment> functions = new HashMap<>();

  /// @param capability the device's generation: 90 is compute capability 9.0
  Kernels(int capability) {
    this.capability = capability;
  }

  private record Module(Family family, DType dtype) {}

  private record Key(Module module, String name) {}

  /// The driver's handle of a kernel.
  MemorySegment function(Family family, DType dtype, String name) {
    Key key = new Key(new Module(family, dtype), name);
    MemorySegment known = functions.get(key);
    if (known == null) {
      known = Driver.function(modules.computeIfAbsent(key.module(), this::load), name);
      functions.put(key, known);
    }
    return known;
  }

  private MemorySegment load(Module module) {
    String source = source(module.family(), module.dtype());
    Target target = Target.of(capability, Nvrtc.architectures());
    Optional<Path> file = file(source, target);
    byte[] image = file.flatMap(Kernels::read).orElseGet(() -> {
      byte[] compiled = Nvrtc.compile(module.family().file(), source, target.options(), target.machineCode()).image();
      file.ifPresent(path -> write(path, compiled));
      return compiled;
    });
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Math.max(image.length, 1), Long.BYTES);
      MemorySegment.copy(image, 0, memory, ValueLayout.JAVA_BYTE, 0, image.length);
      return Driver.load(module.family().file(), memory);
    }
  }

  /// A family's text for an element type.
  static String source(Family family, DType dtype) {
    return "typedef " + (dtype == DType.F32 ? "float" : "double") + " REAL;\n" + family.source();
  }

  /// What is compiled for.
  ///
  /// @param architecture a generation of devices
  /// @param machineCode  whether for that one; else for the driver to translate, which only serves newer devices
  record Target(int architecture, boolean machineCode) {
    /// Machine code, unless the device is newer than the compiler.
    static Target of(int capability, int... supported) {
      if (Arrays.stream(supported).anyMatch(architecture -> architecture == capability)) {
        return new Target(capability, true);
      }
      int newest = Arrays.stream(supported).filter(architecture -> architecture <= capability).max().orElseThrow(
          () -> new CudaException.Unavailable("the device has compute capability %d.%d; NVRTC %s knows %s".formatted(
              capability / 10, capability % 10, Nvrtc.version(), Arrays.toString(supported))));
      return new Target(newest, false);
    }

    /// No multiplication is merged with an addition, so that `+ − · / √` round as they do in Java.
    List<String> options() {
      return List.of("--gpu-architecture=" + (machineCode ? "sm_" : "compute_") + architecture, "--std=c++17",
          "--fmad=false");
    }
  }

  // ---- the folder

  /// Where the image belongs, if images are kept: under a name that changes with all that the image depends on.
  private static Optional<Path> file(String source, Target target) {
    String identity = source + target.options() + Nvrtc.version() + Nvrtc.LIBRARY.place();
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
      return folder().map(folder -> folder.resolve(HexFormat.of().formatHex(digest) + ".cubin"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// The setting `cache`, else the user's folder for such things.
  private static Optional<Path> folder() {
    return Settings.of("cache").map(Path::of)
        .or(() -> Settings.environment("XDG_CACHE_HOME").map(root -> Path.of(root, "jacobean", "cubin")))
        .or(() -> Optional.ofNullable(System.getProperty("user.home"))
            .map(root -> Path.of(root, ".cache", "jacobean", "cubin")));
  }

  private static Optional<byte[]> read(Path file) {
    try {
      return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it is compiled again
    }
  }

  /// Whole or not at all; without the folder the next process compiles again.
  private static void write(Path file, byte[] image) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, "kernels", null);
      Files.write(fresh, image);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      System.getLogger("dev.jacobean.autodiff")
          .log(System.Logger.Level.DEBUG, "compiled kernels are not kept: {0}", e.getMessage());
    }
  }
}
