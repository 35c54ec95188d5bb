// Functions of numbers at the same place: a line each, named as in Unary.java and Binary.java, which define them.
// The arguments are views; the result is row-major.

#define MAP(name, value)                                                                                          \
  KERNEL(name, (const REAL* xs, REAL* ys, unsigned n, const Layout layout)) {                                     \
    EACH(i, n) {                                                                                                  \
      REAL x = xs[places(layout, i).of[0]];                                                                       \
      ys[i] = value;                                                                                              \
    }                                                                                                             \
  }

#define ZIP(name, value)                                                                                          \
  KERNEL(name, (const REAL* xs, const REAL* ys, REAL* zs, unsigned n, const Layout layout)) {                     \
    EACH(i, n) {                                                                                                  \
      Places at = places(layout, i);                                                                              \
      REAL x = xs[at.of[0]];                                                                                      \
      REAL y = ys[at.of[1]];                                                                                      \
      zs[i] = value;                                                                                              \
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
KERNEL(ADD_TIMES, (const REAL* xs, const REAL* ys, REAL* zs, unsigned n, const Layout layout, REAL factor)) {
  EACH(i, n) {
    Places at = places(layout, i);
    REAL product = factor * ys[at.of[1]];
    zs[i] = xs[at.of[0]] + product;
  }
}

KERNEL(SELECT, (const REAL* conditions, const REAL* xs, const REAL* ys, REAL* zs, unsigned n, const Layout layout)) {
  EACH(i, n) {
    Places at = places(layout, i);
    zs[i] = conditions[at.of[0]] != 0 ? xs[at.of[1]] : ys[at.of[2]];
  }
}
