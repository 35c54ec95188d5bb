// Copies to other places.

KERNEL(fill, (REAL* xs, unsigned n, REAL value)) {
  EACH(i, n) {
    xs[i] = value;
  }
}

// View 0 of the layout is the target, view 1 the source.
KERNEL(copy, (const REAL* from, REAL* to, unsigned n, const Layout layout)) {
  EACH(i, n) {
    Places at = places(layout, i);
    to[at.of[0]] = from[at.of[1]];
  }
}

// The same where the last axis of the target is another of the source, neither with gaps: tiles are turned in the block's
// memory, so that both sides see whole lines. `across` tiles lie side by side, `tiles` on top of each other for each
// round of the outer loops.
#define TILE 32
#define LINES 8

KERNEL(turn, (const REAL* from, REAL* to, unsigned n, unsigned tiles, unsigned across, const Layout layout)) {
  __shared__ REAL tile[TILE][TILE + 1];
  int outer = layout.depth - 2;
  unsigned rows = layout.size[outer], columns = layout.size[outer + 1];
  int down = layout.stride[0][outer], over = layout.stride[1][outer + 1];
  unsigned lane = threadIdx.x % TILE, line = threadIdx.x / TILE;
  for (unsigned t = blockIdx.x; t < n; t += gridDim.x) {
    unsigned row = t / across;
    unsigned column = (t - row * across) * TILE;
    unsigned round = row / tiles;
    row = (row - round * tiles) * TILE;
    Places at = places(layout, outer, round);
    for (unsigned l = line; l < TILE; l += LINES) {
      if (row + lane < rows && column + l < columns) {
        tile[l][lane] = from[at.of[1] + (int) (row + lane) + (int) (column + l) * over];
      }
    }
    __syncthreads();
    for (unsigned l = line; l < TILE; l += LINES) {
      if (row + l < rows && column + lane < columns) {
        to[at.of[0] + (int) (row + l) * down + (int) (column + lane)] = tile[lane][l];
      }
    }
    __syncthreads();
  }
}

// Slices indices[0], indices[1], ... of an axis of `length`; `inner` elements are one slice. Both row-major.
KERNEL(gather, (const REAL* xs, REAL* ys, const int* indices, unsigned n, int offset, unsigned count, unsigned length,
    unsigned inner)) {
  EACH(i, n) {
    unsigned slice = i / inner;
    unsigned outer = slice / count;
    ys[i] = xs[offset + (outer * length + indices[slice % count]) * inner + i % inner];
  }
}

// Slice s of an axis of `length` is the sum of slices order[start[s]] ... order[start[s + 1] - 1] of one of `count`.
KERNEL(scatter, (const REAL* cs, REAL* ys, const int* start, const int* order, unsigned n, int offset, unsigned count,
    unsigned length, unsigned inner)) {
  EACH(i, n) {
    unsigned slice = i / inner;
    unsigned outer = slice / length;
    unsigned s = slice % length;
    REAL sum = 0;
    for (int next = start[s]; next < start[s + 1]; next++) {
      sum += cs[offset + (outer * count + order[next]) * inner + i % inner];
    }
    ys[i] = sum;
  }
}
