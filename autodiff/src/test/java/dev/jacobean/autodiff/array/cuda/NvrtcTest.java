package dev.jacobean.autodiff.array.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The real compiler takes every kernel; it needs no device. The stand-in's would take things that it does not.
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
}
