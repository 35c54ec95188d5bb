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
