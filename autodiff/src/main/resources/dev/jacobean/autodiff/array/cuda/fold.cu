// Sums and extremes. A result's numbers are cut into parts of `share`; ys is [parts, results].
// `outer` says where a result's numbers begin, `inner` where each of the `count` of them lies.

#define THREADS 256

__device__ inline REAL added(REAL x, REAL y) { return x + y; }

// log (e^x + e^y): the larger exponential is taken out, lest it overflow.
__device__ inline REAL logAdded(REAL x, REAL y) {
  REAL most = larger(x, y);
  return fabs(most) == 1 / (REAL) 0 ? most : most + log1p(exp(smaller(x, y) - most));
}

#define NOTHING_SUM ((REAL) 0)
#define NOTHING_MAX (-1 / (REAL) 0)
#define NOTHING_MIN (1 / (REAL) 0)
#define NOTHING_LOG_SUM_EXP NOTHING_MAX

// A part is one thread's: neighbouring threads have neighbouring results.
#define CHAIN(name, step)                                                                                         \
  KERNEL(chain_##name, (const REAL* xs, REAL* ys, unsigned results, unsigned parts, unsigned share,               \
      unsigned count, const Layout outer, const Layout inner)) {                                                  \
    EACH(i, results * parts) {                                                                                    \
      unsigned part = i / results;                                                                                \
      const REAL* x = xs + places(outer, i % results).of[0];                                                      \
      unsigned end = part + 1 == parts ? count : (part + 1) * share;                                              \
      REAL folded = NOTHING_##name;                                                                               \
      for (unsigned r = part * share; r < end; r++) {                                                             \
        folded = step(folded, x[places(inner, r).of[0]]);                                                         \
      }                                                                                                           \
      ys[i] = folded;                                                                                             \
    }                                                                                                             \
  }

// A part is one block's: each thread folds every 256th number, then halves fold into halves.
#define TREE(name, step)                                                                                          \
  KERNEL(tree_##name, (const REAL* xs, REAL* ys, unsigned results, unsigned parts, unsigned share,                \
      unsigned count, const Layout outer, const Layout inner)) {                                                  \
    __shared__ REAL tree[THREADS];                                                                                \
    unsigned me = threadIdx.x;                                                                                    \
    for (unsigned i = blockIdx.x; i < results * parts; i += gridDim.x) {                                          \
      unsigned part = i / results;                                                                                \
      const REAL* x = xs + places(outer, i % results).of[0];                                                      \
      unsigned end = part + 1 == parts ? count : (part + 1) * share;                                              \
      REAL folded = NOTHING_##name;                                                                               \
      for (unsigned r = part * share + me; r < end; r += THREADS) {                                               \
        folded = step(folded, x[places(inner, r).of[0]]);                                                         \
      }                                                                                                           \
      tree[me] = folded;                                                                                          \
      __syncthreads();                                                                                            \
      for (unsigned half = THREADS / 2; half > 0; half /= 2) {                                                    \
        if (me < half) {                                                                                          \
          tree[me] = step(tree[me], tree[me + half]);                                                             \
        }                                                                                                         \
        __syncthreads();                                                                                          \
      }                                                                                                           \
      if (me == 0) {                                                                                              \
        ys[i] = tree[0];                                                                                          \
      }                                                                                                           \
      __syncthreads();                                                                                            \
    }                                                                                                             \
  }

CHAIN(SUM, added)
CHAIN(MAX, larger)
CHAIN(MIN, smaller)
CHAIN(LOG_SUM_EXP, logAdded)

TREE(SUM, added)
TREE(MAX, larger)
TREE(MIN, smaller)
TREE(LOG_SUM_EXP, logAdded)

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
