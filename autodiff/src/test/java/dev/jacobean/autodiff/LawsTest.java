package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.Catalogue.Row;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation obeys every law, to the third derivative, in both precisions, on both backends of the processor.
class LawsTest {
  private static final long SEED = 2024;
  private static final int ORDER = 3;

  static Stream<Arguments> rows() {
    return Catalogue.ROWS.stream()
        .flatMap(row -> Setting.PROCESSOR.stream().map(setting -> Arguments.of(row, setting)));
  }

  /// Without this, both backends could be the same loops and half of the rows would say nothing.
  @Test
  void theTwoBackendsAreTwo() {
    assertThat(Setting.VECTOR_F64.backend()).isNotSameAs(Setting.REFERENCE_F64.backend());
    assertThat(Setting.VECTOR_F32.backend()).isNotSameAs(Setting.REFERENCE_F32.backend());
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("rows")
  void everyOperationObeysEveryLawToOrderThree(Row row, Setting setting) {
    List<Tensor> at = row.arguments(setting, SEED);
    boolean isDouble = setting.isDouble() && !row.rounds();
    new Laws(row + " on " + setting, isDouble, SEED).hold(row.body().program(), row.exact().program(), at, ORDER);
  }
}
