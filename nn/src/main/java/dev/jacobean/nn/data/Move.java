package dev.jacobean.nn.data;

import java.util.random.RandomGenerator;

/// How one image is moved: which of its rows and columns come to the upper left, and whether it is reversed before.
///
/// @param down  the source's row that becomes row 0; may lie outside
/// @param right the source's column, or the reversed source's, that becomes column 0; may lie outside
/// @param flip  whether left and right are swapped
record Move(int down, int right, boolean flip) {
  /// The next one of a generator, which is asked for nothing that the augmentation does not need.
  static Move next(Augmentation augmentation, RandomGenerator generator) {
    int pad = augmentation.padding();
    int down = pad == 0 ? 0 : generator.nextInt(2 * pad + 1) - pad;
    int right = pad == 0 ? 0 : generator.nextInt(2 * pad + 1) - pad;
    return new Move(down, right, augmentation.flip() && generator.nextBoolean());
  }

  /// The row of the source that is seen in a row; outside of the image where there is none.
  int row(int row) {
    return down + row;
  }

  /// The column of the source that is seen in a column of so many.
  int column(int column, int width) {
    return right + (flip ? width - 1 - column : column);
  }
}
