// Windows that slide over images [n, rows, columns, channels], channels last; numbers as in Window.java.
//
// Each kernel comes in two: a thread has one channel of a place, or, where channels come in whole packs, a pack of them
// (`name_PACKS`), which divides less often. `n` counts what threads have.

struct Window {
  unsigned rows, columns, channels;
  unsigned outRows, outColumns;
  unsigned height, width;
  int stride, padding;
};

#define KERNELS(name, parameters, arguments)                                                                      \
  KERNEL(name, parameters) { name##Of<1> arguments; }                                                             \
  KERNEL(name##_PACKS, parameters) { name##Of<LANE_COUNT> arguments; }

#define EACH_LANE(l) for (int l = 0; l < L; l++)

template <int L>
__device__ inline Piece<L> pieceAt(const REAL* xs) { return *(const Piece<L>*) xs; }

template <int L>
__device__ inline void add(Piece<L>& sum, Piece<L> x) {
  EACH_LANE(l) { sum.of[l] += x.of[l]; }
}

// Channels of one place, of an image or of the windows.
struct Spot {
  unsigned image, row, column, channel;
};

template <int L>
__device__ inline Spot spot(unsigned i, unsigned rows, unsigned columns, unsigned channels) {
  unsigned pieces = channels / L;
  unsigned at = i / pieces;
  unsigned line = at / columns;
  unsigned image = line / rows;
  return {image, line - image * rows, at - line * columns, (i - at * pieces) * L};
}

// Where a pixel lies; -1 in the padding.
__device__ inline int pixel(const Window& w, unsigned image, int row, int column, unsigned channel) {
  bool inside = row >= 0 && row < (int) w.rows && column >= 0 && column < (int) w.columns;
  return inside ? (int) (((image * w.rows + row) * w.columns + column) * w.channels + channel) : -1;
}

// What lies under a window, place by place.
#define EACH_PLACE(from, body)                                                                                    \
  int top = (int) s.row * w.stride - w.padding;                                                                   \
  int left = (int) s.column * w.stride - w.padding;                                                               \
  for (unsigned r = 0; r < w.height; r++) {                                                                       \
    for (unsigned c = 0; c < w.width; c++) {                                                                      \
      int from = pixel(w, s.image, top + (int) r, left + (int) c, s.channel);                                     \
      if (from >= 0) {                                                                                            \
        body                                                                                                      \
      }                                                                                                           \
    }                                                                                                             \
  }

// The windows along one axis that cover a pixel: from `first` to before `end`.
struct Cover {
  unsigned first, end;
};

__device__ inline Cover cover(unsigned pixel, unsigned extent, unsigned outs, unsigned stride, unsigned padding) {
  unsigned end = (pixel + padding) / stride + 1;
  return {pixel + padding < extent ? 0 : (pixel + padding - extent) / stride + 1, end < outs ? end : outs};
}

// The windows that cover a pixel, in order: rows r and columns c of them.
#define EACH_WINDOW(window, body)                                                                                 \
  Cover down = cover(s.row, w.height, w.outRows, w.stride, w.padding);                                            \
  Cover across = cover(s.column, w.width, w.outColumns, w.stride, w.padding);                                     \
  for (unsigned r = down.first; r < down.end; r++) {                                                              \
    for (unsigned c = across.first; c < across.end; c++) {                                                        \
      unsigned window = (s.image * w.outRows + r) * w.outColumns + c;                                             \
      body                                                                                                        \
    }                                                                                                             \
  }

// Which place of such a window the pixel is.
__device__ inline unsigned placeIn(const Window& w, const Spot& s, unsigned r, unsigned c) {
  return (s.row + w.padding - r * w.stride) * w.width + s.column + w.padding - c * w.stride;
}

// ---- convolution: patches are [windows, height * width * channels]

template <int L>
__device__ inline void unfoldOf(unsigned n, const Window& w, const REAL* xs, REAL* patches) {
  unsigned pieces = w.channels / L;
  unsigned places = w.height * w.width;
  EACH(i, n) {
    unsigned at = i / pieces;
    unsigned window = at / places;
    unsigned place = at - window * places;
    unsigned line = window / w.outColumns;
    unsigned image = line / w.outRows;
    unsigned down = place / w.width;
    int row = (int) (line - image * w.outRows) * w.stride - w.padding + (int) down;
    int column = (int) (window - line * w.outColumns) * w.stride - w.padding + (int) (place - down * w.width);
    int from = pixel(w, image, row, column, (i - at * pieces) * L);
    Piece<L> x = {};
    if (from >= 0) {
      x = pieceAt<L>(xs + from);
    }
    ((Piece<L>*) patches)[i] = x;
  }
}

KERNELS(unfold, (unsigned n, const Window w, const REAL* xs, REAL* patches), (n, w, xs, patches))

// The adjoint: each pixel collects from the windows that cover it.
template <int L>
__device__ inline void foldBackOf(unsigned n, const Window& w, const REAL* patches, REAL* xs) {
  EACH(i, n) {
    Spot s = spot<L>(i, w.rows, w.columns, w.channels);
    Piece<L> sum = {};
    EACH_WINDOW(window, {
      unsigned place = window * w.height * w.width + placeIn(w, s, r, c);
      add(sum, pieceAt<L>(patches + place * w.channels + s.channel));
    })
    ((Piece<L>*) xs)[i] = sum;
  }
}

KERNELS(foldBack, (unsigned n, const Window w, const REAL* patches, REAL* xs), (n, w, patches, xs))

// ---- pooling: one number a window and channel

// Which place of each window holds the first largest number; a NaN counts as largest, padding never wins.
template <int L>
__device__ inline void poolPlacesOf(unsigned n, const Window& w, const REAL* xs, REAL* places) {
  EACH(i, n) {
    Spot s = spot<L>(i, w.outRows, w.outColumns, w.channels);
    Piece<L> best = {};
    Piece<L> most = {};
    bool none = true;
    EACH_PLACE(from, {
      Piece<L> x = pieceAt<L>(xs + from);
      EACH_LANE(l) {
        if (none || x.of[l] > most.of[l] || (isNaN(x.of[l]) && !isNaN(most.of[l]))) {
          best.of[l] = r * w.width + c;
          most.of[l] = x.of[l];
        }
      }
      none = false;
    })
    ((Piece<L>*) places)[i] = best;
  }
}

KERNELS(poolPlaces, (unsigned n, const Window w, const REAL* xs, REAL* places), (n, w, xs, places))

template <int L>
__device__ inline void pickPlacesOf(unsigned n, const Window& w, const REAL* xs, const REAL* places, REAL* ys) {
  EACH(i, n) {
    Spot s = spot<L>(i, w.outRows, w.outColumns, w.channels);
    Piece<L> chosen = ((const Piece<L>*) places)[i];
    Piece<L> y = {};
    EACH_LANE(l) {
      unsigned place = (unsigned) chosen.of[l];
      unsigned down = place / w.width;
      int from = pixel(w, s.image, (int) (s.row * w.stride + down) - w.padding,
          (int) (s.column * w.stride + place - down * w.width) - w.padding, s.channel + l);
      if (from >= 0) {
        y.of[l] = xs[from];
      }
    }
    ((Piece<L>*) ys)[i] = y;
  }
}

KERNELS(pickPlaces, (unsigned n, const Window w, const REAL* xs, const REAL* places, REAL* ys), (n, w, xs, places, ys))

template <int L>
__device__ inline void putPlacesOf(unsigned n, const Window& w, const REAL* cs, const REAL* places, REAL* xs) {
  EACH(i, n) {
    Spot s = spot<L>(i, w.rows, w.columns, w.channels);
    Piece<L> sum = {};
    EACH_WINDOW(window, {
      unsigned at = window * w.channels + s.channel;
      unsigned place = placeIn(w, s, r, c);
      Piece<L> chosen = pieceAt<L>(places + at);
      Piece<L> given = pieceAt<L>(cs + at);
      EACH_LANE(l) {
        if ((unsigned) chosen.of[l] == place) {
          sum.of[l] += given.of[l];
        }
      }
    })
    ((Piece<L>*) xs)[i] = sum;
  }
}

KERNELS(putPlaces, (unsigned n, const Window w, const REAL* cs, const REAL* places, REAL* xs), (n, w, cs, places, xs))

template <int L>
__device__ inline void poolSumOf(unsigned n, const Window& w, const REAL* xs, REAL* ys) {
  EACH(i, n) {
    Spot s = spot<L>(i, w.outRows, w.outColumns, w.channels);
    Piece<L> sum = {};
    EACH_PLACE(from, add(sum, pieceAt<L>(xs + from));)
    ((Piece<L>*) ys)[i] = sum;
  }
}

KERNELS(poolSum, (unsigned n, const Window w, const REAL* xs, REAL* ys), (n, w, xs, ys))

template <int L>
__device__ inline void unpoolSumOf(unsigned n, const Window& w, const REAL* cs, REAL* xs) {
  EACH(i, n) {
    Spot s = spot<L>(i, w.rows, w.columns, w.channels);
    Piece<L> sum = {};
    EACH_WINDOW(window, add(sum, pieceAt<L>(cs + window * w.channels + s.channel));)
    ((Piece<L>*) xs)[i] = sum;
  }
}

KERNELS(unpoolSum, (unsigned n, const Window w, const REAL* cs, REAL* xs), (n, w, cs, xs))
