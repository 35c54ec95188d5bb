package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A tape as a table: what was computed, what each step keeps for its products, and which line of the program did it.
///
/// {@snippet file="dev/jacobean/autodiff/snippets/DerivativesTest.java" region="explain"}
///
/// @param rows in order of evaluation, the watched arguments first
public record Explanation(List<Row> rows) {
  /// One tensor on the tape.
  ///
  /// @param operation the primitive's name; `argument` for a watched argument
  /// @param from rows of its watched arguments: a linear map leads from each of them to this row
  /// @param arguments shapes of its arguments
  /// @param dtype element type of its result
  /// @param result shape of its result
  /// @param bytes kept by its linear maps that no earlier row keeps already; −1 where a user's own primitive does not say
  /// @param line `Class.method(File.java:line)`
  public record Row(String operation, List<Integer> from, List<Shape> arguments, DType dtype, Shape result, long bytes,
      String line) {
    /// Copies the lists.
    public Row {
      from = List.copyOf(from);
      arguments = List.copyOf(arguments);
    }

    private String shapes() {
      return arguments.stream().map(Shape::toString).collect(Collectors.joining(" "));
    }

    String to() {
      return dtype + result.toString();
    }
  }

  static <P, Q> Explanation of(Function<P, Q> f, P at) {
    Noted tape = new Noted();
    Linearization.record(f, at, tape);
    return new Explanation(List.copyOf(tape.rows));
  }

  /// {@return bytes kept by all rows that say how much they keep}
  public long bytes() {
    return rows.stream().mapToLong(row -> Math.max(row.bytes, 0)).sum();
  }

  /// {@return the table in Markdown}
  public String markdown() {
    StringBuilder text = new StringBuilder("| # | operation | arguments | result | bytes kept | line |\n|--:|---|---|---|--:|---|\n");
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      text.append(String.format(Locale.ROOT, "| %d | %s | %s | %s | %s | %s |\n",
          i, row.operation, row.shapes(), row.to(), kept(row), row.line.replace("|", "\\|")));
    }
    return text.append("\n").append(summary()).append("\n").toString();
  }

  /// {@return the tape as a drawing, an SVG file: a row for each tensor, an arc for each linear map, a bar for the
  /// bytes that it keeps} Light or dark as the reader's screen is.
  public String svg() {
    return TapePicture.of(this);
  }

  /// The table in plain text.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      text.append(String.format(Locale.ROOT, "%4d  %-14s %-28s -> %-18s %12s  %s%n",
          i, row.operation, row.shapes(), row.to(), kept(row), row.line));
    }
    return text.append(summary()).append(System.lineSeparator()).toString();
  }

  String summary() {
    return String.format(Locale.ROOT, "%d rows, %,d bytes kept", rows.size(), bytes());
  }

  static String kept(Row row) {
    return row.bytes < 0 ? "not stated" : String.format(Locale.ROOT, "%,d", row.bytes);
  }

  /// A tape that also describes each row: slow, since it asks for the user's line.
  static final class Noted extends Tape {
    private final List<Row> rows = new ArrayList<>();
    private final Set<Object> counted = Collections.newSetFromMap(new IdentityHashMap<>());

    @Override
    Node watch(Tensor x) {
      counted.add(x.array().storage());
      rows.add(new Row("argument", List.of(), List.of(), x.dtype(), x.shape(), 0, UserLine.find()));
      return super.watch(x);
    }

    @Override
    Tensor note(Primitive primitive, Tensor[] arguments, Tensor[] x, Tensor y) {
      int first = edges.size();
      Tensor value = super.note(primitive, arguments, x, y);
      List<Tape.Edge> edges = this.edges.subList(first, this.edges.size());
      List<Shape> shapes = Arrays.stream(x).map(Tensor::shape).toList();
      long bytes = 0;
      for (Tape.Edge edge : edges) {
        bytes = bytes < 0 ? bytes : edge.map() instanceof Local local ? bytes + bytes(local) : -1;
      }
      List<Integer> from = edges.stream().map(Tape.Edge::argument).toList();
      rows.add(new Row(primitive.name(), from, shapes, y.dtype(), y.shape(), bytes, UserLine.find()));
      return value;
    }

    private long bytes(Local map) {
      return map.kept().stream().filter(kept -> counted.add(kept.array().storage()))
          .mapToLong(kept -> elements(kept.array()) * kept.dtype().bytes()).sum();
    }

    /// Elements that a view reads from memory: along an expanded axis all are one.
    private static long elements(Array x) {
      long count = x.shape().size() == 0 ? 0 : 1;
      for (int axis = 0; axis < x.shape().rank(); axis++) {
        count *= x.stride(axis) == 0 ? 1 : x.shape().size(axis);
      }
      return count;
    }
  }
}
