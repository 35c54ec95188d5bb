package dev.jacobean.autodiff.array;

/// The forms of the innermost loop of a matrix product. Each becomes machine code of its own (see [Loop]).
///
/// There is none for half a vector: see [FloatLanes].
enum TileForm {
  /// 12 rows, 2 vectors; neighbours of the left factor's column are neighbours in storage.
  TALL_WIDE(12, true, false),
  /// 12 rows, 1 vector.
  TALL_NARROW(12, false, false),
  /// 6 rows, 2 vectors.
  SHORT_WIDE(6, true, false),
  /// 6 rows, 1 vector.
  SHORT_NARROW(6, false, false),
  /// 12 rows, 2 vectors; neighbours of the left factor's row are neighbours in storage.
  TALL_WIDE_BY_ROW(12, true, true),
  /// 12 rows, 1 vector, by row.
  TALL_NARROW_BY_ROW(12, false, true),
  /// 6 rows, 2 vectors, by row.
  SHORT_WIDE_BY_ROW(6, true, true),
  /// 6 rows, 1 vector, by row.
  SHORT_NARROW_BY_ROW(6, false, true);

  private static final TileForm[] ALL = values();

  final int rows;
  final boolean wide;
  final boolean byRow;

  TileForm(int rows, boolean wide, boolean byRow) {
    this.rows = rows;
    this.wide = wide;
    this.byRow = byRow;
  }

  static TileForm of(boolean tall, boolean wide, boolean byRow) {
    return ALL[(byRow ? 4 : 0) + (tall ? 0 : 2) + (wide ? 0 : 1)];
  }
}
