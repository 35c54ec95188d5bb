package dev.jacobean.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A tidy table: one row a point, columns named once.
///
/// Cells are strings, integers and doubles. A double is written with the fewest digits that name it, so identical
/// bits give identical text and nothing is lost.
final class Table {
  private final List<String> columns;
  private final List<List<Object>> rows = new ArrayList<>();

  /// An empty table.
  Table(String... columns) {
    this.columns = List.of(columns);
  }

  /// Adds a row.
  ///
  /// @throws IllegalArgumentException if there is not one cell per column
  Table row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException("table: " + cells.length + " cells, " + columns.size() + " columns "
          + columns);
    }
    rows.add(List.of(cells));
    return this;
  }

  /// How many rows there are.
  int size() {
    return rows.size();
  }

  /// The table as comma-separated values with a header line (RFC 4180, lines ended by a line feed).
  String csv() {
    StringBuilder text = new StringBuilder(line(columns));
    rows.forEach(row -> text.append(line(row)));
    return text.toString();
  }

  private static String line(List<?> cells) {
    return cells.stream().map(Table::cell).collect(Collectors.joining(",", "", "\n"));
  }

  private static String cell(Object value) {
    String text = value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
