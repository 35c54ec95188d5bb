package dev.jacobean.autodiff.array;

/// Where the packed parts (taps, say) of a kernel lie: in panels as wide as a tile, in each of them the parts one after
/// another, in each part a row for every channel of the images.
///
/// @param parts how many
/// @param depth channels of the images
/// @param out channels of the result; the last panel may be wider, and is narrower if one vector is enough
/// @param lanes numbers of a vector; a tile has two vectors
/// @param gap numbers between parts: parts whose distance is a power of two, read together, share a few lines of a cache
record Panels(int parts, int depth, int out, int lanes, int gap) {
  int count() {
    return Math.ceilDiv(out, 2 * lanes);
  }

  /// Its first channel of the result.
  int left(int panel) {
    return 2 * lanes * panel;
  }

  /// Channels of the result that it holds.
  int outs(int panel) {
    return Math.min(2 * lanes, out - left(panel));
  }

  int width(int panel) {
    return outs(panel) > lanes ? 2 * lanes : lanes;
  }

  /// The distance between parts.
  int part(int panel) {
    return depth * width(panel) + gap;
  }

  /// Where a part begins.
  int at(int panel, int part) {
    return panel * parts * (depth * 2 * lanes + gap) + part * part(panel);
  }

  /// Numbers in all.
  int size() {
    return out == 0 ? 0 : Math.addExact(at(count() - 1, 0), Math.multiplyExact(parts, part(count() - 1)));
  }
}
