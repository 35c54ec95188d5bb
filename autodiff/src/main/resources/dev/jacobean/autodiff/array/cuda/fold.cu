// Sums and extremes. A result's numbers are cut into parts of `share`; ys is [parts, results].
// `outer` says where a result's numbers begin, `inner` where each of the `count` of them lies.
//
// A fold has a state: what it is before the first number, how it takes one, how two become one, and what it comes to.

#define THREADS 256

__device__ inline REAL itself(REAL x) { return x; }
__device__ inline REAL added(REAL x, REAL y) { return x + y; }

#define START_SUM ((REAL) 0)
#define START_MAX (-1 / (REAL) 0)
#define START_MIN (1 / (REAL) 0)
#define START_LOG_SUM_EXP {START_MAX, 0}

// log of a sum of exponentials: the largest exponent so far is taken out, lest anything overflow.
struct LogSum {
  REAL most;
  REAL sum;  // of the exponentials of what each exponent is less than `most`
};

__device__ inline LogSum logTaken(LogSum s, REAL x) {
  if (x > s.most) {
    s.sum = s.sum * exp(s.most - x) + 1;
    s.most = x;
  } else if (x != START_MAX) {
    s.sum += x == s.most ? (REAL) 1 : exp(x - s.most); // infinity less infinity is no number
  }
  return s;
}

__device__ inline LogSum logAdded(LogSum s, LogSum t) {
  LogSum high = s.most < t.most ? t : s;
  LogSum low = s.most < t.most ? s : t;
  high.sum += low.sum * (low.most == high.most ? (REAL) 1 : exp(low.most - high.most));
  return high;
}

__device__ inline REAL logSum(LogSum s) { return s.most + log(s.sum); }

// Numbers that a thread asks for before it takes the first of them.
#define AHEAD 8
#define PACKS_AHEAD 4

// A part is one thread's: neighbouring threads have neighbouring results.
#define CHAIN(name, State, take, result)                                                                          \
  KERNEL(chain_##name, (const REAL* xs, REAL* ys, unsigned results, unsigned parts, unsigned share,               \
      unsigned count, const Layout outer, const Layout inner)) {                                                  \
    EACH(i, results * parts) {                                                                                    \
      unsigned part = i / results;                                                                                \
      const REAL* x = xs + places(outer, i - part * results).of[0];                                               \
      unsigned end = part + 1 == parts ? count : (part + 1) * share;                                              \
      State folded = START_##name;                                                                                \
      unsigned r = part * share;                                                                                  \
      if (inner.depth == 1) {                                                                                     \
        int step = inner.stride[0][0];                                                                            \
        for (; r + AHEAD <= end; r += AHEAD) {                                                                    \
          REAL held[AHEAD];                                                                                       \
          for (int a = 0; a < AHEAD; a++) { held[a] = x[(int) (r + a) * step]; }                                  \
          for (int a = 0; a < AHEAD; a++) { folded = take(folded, held[a]); }                                     \
        }                                                                                                         \
      }                                                                                                           \
      for (; r < end; r++) {                                                                                      \
        folded = take(folded, x[places(inner, r).of[0]]);                                                         \
      }                                                                                                           \
      ys[i] = result(folded);                                                                                     \
    }                                                                                                             \
  }

// Threads of a group wait for each other: a group of one warp, whose threads are neighbours, for no other.
__device__ inline void meet(unsigned group) {
  if (group > 32) {
    __syncthreads();
  } else {
    __syncwarp();
  }
}

// A part is that of a group of threads, a power of two: each takes packs of neighbouring numbers in turn, then halves of the
// group fold into halves. Whether a pack is read in one piece (`whole`) or number by number changes no result.
#define TREE(name, State, take, merge, result)                                                                    \
  KERNEL(tree_##name, (const REAL* xs, REAL* ys, unsigned results, unsigned parts, unsigned share,                \
      unsigned count, unsigned group, int whole, const Layout outer, const Layout inner)) {                       \
    __shared__ State tree[THREADS];                                                                               \
    unsigned me = threadIdx.x % group;                                                                            \
    unsigned groups = THREADS / group;                                                                            \
    unsigned step = group * LANE_COUNT;                                                                           \
    for (unsigned first = blockIdx.x * groups; first < results * parts; first += gridDim.x * groups) {            \
      unsigned i = first + threadIdx.x / group;                                                                   \
      State folded = START_##name;                                                                                \
      if (i < results * parts) {                                                                                  \
        unsigned part = i / results;                                                                              \
        const REAL* x = xs + places(outer, i - part * results).of[0];                                             \
        unsigned end = part + 1 == parts ? count : (part + 1) * share;                                            \
        unsigned r = part * share + me * LANE_COUNT;                                                              \
        if (whole) {                                                                                              \
          for (; r + (PACKS_AHEAD - 1) * step + LANE_COUNT <= end; r += PACKS_AHEAD * step) {                     \
            Pack held[PACKS_AHEAD];                                                                               \
            for (int a = 0; a < PACKS_AHEAD; a++) { held[a] = *(const Pack*) (x + r + a * step); }                \
            for (int a = 0; a < PACKS_AHEAD; a++) { LANES(l) { folded = take(folded, held[a].of[l]); } }          \
          }                                                                                                       \
        }                                                                                                         \
        for (; r < end; r += step) {                                                                              \
          Pack p;                                                                                                 \
          if (whole) {                                                                                            \
            p = *(const Pack*) (x + r);                                                                           \
          } else {                                                                                                \
            LANES(l) { p.of[l] = r + l < end ? x[places(inner, r + l).of[0]] : (REAL) 0; }                        \
          }                                                                                                       \
          LANES(l) {                                                                                              \
            if (r + l < end) {                                                                                    \
              folded = take(folded, p.of[l]);                                                                     \
            }                                                                                                     \
          }                                                                                                       \
        }                                                                                                         \
      }                                                                                                           \
      tree[threadIdx.x] = folded;                                                                                 \
      meet(group);                                                                                                \
      for (unsigned half = group / 2; half > 0; half /= 2) {                                                      \
        if (me < half) {                                                                                          \
          tree[threadIdx.x] = merge(tree[threadIdx.x], tree[threadIdx.x + half]);                                 \
        }                                                                                                         \
        meet(group);                                                                                              \
      }                                                                                                           \
      if (me == 0 && i < results * parts) {                                                                       \
        ys[i] = result(tree[threadIdx.x]);                                                                        \
      }                                                                                                           \
      meet(group);                                                                                                \
    }                                                                                                             \
  }

CHAIN(SUM, REAL, added, itself)
CHAIN(MAX, REAL, larger, itself)
CHAIN(MIN, REAL, smaller, itself)
CHAIN(LOG_SUM_EXP, LogSum, logTaken, logSum)

TREE(SUM, REAL, added, added, itself)
TREE(MAX, REAL, larger, larger, itself)
TREE(MIN, REAL, smaller, smaller, itself)
TREE(LOG_SUM_EXP, LogSum, logTaken, logAdded, logSum)

// ---- softmax: exp(x - log of the row's sum of exponentials)

// Packs of a row that a thread holds; of a longer row, the rest is read again, from a cache.
#define HELD 4

// For each number p of the row: those that are held, then the rest. Beyond the row are numbers without weight.
#define EACH_NUMBER(p, body)                                                                                      \
  for (unsigned h = 0; h < HELD; h++) {                                                                           \
    LANES(l) { REAL p = held[h].of[l]; body; }                                                                    \
  }                                                                                                               \
  for (unsigned r = (HELD * group + me) * LANE_COUNT; r < length; r += group * LANE_COUNT) {                      \
    Pack more = packAt(x, r, length, whole);                                                                      \
    LANES(l) { REAL p = more.of[l]; body; }                                                                       \
  }

__device__ inline Pack packAt(const REAL* x, unsigned r, unsigned length, int whole) {
  Pack p;
  if (whole && r < length) {
    p = *(const Pack*) (x + r);
  } else {
    LANES(l) { p.of[l] = r + l < length ? x[r + l] : START_MAX; }
  }
  return p;
}

__device__ inline void putSoftmax(Pack p, REAL logSum, REAL* y, unsigned r, unsigned length, int whole) {
  LANES(l) { p.of[l] = exp(p.of[l] - logSum); }
  if (whole && r < length) {
    *(Pack*) (y + r) = p;
  } else {
    LANES(l) {
      if (r + l < length) {
        y[r + l] = p.of[l];
      }
    }
  }
}

// What a group's numbers come to, told to each of its threads; all threads of the block must call it.
#define TOGETHER(name, merge)                                                                                     \
  __device__ inline REAL name(REAL mine, unsigned me, unsigned group, REAL* tree) {                               \
    meet(group);                                                                                                  \
    tree[threadIdx.x] = mine;                                                                                     \
    for (unsigned half = group / 2; half > 0; half /= 2) {                                                        \
      meet(group);                                                                                                \
      if (me < half) {                                                                                            \
        tree[threadIdx.x] = merge(tree[threadIdx.x], tree[threadIdx.x + half]);                                   \
      }                                                                                                           \
    }                                                                                                             \
    meet(group);                                                                                                  \
    return tree[threadIdx.x - me];                                                                                \
  }

__device__ inline REAL above(REAL x, REAL y) { return x > y ? x : y; } // what is no number is found by the sum

TOGETHER(mostOfAll, above)
TOGETHER(sumOfAll, added)

// A row of `length` numbers that lie one after another is that of a group of threads, a power of two. If `whole`, rows
// begin at whole packs, there and in the result, and are made of such.
KERNEL(softmax, (const REAL* xs, REAL* ys, unsigned rows, unsigned length, unsigned group, int whole,
    const Layout outer)) {
  __shared__ REAL tree[THREADS];
  unsigned me = threadIdx.x % group;
  unsigned groups = THREADS / group;
  for (unsigned first = blockIdx.x * groups; first < rows; first += gridDim.x * groups) {
    unsigned i = first + threadIdx.x / group;
    unsigned row = i < rows ? i : first; // a group without a row does another's once more
    const REAL* x = xs + places(outer, row).of[0];
    Pack held[HELD];
    for (unsigned h = 0; h < HELD; h++) {
      held[h] = packAt(x, (h * group + me) * LANE_COUNT, length, whole);
    }
    REAL most = START_MAX;
    EACH_NUMBER(p, most = above(p, most))
    most = mostOfAll(most, me, group, tree);
    REAL shift = most - most == 0 ? most : (REAL) 0; // infinity less infinity is no number
    REAL sum = 0;
    EACH_NUMBER(p, sum += exp(p - shift))
    REAL logSum = log(sumOfAll(sum, me, group, tree)) + shift;
    if (i < rows) {
      REAL* y = ys + row * length;
      for (unsigned h = 0; h < HELD; h++) {
        putSoftmax(held[h], logSum, y, (h * group + me) * LANE_COUNT, length, whole);
      }
      for (unsigned r = (HELD * group + me) * LANE_COUNT; r < length; r += group * LANE_COUNT) {
        putSoftmax(packAt(x, r, length, whole), logSum, y, r, length, whole);
      }
    }
  }
}

// Position of the first largest of `count` numbers that lie `stride` apart; a NaN counts as largest.
KERNEL(argmax, (const REAL* xs, REAL* ys, unsigned results, unsigned count, int stride, const Layout outer)) {
  EACH(i, results) {
    const REAL* x = xs + places(outer, i).of[0];
    unsigned best = 0;
    REAL most = x[0];
    for (unsigned r = 1; r < count; r++) {
      REAL candidate = x[(int) r * stride];
      if (candidate > most || (isNaN(candidate) && !isNaN(most))) {
        best = r;
        most = candidate;
      }
    }
    ys[i] = best;
  }
}
