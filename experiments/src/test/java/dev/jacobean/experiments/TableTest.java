package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void doublesSurviveAsText() {
    double awkward = Math.nextUp(0.1);
    String csv = new Table("a", "b").row(1, awkward).row("x,\"y\"", Double.NEGATIVE_INFINITY).csv();
    assertThat(csv).isEqualTo("a,b\n1,0.10000000000000002\n\"x,\"\"y\"\"\",-Infinity\n");
    assertThat(Double.parseDouble(csv.split("[,\n]")[3])).isEqualTo(awkward);
  }

  @Test
  void resultsSurviveAsJson() {
    Result result = Result.empty().with("x", Math.nextUp(0.1), Double.MIN_VALUE, -0.0, Double.POSITIVE_INFINITY, Double.NaN);
    Result again = Json.read(Json.line(result), Result.class);
    assertThat(again.series("x")).isEqualTo(result.series("x"));
    assertThat(Double.doubleToRawLongBits(again.series("x")[2])).isEqualTo(Double.doubleToRawLongBits(-0.0));
  }

  @Test
  void aRowMustFillTheColumns() {
    assertThatThrownBy(() -> new Table("a", "b").row(1)).hasMessageContaining("1 cells, 2 columns [a, b]");
  }

  @Test
  void claimsOfNothingFail() {
    assertThat(Claim.atMost("a", "", 1, Double.NaN).holds()).isFalse();
    assertThat(Claim.atLeast("a", "", 1, Double.NaN).holds()).isFalse();
    assertThat(Claim.within("a", "", 1, 2, Double.NaN).holds()).isFalse();
    assertThat(Claim.number(0.15)).isEqualTo("0.15");
    assertThat(Claim.number(20)).isEqualTo("20");
    assertThat(Claim.number(1e-6)).isEqualTo("1.000e-06");
  }
}
