package dev.jacobean.nn.data;

import static dev.jacobean.nn.data.DataException.require;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of numbers, as from a file of comma-separated values. Immutable.
public final class Table {
  private final String where;
  private final double[][] rows;

  private Table(String where, double[][] rows) {
    this.where = where;
    this.rows = rows;
  }

  /// {@return comma-separated numbers from a file, after some lines of heading}
  /// @param path its name ends in `gz` if it is compressed
  /// @param headingLines how many lines to skip
  /// @throws DataException naming line and column, unless there are rows, all of the same length, of finite numbers
  /// @throws IllegalArgumentException if `headingLines` is negative
  public static Table read(Path path, int headingLines) {
    return of(path.toString(), Content.read(path, Integer.MAX_VALUE), headingLines);
  }

  /// {@return the 1,797 handwritten digits, 64 values and the label a row}
  /// @param folder where the file lies
  /// @throws DataException if the file is missing or damaged
  public static Table digits(DataFolder folder) {
    return known(folder, DataSet.DIGITS, 0);
  }

  /// {@return the 150 iris flowers, 4 measures and the class a row}
  /// @param folder where the file lies
  /// @throws DataException if the file is missing or damaged
  public static Table iris(DataFolder folder) {
    return known(folder, DataSet.IRIS, 1);
  }

  private static Table known(DataFolder folder, DataSet set, int headingLines) {
    KnownFile file = set.files().getFirst();
    return of(file.name(), folder.read(set, set.files()).getFirst(), headingLines);
  }

  static Table of(String where, byte[] content, int headingLines) {
    if (headingLines < 0) {
      throw new IllegalArgumentException("table: " + headingLines + " lines of heading given; must be at least 0");
    }
    List<String> lines = new String(content, java.nio.charset.StandardCharsets.UTF_8).lines().toList();
    require(lines.size() > headingLines, "%s: has %d lines; must have rows after %d of heading",
        where, lines.size(), headingLines);
    List<double[]> rows = new ArrayList<>();
    for (int line = headingLines; line < lines.size(); line++) {
      double[] row = row(where + ": line " + (line + 1), lines.get(line));
      require(rows.isEmpty() || row.length == rows.getFirst().length,
          "%s: line %d has %d columns; must have %d as the line before", where, line + 1, row.length,
          rows.isEmpty() ? 0 : rows.getFirst().length);
      rows.add(row);
    }
    return new Table(where, rows.toArray(double[][]::new));
  }

  private static double[] row(String where, String line) {
    String[] cells = line.split(",", -1);
    double[] row = new double[cells.length];
    for (int column = 0; column < cells.length; column++) {
      row[column] = number(cells[column].strip());
      require(Double.isFinite(row[column]), "%s, column %d: is \"%s\"; must be a finite number",
          where, column + 1, cells[column]);
    }
    return row;
  }

  private static double number(String cell) {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /// {@return how many rows there are}
  public int rows() {
    return rows.length;
  }

  /// {@return how many columns each row has}
  public int columns() {
    return rows[0].length;
  }

  /// {@return one number}
  /// @param row counted from 0, the heading left out
  /// @param column counted from 0
  public double at(int row, int column) {
    return rows[row][column];
  }

  /// {@return columns `from` to `to` − 1, `[row, column]`}
  /// @param backend where to keep them; rounds to its element type
  /// @param from the first column taken
  /// @param to the first column beyond
  /// @throws IllegalArgumentException unless 0 ≤ from ≤ to ≤ columns
  public Tensor tensor(Backend backend, int from, int to) {
    if (from < 0 || from > to || to > columns()) {
      throw new IllegalArgumentException(
          "table: from is %d, to is %d, there are %d columns; must be 0 ≤ from ≤ to ≤ columns".formatted(
              from, to, columns()));
    }
    double[] values = Arrays.stream(rows).flatMapToDouble(row -> Arrays.stream(row, from, to)).toArray();
    return Tensor.of(backend, Shape.of(rows.length, to - from), values);
  }

  /// {@return a column of classes}
  /// @param column counted from 0
  /// @param classes how many there are
  /// @throws DataException unless all are whole numbers of at least 0 and below `classes`
  public int[] labels(int column, int classes) {
    for (int row = 0; row < rows.length; row++) {
      double label = rows[row][column];
      require(label == Math.rint(label) && label >= 0 && label < classes,
          "%s: class of row %d is %s; must be a whole number of at least 0 and below %d",
          where, row + 1, label, classes);
    }
    return Arrays.stream(rows).mapToInt(row -> (int) row[column]).toArray();
  }
}
