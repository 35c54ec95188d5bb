// What every family of kernels begins with. REAL is float or double; no header is needed, nor there.

#ifndef KERNEL // a processor that plays the device defines its own
#define KERNEL(name, parameters) extern "C" __global__ void name parameters
#endif

// A thread for each i below n, as often as that takes.
#define EACH(i, n) for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < (n); i += gridDim.x * blockDim.x)

#define AXES 8
#define VIEWS 3

// Nested loops that step through up to three strided views at once; counted in elements (Layout.java).
struct Layout {
  int depth;
  int size[AXES];
  int offset[VIEWS];
  int stride[VIEWS][AXES];
};

// Where in each view an element lies.
struct Places {
  int of[VIEWS];
};

// The places of the i-th element of the first `depth` loops, in row-major order.
__device__ inline Places places(const Layout& layout, int depth, unsigned i) {
  Places at;
  for (int view = 0; view < VIEWS; view++) {
    at.of[view] = layout.offset[view];
  }
  for (int axis = depth - 1; axis > 0; axis--) {
    unsigned size = layout.size[axis];
    int index = i % size;
    i /= size;
    for (int view = 0; view < VIEWS; view++) {
      at.of[view] += index * layout.stride[view][axis];
    }
  }
  for (int view = 0; view < VIEWS; view++) {
    at.of[view] += (int) i * layout.stride[view][0];
  }
  return at;
}

// Of all loops.
__device__ inline Places places(const Layout& layout, unsigned i) { return places(layout, layout.depth, i); }

// Neighbouring numbers.
template <int L>
struct alignas(L * sizeof(REAL)) Piece {
  REAL of[L];
};

// Those that are read and written together: 16 bytes.
#define LANE_COUNT (16 / sizeof(REAL))
#define LANES(l) for (unsigned l = 0; l < LANE_COUNT; l++)

typedef Piece<LANE_COUNT> Pack;

// The i-th pack of a view that begins again after `repeat` packs; of none, for the one number that stands for all.
__device__ inline Pack pack(const REAL* xs, unsigned i, unsigned repeat) {
  if (repeat > 0) {
    return ((const Pack*) xs)[i < repeat ? i : i % repeat];
  }
  Pack p;
  LANES(l) { p.of[l] = xs[0]; }
  return p;
}

__device__ inline bool isNaN(REAL x) { return x != x; }

// As Java's Math.max and Math.min: NaN if one is NaN, and -0 below 0.
__device__ inline REAL larger(REAL x, REAL y) {
  return x > y || isNaN(x) ? x : x == 0 && y == 0 ? x + y : y;
}

__device__ inline REAL smaller(REAL x, REAL y) {
  return x < y || isNaN(x) ? x : x == 0 && y == 0 ? -(-x - y) : y;
}
