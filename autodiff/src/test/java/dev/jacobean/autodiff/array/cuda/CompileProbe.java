package dev.jacobean.autodiff.array.cuda;

import dev.jacobean.autodiff.array.DType;
import java.util.Arrays;
import java.util.Locale;

/// Compiles every kernel with the NVRTC of this machine, for some devices; prints a line for each family.
final class CompileProbe {
  private CompileProbe() {}

  public static void main(String... targets) {
    if (Nvrtc.LIBRARY.complaint().isPresent()) {
      System.out.println("none: " + Nvrtc.LIBRARY.complaint().get());
      return;
    }
    System.out.println("NVRTC " + Nvrtc.version() + " in " + Nvrtc.LIBRARY.place() + " for " + Arrays.toString(Nvrtc.architectures()));
    for (String name : targets) {
      boolean machineCode = name.startsWith("sm_");
      Kernels.Target target = new Kernels.Target(Integer.parseInt(name.substring(name.indexOf('_') + 1)), machineCode);
      for (Family family : Family.values()) {
        for (DType dtype : DType.values()) {
          compile(target, family, dtype);
        }
      }
    }
  }

  private static void compile(Kernels.Target target, Family family, DType dtype) {
    java.util.List<String> options = new java.util.ArrayList<>(target.options());
    if (target.machineCode()) {
      options.add("--ptxas-options=-v"); // says what each kernel takes
    }
    long begun = System.nanoTime();
    try {
      Nvrtc.Compiled compiled = Nvrtc.compile(family.file(), Kernels.source(family, dtype), options, target.machineCode());
      long spilled = compiled.log().lines().filter(line -> line.contains("spill"))
          .filter(line -> !line.contains(" 0 bytes spill stores, 0 bytes spill loads")).count();
      System.out.printf(Locale.ROOT, "%s %s %s: %d bytes, %d kernels spill, %s, %d ms%n", target.options().getFirst(), family.file(), dtype,
          compiled.image().length, spilled, compiled.log().contains("warning") ? compiled.log() : "no warning",
          (System.nanoTime() - begun) / 1_000_000);
    } catch (CudaException e) {
      System.out.println("failed: " + e.getMessage());
    }
  }
}
