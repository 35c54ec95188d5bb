package dev.jacobean.autodiff.array;

/// How the tiles of a matrix are cut into rectangles, one for each task.
///
/// Neighbours in time are one below the other: two threads that write the same line of the cache wait for each other.
///
/// @param rows    of tiles
/// @param columns of tiles
/// @param down    how many rectangles lie below one another
/// @param across  how many lie beside one another
record Cut(int rows, int columns, int down, int across) {
  /// Tasks for each thread, at least, where there is enough to do: a thread may be disturbed.
  static final int SHARES = 4;

  /// Ways to cut the rows, or the columns, that are weighed against one another.
  private static final int WAYS = 16;

  /// More tasks than are wanted, or are needed, by this factor, are not looked at.
  private static final int MANY = 4;

  /// What it takes to pack the rows of a tile, and what it takes to begin a task, in tiles.
  private static final double PACKING = 0.2;
  private static final double BEGINNING = 0.1;

  /// The cut with which the busiest thread has least to do.
  ///
  /// @param tallest the most rows of a rectangle
  static Cut best(int rows, int columns, int tallest, int threads) {
    int fewest = Math.ceilDiv(rows, tallest);
    long wanted = Math.min((long) SHARES * threads, (long) rows * columns);
    long bound = MANY * Math.max(wanted, fewest);
    int most = Math.min(fewest + WAYS, rows);
    Cut best = new Cut(rows, columns, most, Math.min(WAYS, columns));
    double least = Double.POSITIVE_INFINITY;
    for (int across = 1; across <= Math.min(WAYS, columns); across++) {
      for (int down = fewest; down <= most && (long) down * across < bound; down++) {
        Cut cut = new Cut(rows, columns, down, across);
        if (cut.tasks() >= wanted && cut.longest(threads) < least) {
          least = cut.longest(threads);
          best = cut;
        }
      }
    }
    return best;
  }

  int tasks() {
    return Math.multiplyExact(down, across);
  }

  /// What the busiest thread does, in tiles.
  private double longest(int threads) {
    double task = Math.ceilDiv(rows, down) * (Math.ceilDiv(columns, across) + PACKING) + BEGINNING;
    return Math.ceilDiv(tasks(), threads) * task;
  }

  /// The first row of a task.
  int top(int task) {
    return share(task % down, down, rows);
  }

  /// Behind its last row.
  int bottom(int task) {
    return share(task % down + 1, down, rows);
  }

  /// Its first column.
  int left(int task) {
    return share(task / down, across, columns);
  }

  /// Behind its last column.
  int right(int task) {
    return share(task / down + 1, across, columns);
  }

  /// Where a part begins, if `all` are cut into so many parts.
  private static int share(int part, int parts, int all) {
    return (int) ((long) part * all / parts);
  }
}
