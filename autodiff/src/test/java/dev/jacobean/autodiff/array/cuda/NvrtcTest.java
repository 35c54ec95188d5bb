package dev.jacobean.autodiff.array.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.array.Binary;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Fold;
import dev.jacobean.autodiff.array.Unary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// NVIDIA's compilers take every kernel; they need no device. The stand-in's would take things that they do not.
@Tag("gpu")
class NvrtcTest {
  private static final List<String> TARGETS = List.of("sm_80", "sm_90", "compute_90");

  @Test
  void everyKernelCompilesWithoutWarningOrSpill() {
    StandIn.Ended ended = StandIn.run(
        CompileProbe.class, List.of("--enable-native-access=ALL-UNNAMED"), List.of(), TARGETS.toArray(String[]::new));
    assertThat(ended.status()).as(ended.said()).isZero();
    Assumptions.assumeFalse(ended.said().startsWith("none: "), () -> "NVRTC is not installed: " + ended.said());
    List<String> lines = ended.said().lines().skip(1).toList();
    assertThat(lines).as(ended.said()).hasSize(TARGETS.size() * Family.values().length * 2)
        .allMatch(line -> line.contains(" 0 kernels spill, no warning"));
  }

  /// How many kernels read and write packs.
  private static final Map<Family, Integer> PACKS = Map.of(Family.ELEMENTWISE,
      Unary.values().length + Binary.values().length + 4, Family.FOLD, 1, Family.MOVE, 0, Family.WINDOW, 7);

  /// The same by the compiler of a toolkit, which may be there without its library; and what it makes of packs, which is
  /// what they are for: sixteen bytes in one instruction.
  @Test
  void aToolkitsCompilerTakesEveryKernel(@TempDir Path folder) throws IOException, InterruptedException {
    for (Family family : Family.values()) {
      for (DType dtype : DType.values()) {
        Path source = Files.writeString(folder.resolve(family + "_" + dtype + ".cu"), Kernels.source(family, dtype));
        String said = nvcc(folder, source, "-fatbin", "-Xptxas", "-v", "-gencode", "arch=compute_80,code=sm_80", "-gencode",
            "arch=compute_90,code=[sm_90,compute_90]");
        assertThat(said.lines().filter(line -> line.contains("spill"))).as(said).isNotEmpty()
            .allMatch(line -> line.contains(" 0 bytes spill stores, 0 bytes spill loads"));
        assertThat(said).doesNotContain("warning");
      }
    }
    for (Family family : Family.values()) {
      List<String> kernels = kernels(folder, family);
      assertThat(kernels).as("what threads hold is in registers") // but for a sine's long arguments, by CUDA's own code
          .noneMatch(kernel -> family != Family.ELEMENTWISE && kernel.contains(".local"));
      assertThat(kernels).filteredOn(kernel -> kernel.matches("(?s)(\\w+_PACKS|softmax)\\(.*")).hasSize(PACKS.get(family))
          .allMatch(kernel -> kernel.contains("ld.global.v4") && kernel.contains("st.global.v4"));
    }
    assertThat(kernels(folder, Family.FOLD)).filteredOn(kernel -> kernel.startsWith("tree_")).hasSize(Fold.values().length)
        .allMatch(kernel -> kernel.contains("ld.global.v4"));
  }

  private static List<String> kernels(Path folder, Family family) throws IOException, InterruptedException {
    nvcc(folder, folder.resolve(family + "_F32.cu"), "-ptx", "-gencode", "arch=compute_90,code=compute_90", "-o",
        folder.resolve("one.ptx").toString());
    return List.of(Files.readString(folder.resolve("one.ptx")).split("\\.visible \\.entry "));
  }

  /// What the compiler said; skips the test where there is none.
  private static String nvcc(Path folder, Path source, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("nvcc", "-std=c++17", "--fmad=false", source.toString()));
    command.addAll(List.of(options));
    Path said = folder.resolve("said.txt");
    try {
      int status = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(said.toFile())
          .start().waitFor();
      assertThat(status).as(Files.readString(said)).isZero();
    } catch (IOException e) {
      Assumptions.abort("no nvcc here: " + e.getMessage());
    }
    return Files.readString(said, StandardCharsets.UTF_8);
  }
}
