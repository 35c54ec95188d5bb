package dev.jacobean.autodiff.array;

/// The forms of the innermost loop of a matrix product. Each becomes machine code of its own (see [Loop]).
enum TileForm {
  /// 12 rows, 2 vectors; neighbours of the left factor's column are neighbours in storage.
  TALL_WIDE(12, 2, false),
  /// 12 rows, 1 vector.
  TALL_NARROW(12, 1, false),
  /// 6 rows, 2 vectors.
  SHORT_WIDE(6, 2, false),
  /// 6 rows, 1 vector.
  SHORT_NARROW(6, 1, false),
  /// 12 rows, 2 vectors; neighbours of the left factor's row are neighbours in storage.
  TALL_WIDE_BY_ROW(12, 2, true),
  /// 12 rows, 1 vector, by row.
  TALL_NARROW_BY_ROW(12, 1, true),
  /// 6 rows, 2 vectors, by row.
  SHORT_WIDE_BY_ROW(6, 2, true),
  /// 6 rows, 1 vector, by row.
  SHORT_NARROW_BY_ROW(6, 1, true);

  private static final TileForm[] ALL = values();

  final int rows;
  final int vectors;
  final boolean byRow;

  TileForm(int rows, int vectors, boolean byRow) {
    this.rows = rows;
    this.vectors = vectors;
    this.byRow = byRow;
  }

  static TileForm of(boolean tall, boolean wide, boolean byRow) {
    return ALL[(byRow ? 4 : 0) + (tall ? 0 : 2) + (wide ? 0 : 1)];
  }
}
