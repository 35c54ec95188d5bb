package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// What a tape says about itself.
class ExplanationTest {
  private static final Tensor W = Tensor.zeros(Backends.f64(), 3, 4);
  private static final Tensor INPUT = Tensor.of(Backends.f64(), Shape.of(2, 3), 1, 2, 3, 4, 5, 6);

  private static Explanation explain() {
    return Autodiff.explain(w -> INPUT.matmul(w)
        .tanh()
        .sum(), W);
  }

  @Test
  void everyOperationHasARowWithShapesBytesAndLine() {
    List<Explanation.Row> rows = explain().rows();
    assertThat(rows).extracting(Explanation.Row::operation).containsExactly("argument", "matmul", "tanh", "sum");
    assertThat(rows).extracting(Explanation.Row::arguments).containsExactly(
        List.of(), List.of(Shape.of(2, 3), Shape.of(3, 4)), List.of(Shape.of(2, 4)), List.of(Shape.of(2, 4)));
    assertThat(rows).as("its linear maps").extracting(Explanation.Row::from)
        .containsExactly(List.of(), List.of(0), List.of(1), List.of(2));
    assertThat(rows).extracting(Explanation.Row::dtype).containsOnly(DType.F64);
    assertThat(rows).extracting(Explanation.Row::result)
        .containsExactly(Shape.of(3, 4), Shape.of(2, 4), Shape.of(2, 4), Shape.of());
    assertThat(rows).as("the input, the value of tanh").extracting(Explanation.Row::bytes)
        .containsExactly(0L, 48L, 64L, 0L);
    assertThat(explain().bytes()).isEqualTo(48 + 64);
    assertThat(rows.subList(1, 4)).extracting(Explanation.Row::line)
        .allSatisfy(line -> assertThat(line).startsWith("ExplanationTest.lambda$").contains("(ExplanationTest.java:"));
    assertThat(lineNumber(rows.get(2))).isEqualTo(lineNumber(rows.get(1)) + 1);
    assertThat(lineNumber(rows.get(3))).isEqualTo(lineNumber(rows.get(1)) + 2);
  }

  private static int lineNumber(Explanation.Row row) {
    return Integer.parseInt(row.line().replaceAll(".*:(\\d+)\\)", "$1"));
  }

  @Test
  void whatIsKeptTwiceIsCountedOnce() {
    // exp keeps its value, sin the same as its argument, times either factor: of these cos's is new
    Explanation tape = Autodiff.explain(x -> {
      Tensor e = x.exp();
      return e.sin().times(e);
    }, Tensor.zeros(Backends.f32(), 10));
    assertThat(tape.rows()).extracting(Explanation.Row::bytes).containsExactly(0L, 40L, 0L, 40L);
  }

  @Test
  void anExpandedTensorKeepsWhatItRepeats() {
    assertThat(Autodiff.explain(x -> x.times(3.0), Tensor.of(1, 2, 3)).bytes()).isEqualTo(8);
    assertThat(Autodiff.explain(x -> x.times(Tensor.of(1, 2)), Tensor.zeros(Backends.f64(), 5, 2)).bytes())
        .isEqualTo(16);
  }

  @Test
  void rearrangementsKeepNothing() {
    assertThat(Autodiff.explain(x -> Tensor.concatenate(0, x.transpose().reshape(2, 3), x.slice(0, 0, 1)).sum(0),
        Tensor.zeros(Backends.f64(), 2, 3)).bytes()).isZero();
  }

  @Test
  void aUsersMapDoesNotSayWhatItKeeps() {
    Primitive mine = Primitive.of("mine", x -> x, (x, y) -> LinearMap.of(t -> t, c -> c));
    Explanation tape = Autodiff.explain(mine::apply, Tensor.of(1, 2));
    assertThat(tape.rows().getLast().bytes()).isEqualTo(-1);
    assertThat(tape.bytes()).isZero();
    assertThat(tape.toString()).contains("not stated");
  }

  /// Files and tables are the same in a country with other digits.
  @Test
  void theLocaleChangesNothing() {
    Explanation tape = explain();
    List<String> texts = List.of(tape.toString(), tape.markdown(), tape.svg());
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(List.of(tape.toString(), tape.markdown(), tape.svg())).isEqualTo(texts);
      assertThat(explain().rows().getLast().line()).isEqualTo(tape.rows().getLast().line());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void textAndMarkdownHaveOneLineForEachRow() {
    assertThat(explain().toString().lines().toList()).hasSize(5).last().isEqualTo("4 rows, 112 bytes kept");
    assertThat(explain().toString())
        .containsPattern("1 +matmul +\\[2, 3\\] \\[3, 4\\] +-> F64\\[2, 4\\] +48 +ExplanationTest");
    List<String> markdown = explain().markdown().lines().toList();
    assertThat(markdown.getFirst()).isEqualTo("| # | operation | arguments | result | bytes kept | line |");
    assertThat(markdown.get(1)).isEqualTo("|--:|---|---|---|--:|---|");
    assertThat(markdown.get(3)).startsWith("| 1 | matmul | [2, 3] [3, 4] | F64[2, 4] | 48 | ExplanationTest");
    assertThat(markdown).hasSize(8).last().isEqualTo("4 rows, 112 bytes kept");
  }
}
