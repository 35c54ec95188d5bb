package dev.jacobean.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plain")
@Tag("widths")
class BackendsTest {
  private static final boolean HAS_LANES = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  @AfterEach
  void chooseAgain() {
    Backends.use("auto");
  }

  @Test
  void autoIsVectorIfItsModuleIsThereElseReference() {
    Backends.use("auto");
    assertThat(Backends.f64().name()).isEqualTo(HAS_LANES ? "vector" : "reference");
    assertThat(Backends.f32().name()).isEqualTo(HAS_LANES ? "vector" : "reference");
    assertThat(Backends.description()).contains(HAS_LANES ? "-bit SIMD" : "--add-modules jdk.incubator.vector");
  }

  @Test
  void vectorWithoutItsModuleSaysWhatToAdd() {
    if (HAS_LANES) {
      Backends.use("vector");
      assertThat(Backends.f32()).isSameAs(Backends.vector(DType.F32));
    } else {
      assertThatThrownBy(() -> Backends.use("vector"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--add-modules jdk.incubator.vector");
      assertThatThrownBy(() -> Backends.vector(DType.F32)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void oneNameAndTypeIsOneInstance() {
    Backends.use("reference");
    assertThat(Backends.f64()).isSameAs(Backends.reference(DType.F64)).isSameAs(Backends.of(DType.F64));
    assertThat(Backends.f32()).isSameAs(Backends.reference(DType.F32)).isNotSameAs(Backends.f64());
    assertThat(Backends.description()).startsWith("reference");
    Backends.use("auto");
    assertThat(Backends.f64() == Backends.reference(DType.F64)).isEqualTo(!HAS_LANES);
  }

  @Test
  void unknownNamesAreRefusedWithTheChoices() {
    assertThatThrownBy(() -> Backends.use("gpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("backend: is gpu; must be auto, vector, reference or cuda");
  }

  @Test
  void theChosenBackendComputes() {
    Array x = Backends.f64().of(Shape.of(2, 2), 1.0, 2, 3, 4);
    assertThat(x.matmul(x).map(Unary.NEGATE).fold(Fold.SUM, 0).toDoubles()).containsExactly(-22, -32);
  }

  @Test
  void theForcedWidthIsUsed() {
    String bits = System.getProperty("jacobean.vector.bits");
    if (HAS_LANES && bits != null) {
      assertThat(Backends.description()).contains(bits + "-bit");
    }
  }
}
