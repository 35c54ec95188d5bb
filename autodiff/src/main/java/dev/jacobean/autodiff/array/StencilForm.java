package dev.jacobean.autodiff.array;

/// The forms of the innermost loop of a convolution. Each becomes machine code of its own (see [Loop]).
///
/// Twelve rows of two vectors, and what is left in eights and fours, where there are 32 registers; six, four and two
/// where there are 16.
enum StencilForm {
  ROWS_12_WIDE(12, 2, false),
  ROWS_12_NARROW(12, 1, false),
  ROWS_12_WIDE_PACKED(12, 2, true),
  ROWS_12_NARROW_PACKED(12, 1, true),
  ROWS_8_WIDE(8, 2, false),
  ROWS_8_NARROW(8, 1, false),
  ROWS_8_WIDE_PACKED(8, 2, true),
  ROWS_8_NARROW_PACKED(8, 1, true),
  ROWS_6_WIDE(6, 2, false),
  ROWS_6_NARROW(6, 1, false),
  ROWS_6_WIDE_PACKED(6, 2, true),
  ROWS_6_NARROW_PACKED(6, 1, true),
  ROWS_4_WIDE(4, 2, false),
  ROWS_4_NARROW(4, 1, false),
  ROWS_4_WIDE_PACKED(4, 2, true),
  ROWS_4_NARROW_PACKED(4, 1, true),
  ROWS_2_WIDE(2, 2, false),
  ROWS_2_NARROW(2, 1, false),
  ROWS_2_WIDE_PACKED(2, 2, true),
  ROWS_2_NARROW_PACKED(2, 1, true);

  private static final StencilForm[] ALL = values();

  final int rows;
  final int vectors;

  /// Whether a step's factors for all rows are neighbours in storage, and the next step's follow them.
  final boolean packed;

  StencilForm(int rows, int vectors, boolean packed) {
    this.rows = rows;
    this.vectors = vectors;
    this.packed = packed;
  }

  /// @param rows 12, 8, 6, 4 or 2
  static StencilForm of(int rows, boolean wide, boolean packed) {
    int group = rows == 12 ? 0 : rows == 8 ? 4 : rows == 6 ? 8 : rows == 4 ? 12 : 16;
    return ALL[group + (packed ? 2 : 0) + (wide ? 0 : 1)];
  }

  /// Where the rows of a tile begin that are so far apart in storage.
  static int[] rowsApart(int distance) {
    int[] at = new int[12];
    for (int row = 0; row < at.length; row++) {
      at[row] = row * distance;
    }
    return at;
  }

  /// How many rows the next tile has when `left` rows are left; the last tile may have some to spare.
  static int rows(int left, boolean many) {
    if (many) {
      return left > 16 || left > 8 && left <= 12 ? 12 : left > 4 ? 8 : 4;
    }
    return left > 8 || left > 4 && left <= 6 ? 6 : left > 2 ? 4 : 2;
  }
}
