// Windows that slide over images [n, rows, columns, channels], channels last; numbers as in Window.java.

struct Window {
  int rows, columns, channels;
  int outRows, outColumns;
  int height, width, stride, padding;
};

// One number under one window.
struct Tap {
  int channel;
  int place;  // of the window's height * width
  int pixel;  // counted with its channel over all images, or -1 in the padding
};

// The windows along one axis that cover a pixel: from `first` to before `end`.
struct Cover {
  int first, end;
};

__device__ inline Cover cover(int pixel, int extent, int outs, int stride, int padding) {
  int reach = pixel + padding - extent;
  Cover c;
  c.first = reach < 0 ? 0 : reach / stride + 1;
  c.end = (pixel + padding) / stride + 1;
  c.end = c.end < outs ? c.end : outs;
  return c;
}

// Where a window's place lies.
__device__ inline int pixel(const Window& w, int window, int place, int channel) {
  int column = window % w.outColumns * w.stride - w.padding + place % w.width;
  int rest = window / w.outColumns;
  int row = rest % w.outRows * w.stride - w.padding + place / w.width;
  if (row < 0 || row >= w.rows || column < 0 || column >= w.columns) {
    return -1;
  }
  return ((rest / w.outRows * w.rows + row) * w.columns + column) * w.channels + channel;
}

// ---- convolution: patches are [windows, height * width * channels]

KERNEL(unfold, (const REAL* xs, REAL* patches, unsigned n, int offset, const Window w)) {
  EACH(i, n) {
    unsigned channel = i % w.channels;
    unsigned rest = i / w.channels;
    unsigned places = w.height * w.width;
    int from = pixel(w, rest / places, rest % places, channel);
    patches[i] = from < 0 ? (REAL) 0 : xs[offset + from];
  }
}

// The adjoint: each pixel collects from the windows that cover it, in order.
KERNEL(foldBack, (const REAL* patches, REAL* xs, unsigned n, int offset, const Window w)) {
  EACH(i, n) {
    int channel = i % w.channels;
    int rest = i / w.channels;
    int column = rest % w.columns;
    rest /= w.columns;
    int row = rest % w.rows;
    int image = rest / w.rows;
    Cover down = cover(row, w.height, w.outRows, w.stride, w.padding);
    Cover across = cover(column, w.width, w.outColumns, w.stride, w.padding);
    REAL sum = 0;
    for (int r = down.first; r < down.end; r++) {
      for (int c = across.first; c < across.end; c++) {
        int place = (row + w.padding - r * w.stride) * w.width + column + w.padding - c * w.stride;
        unsigned window = (image * w.outRows + r) * w.outColumns + c;
        sum += patches[(window * w.height * w.width + place) * w.channels + channel];
      }
    }
    xs[offset + i] = sum;
  }
}

// ---- pooling: one number a window and channel

// Which place of each window holds the first largest number; a NaN counts as largest, padding never wins.
KERNEL(poolPlaces, (const REAL* xs, REAL* places, unsigned n, int offset, const Window w)) {
  EACH(i, n) {
    int channel = i % w.channels;
    int best = -1;
    REAL most = 0;
    for (int place = 0; place < w.height * w.width; place++) {
      int from = pixel(w, i / w.channels, place, channel);
      if (from >= 0) {
        REAL x = xs[offset + from];
        if (best < 0 || x > most || (isNaN(x) && !isNaN(most))) {
          best = place;
          most = x;
        }
      }
    }
    places[i] = best < 0 ? 0 : best;
  }
}

KERNEL(pickPlaces, (const REAL* xs, const REAL* places, REAL* ys, unsigned n, int offset, int placesOffset,
    const Window w)) {
  EACH(i, n) {
    int from = pixel(w, i / w.channels, (int) places[placesOffset + i], i % w.channels);
    ys[i] = from < 0 ? (REAL) 0 : xs[offset + from];
  }
}

KERNEL(poolSum, (const REAL* xs, REAL* ys, unsigned n, int offset, const Window w)) {
  EACH(i, n) {
    REAL sum = 0;
    for (int place = 0; place < w.height * w.width; place++) {
      int from = pixel(w, i / w.channels, place, i % w.channels);
      if (from >= 0) {
        sum += xs[offset + from];
      }
    }
    ys[i] = sum;
  }
}

// What the adjoints of both have in common: each pixel collects from the windows that cover it, in order, `where` it is
// theirs to give.
#define COLLECT(where)                                                                                            \
  EACH(i, n) {                                                                                                    \
    int channel = i % w.channels;                                                                                 \
    int rest = i / w.channels;                                                                                    \
    int column = rest % w.columns;                                                                                \
    rest /= w.columns;                                                                                            \
    int row = rest % w.rows;                                                                                      \
    int image = rest / w.rows;                                                                                    \
    Cover down = cover(row, w.height, w.outRows, w.stride, w.padding);                                            \
    Cover across = cover(column, w.width, w.outColumns, w.stride, w.padding);                                     \
    REAL sum = 0;                                                                                                 \
    for (int r = down.first; r < down.end; r++) {                                                                 \
      for (int c = across.first; c < across.end; c++) {                                                           \
        int place = (row + w.padding - r * w.stride) * w.width + column + w.padding - c * w.stride;               \
        int window = ((image * w.outRows + r) * w.outColumns + c) * w.channels + channel;                         \
        if (where) {                                                                                              \
          sum += cs[offset + window];                                                                             \
        }                                                                                                         \
      }                                                                                                           \
    }                                                                                                             \
    xs[i] = sum;                                                                                                  \
  }

KERNEL(putPlaces, (const REAL* cs, const REAL* places, REAL* xs, unsigned n, int offset, int placesOffset,
    const Window w)) {
  COLLECT((int) places[placesOffset + window] == place)
}

KERNEL(unpoolSum, (const REAL* cs, REAL* xs, unsigned n, int offset, const Window w)) {
  COLLECT(place >= 0)
}
