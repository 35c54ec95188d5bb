package dev.jacobean.autodiff.array;

/// The forms of the innermost loop of a matrix product. Each becomes machine code of its own (see [Loop]).
enum TileForm {
  /// 12 rows, 2 vectors; neighbours of the left factor's column are neighbours in storage.
  TALL_WIDE(12, Width.WIDE, false),
  /// 12 rows, 1 vector.
  TALL_NARROW(12, Width.NARROW, false),
  /// 12 rows, 1 vector of half the lanes.
  TALL_HALF(12, Width.HALF, false),
  /// 6 rows, 2 vectors.
  SHORT_WIDE(6, Width.WIDE, false),
  /// 6 rows, 1 vector.
  SHORT_NARROW(6, Width.NARROW, false),
  /// 6 rows, 1 vector of half the lanes.
  SHORT_HALF(6, Width.HALF, false),
  /// 12 rows, 2 vectors; neighbours of the left factor's row are neighbours in storage.
  TALL_WIDE_BY_ROW(12, Width.WIDE, true),
  /// 12 rows, 1 vector, by row.
  TALL_NARROW_BY_ROW(12, Width.NARROW, true),
  /// 12 rows, 1 vector of half the lanes, by row.
  TALL_HALF_BY_ROW(12, Width.HALF, true),
  /// 6 rows, 2 vectors, by row.
  SHORT_WIDE_BY_ROW(6, Width.WIDE, true),
  /// 6 rows, 1 vector, by row.
  SHORT_NARROW_BY_ROW(6, Width.NARROW, true),
  /// 6 rows, 1 vector of half the lanes, by row.
  SHORT_HALF_BY_ROW(6, Width.HALF, true);

  private static final TileForm[] ALL = values();

  final int rows;
  final Width width;
  final boolean byRow;

  TileForm(int rows, Width width, boolean byRow) {
    this.rows = rows;
    this.width = width;
    this.byRow = byRow;
  }

  static TileForm of(boolean tall, Width width, boolean byRow) {
    return ALL[(byRow ? 6 : 0) + (tall ? 0 : 3) + width.ordinal()];
  }

  /// How many columns a tile has.
  enum Width {
    /// Two vectors.
    WIDE,
    /// One vector.
    NARROW,
    /// Half a vector: for the last few columns.
    HALF;

    /// The least that holds so many columns.
    ///
    /// @param lanes of a vector; only vectors of eight or more, which are twice as wide as the narrowest, are halved
    static Width of(int columns, int lanes) {
      return columns > lanes ? WIDE : columns > lanes / 2 || lanes < 8 ? NARROW : HALF;
    }

    int columns(int lanes) {
      return switch (this) {
        case WIDE -> 2 * lanes;
        case NARROW -> lanes;
        case HALF -> lanes / 2;
      };
    }
  }
}
