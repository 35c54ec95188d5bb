// Functions of numbers at the same place: a line each, named as in Unary.java and Binary.java, which define them.
//
// Each is two kernels. The plain one takes views with any strides. That of packs takes views whose numbers lie one after
// another from a whole pack on, or begin again after some packs, or are one and the same number; it may read and write
// beyond the last number, within what was allocated. The result is row-major.

// A view, as a parameter of a kernel of packs, and its i-th pack.
#define VIEW(x) const REAL* x##s, unsigned repeat_##x
#define READ(x) Pack x = pack(x##s, i, repeat_##x);

#define MAP(name, value)                                                                                          \
  __device__ inline REAL name##_of(REAL x) { return value; }                                                      \
  KERNEL(name, (const REAL* xs, REAL* ys, unsigned n, const Layout layout)) {                                     \
    EACH(i, n) {                                                                                                  \
      ys[i] = name##_of(xs[places(layout, i).of[0]]);                                                             \
    }                                                                                                             \
  }                                                                                                               \
  KERNEL(name##_PACKS, (VIEW(x), REAL* ys, unsigned packs)) {                                                     \
    EACH(i, packs) {                                                                                              \
      READ(x)                                                                                                     \
      LANES(l) { x.of[l] = name##_of(x.of[l]); }                                                                  \
      ((Pack*) ys)[i] = x;                                                                                        \
    }                                                                                                             \
  }

#define ZIP(name, value)                                                                                          \
  __device__ inline REAL name##_of(REAL x, REAL y) { return value; }                                              \
  KERNEL(name, (const REAL* xs, const REAL* ys, REAL* zs, unsigned n, const Layout layout)) {                     \
    EACH(i, n) {                                                                                                  \
      Places at = places(layout, i);                                                                              \
      zs[i] = name##_of(xs[at.of[0]], ys[at.of[1]]);                                                              \
    }                                                                                                             \
  }                                                                                                               \
  KERNEL(name##_PACKS, (VIEW(x), VIEW(y), REAL* zs, unsigned packs)) {                                            \
    EACH(i, packs) {                                                                                              \
      READ(x) READ(y)                                                                                             \
      LANES(l) { x.of[l] = name##_of(x.of[l], y.of[l]); }                                                         \
      ((Pack*) zs)[i] = x;                                                                                        \
    }                                                                                                             \
  }

#define ONE ((REAL) 1)
#define ZERO ((REAL) 0)

// The larger exponential is never taken, lest it overflow.
__device__ inline REAL sigmoid(REAL x) {
  REAL e = exp(-fabs(x));
  return x >= 0 ? ONE / (ONE + e) : e / (ONE + e);
}

__device__ inline REAL softplus(REAL x) { return larger(x, ZERO) + log1p(exp(-fabs(x))); }

// C says that 1 to the power of anything is 1; Java, that it is NaN for NaN and infinity (and for -1 and infinity, too).
__device__ inline REAL power(REAL x, REAL y) {
  bool undecided = fabs(x) == ONE && !(fabs(y) < ONE / ZERO);
  return undecided ? y - y : pow(x, y);
}

MAP(NEGATE,         -x)
MAP(RECIPROCAL,     ONE / x)
MAP(SQUARE,         x * x)
MAP(SQRT,           sqrt(x))
MAP(ABS,            fabs(x))
MAP(SIGN,           x > 0 ? ONE : x < 0 ? -ONE : x)
MAP(FLOOR,          floor(x))
MAP(EXP,            exp(x))
MAP(EXPM1,          expm1(x))
MAP(LOG,            log(x))
MAP(LOG1P,          log1p(x))
MAP(SIN,            sin(x))
MAP(COS,            cos(x))
MAP(TANH,           tanh(x))
MAP(SIGMOID,        sigmoid(x))
MAP(SOFTPLUS,       softplus(x))
MAP(ERF,            erf(x))
MAP(RELU,           larger(x, ZERO))

ZIP(ADD,            x + y)
ZIP(SUBTRACT,       x - y)
ZIP(MULTIPLY,       x * y)
ZIP(DIVIDE,         x / y)
ZIP(POW,            power(x, y))
ZIP(MAX,            larger(x, y))
ZIP(MIN,            smaller(x, y))
ZIP(LESS,           x < y ? ONE : ZERO)
ZIP(LESS_OR_EQUAL,  x <= y ? ONE : ZERO)
ZIP(EQUAL,          x == y ? ONE : ZERO)
ZIP(NOT_EQUAL,      x != y ? ONE : ZERO)
ZIP(GATE,           y > 0 ? x : ZERO)
ZIP(ADD_RELU,       larger(x + y, ZERO))

// x + factor y, the product rounded first.
__device__ inline REAL addTimes(REAL x, REAL y, REAL factor) {
  REAL product = factor * y;
  return x + product;
}

KERNEL(ADD_TIMES, (const REAL* xs, const REAL* ys, REAL* zs, unsigned n, const Layout layout, REAL factor)) {
  EACH(i, n) {
    Places at = places(layout, i);
    zs[i] = addTimes(xs[at.of[0]], ys[at.of[1]], factor);
  }
}

KERNEL(ADD_TIMES_PACKS, (VIEW(x), VIEW(y), REAL* zs, unsigned packs, REAL factor)) {
  EACH(i, packs) {
    READ(x) READ(y)
    LANES(l) { x.of[l] = addTimes(x.of[l], y.of[l], factor); }
    ((Pack*) zs)[i] = x;
  }
}

// y = x + a v and z = w + b y, as above: a step with momentum is this and no more.
KERNEL(ADD_TIMES_TWICE, (const REAL* xs, const REAL* vs, const REAL* ws, REAL* ys, unsigned n, const Layout layout,
    REAL* zs, REAL a, REAL b)) {
  EACH(i, n) {
    Places at = places(layout, i);
    REAL y = addTimes(xs[at.of[0]], vs[at.of[1]], a);
    ys[i] = y;
    zs[i] = addTimes(ws[at.of[2]], y, b);
  }
}

KERNEL(ADD_TIMES_TWICE_PACKS, (VIEW(x), VIEW(v), VIEW(w), REAL* ys, unsigned packs, REAL* zs,
    REAL a, REAL b)) {
  EACH(i, packs) {
    READ(x) READ(v) READ(w)
    LANES(l) {
      x.of[l] = addTimes(x.of[l], v.of[l], a);
      w.of[l] = addTimes(w.of[l], x.of[l], b);
    }
    ((Pack*) ys)[i] = x;
    ((Pack*) zs)[i] = w;
  }
}

KERNEL(SELECT, (const REAL* conditions, const REAL* xs, const REAL* ys, REAL* zs, unsigned n, const Layout layout)) {
  EACH(i, n) {
    Places at = places(layout, i);
    zs[i] = conditions[at.of[0]] != 0 ? xs[at.of[1]] : ys[at.of[2]];
  }
}

KERNEL(SELECT_PACKS, (VIEW(condition), VIEW(x), VIEW(y), REAL* zs, unsigned packs)) {
  EACH(i, packs) {
    READ(condition) READ(x) READ(y)
    LANES(l) { x.of[l] = condition.of[l] != 0 ? x.of[l] : y.of[l]; }
    ((Pack*) zs)[i] = x;
  }
}

// x + y where the gate is positive, else 0: the local linear map of a ReLU of a sum.
__device__ inline REAL gateOfSum(REAL x, REAL y, REAL gate) { return gate > 0 ? x + y : ZERO; }

KERNEL(GATE_OF_SUM, (const REAL* xs, const REAL* ys, const REAL* gates, REAL* zs, unsigned n, const Layout layout)) {
  EACH(i, n) {
    Places at = places(layout, i);
    zs[i] = gateOfSum(xs[at.of[0]], ys[at.of[1]], gates[at.of[2]]);
  }
}

KERNEL(GATE_OF_SUM_PACKS, (VIEW(x), VIEW(y), VIEW(gate), REAL* zs, unsigned packs)) {
  EACH(i, packs) {
    READ(x) READ(y) READ(gate)
    LANES(l) { x.of[l] = gateOfSum(x.of[l], y.of[l], gate.of[l]); }
    ((Pack*) zs)[i] = x;
  }
}
