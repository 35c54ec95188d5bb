package dev.jacobean.autodiff;

import static dev.jacobean.autodiff.Local.symmetric;
import static dev.jacobean.autodiff.Primitive.bilinear;
import static dev.jacobean.autodiff.Primitive.general;
import static dev.jacobean.autodiff.Primitive.linear;
import static dev.jacobean.autodiff.Primitive.ofArgument;
import static dev.jacobean.autodiff.Primitive.ofValue;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Binary;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.autodiff.array.Unary;
import java.util.function.UnaryOperator;

/// The rule table of the elementwise operations. Both arguments of a binary one have the same shape: [#pair] expands.
final class Elementwise {
  static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

  // One argument, linear: the adjoint.
  static final Primitive NEGATE     = linear("negate", by(Unary.NEGATE), (c, from) -> c.negate());

  // One argument: the derivative, by whichever of argument and value is simpler (and is then kept).
  static final Primitive RECIPROCAL = ofValue   ("reciprocal", by(Unary.RECIPROCAL), y -> y.square().negate());
  static final Primitive SQUARE     = ofArgument("square",     by(Unary.SQUARE),     x -> x.times(2));
  static final Primitive SQRT       = ofValue   ("sqrt",       by(Unary.SQRT),       y -> y.reciprocal().times(0.5));
  static final Primitive EXP        = ofValue   ("exp",        by(Unary.EXP),        y -> y);
  static final Primitive EXPM1      = ofValue   ("expm1",      by(Unary.EXPM1),      y -> y.plus(1));
  static final Primitive LOG        = ofArgument("log",        by(Unary.LOG),        x -> x.reciprocal());
  static final Primitive LOG1P      = ofArgument("log1p",      by(Unary.LOG1P),      x -> x.plus(1).reciprocal());
  static final Primitive SIN        = ofArgument("sin",        by(Unary.SIN),        x -> x.cos());
  static final Primitive COS        = ofArgument("cos",        by(Unary.COS),        x -> x.sin().negate());
  static final Primitive TANH       = ofValue   ("tanh",       by(Unary.TANH),       y -> one(y).minus(y.square()));
  static final Primitive SIGMOID    = ofValue   ("sigmoid",    by(Unary.SIGMOID),    y -> y.minus(y.square()));
  static final Primitive SOFTPLUS   = ofArgument("softplus",   by(Unary.SOFTPLUS),   x -> x.sigmoid());
  static final Primitive ERF        = ofArgument("erf",        by(Unary.ERF),        Elementwise::bell);
  static final Primitive ABS        = ofArgument("abs",        by(Unary.ABS),        x -> x.sign());
  static final Primitive RELU       = general   ("relu",       x -> x[0].map(Unary.RELU), (i, x, y) ->
                                                new Local.Gate(y.stopGradient()));

  // Two arguments.
  static final Primitive ADD        = general ("plus",  x -> x[0].zip(Binary.ADD, x[1]),      (i, x, y) -> identity());
  static final Primitive SUBTRACT   = general ("minus", x -> x[0].zip(Binary.SUBTRACT, x[1]), (i, x, y) ->
                                                i == 0 ? identity() : symmetric(t -> t.negate()));
  static final Primitive MULTIPLY   = bilinear("times", (a, b) -> a.zip(Binary.MULTIPLY, b),
                                                (b, c, from) -> c.times(b), (a, c, from) -> c.times(a));
  static final Primitive DIVIDE     = general ("dividedBy", x -> x[0].zip(Binary.DIVIDE, x[1]), (i, x, y) ->
                                                i == 0 ? numerator(x[1]) : divisor(x[1], y));
  static final Primitive POW        = general ("pow",   x -> x[0].zip(Binary.POW, x[1]), (i, x, y) ->
                                                i == 0 ? diagonal(powerSlope(x[0], x[1])) : diagonal(baseLog(x[0], y)));
  static final Primitive MAX        = general ("max",   x -> x[0].zip(Binary.MAX, x[1]), (i, x, y) ->
                                                winner(x[i], x[1 - i], y));
  static final Primitive MIN        = general ("min",   x -> x[0].zip(Binary.MIN, x[1]), (i, x, y) ->
                                                winner(x[i], x[1 - i], y));

  private Elementwise() {}

  /// Applies a primitive of two arguments after expanding both to one shape, so that no rule meets two.
  static Tensor pair(Primitive primitive, Tensor left, Tensor right) {
    if (left.shape().equals(right.shape())) {
      return primitive.apply(left, right);
    }
    Shape to = Shape.broadcast(primitive.name(), left.shape(), right.shape());
    return primitive.apply(left.expand(to), right.expand(to));
  }

  /// x + factor·y: the identity in `x`, `factor` times the identity in `y`.
  static Tensor plusTimes(Tensor x, double factor, Tensor y) {
    Shape to = Shape.broadcast("plusTimes", x.shape(), y.shape());
    return plusTimes(factor).apply(x.expand(to), y.expand(to));
  }

  static Primitive plusTimes(double factor) {
    return general("plusTimes", a -> a[0].addTimes(factor, a[1]), (i, a, value) ->
        i == 0 ? identity() : symmetric(t -> t.times(factor)));
  }

  /// As [#pair] for functions that are constant almost everywhere: no differentiation watches the result.
  static Tensor compare(Binary comparison, Tensor left, Tensor right) {
    Shape to = Shape.broadcast(comparison.name().toLowerCase(java.util.Locale.ROOT), left.shape(), right.shape());
    return new Constant(left.array().expand(to).zip(comparison, right.array().expand(to)));
  }

  /// `f` of each element, for functions that are constant almost everywhere.
  static Tensor step(Unary f, Tensor x) {
    return new Constant(x.array().map(f));
  }

  /// `x` where `condition` is not 0, else `y`: selects, so the value of the branch not taken does not leak.
  static Tensor select(Tensor condition, Tensor x, Tensor y) {
    Shape to = Shape.broadcast("select", condition.shape(), Shape.broadcast("select", x.shape(), y.shape()));
    Array chosen = condition.array().expand(to);
    Tensor where = new Constant(chosen);
    return general("select", a -> chosen.select(a[0], a[1]), (i, a, value) ->
        i == 0 ? symmetric(t -> select(where, t, t.zeros()), where)
               : symmetric(t -> select(where, t.zeros(), t), where))
        .apply(x.expand(to), y.expand(to));
  }

  /// `x` where `open` is positive, else 0: ReLU's local linear map, which is its own.
  static Tensor gate(Tensor x, Tensor open) {
    return gate(open).apply(x);
  }

  static Primitive gate(Tensor open) {
    return general("gate", a -> a[0].zip(Binary.GATE, open.array()), (i, a, value) -> new Local.Gate(open));
  }

  /// How a quotient depends on its numerator. A method of its own, so that the map holds on to nothing else.
  private static Local numerator(Tensor divisor) {
    return symmetric(t -> t.dividedBy(divisor), divisor);
  }

  private static Local divisor(Tensor divisor, Tensor y) {
    return symmetric(t -> t.times(y).dividedBy(divisor).negate(), divisor, y);
  }

  private static Local identity() {
    return symmetric(t -> t);
  }

  /// Where `mine` is the result; where both are, half to either, so that the two maps still sum to the identity.
  private static Local winner(Tensor mine, Tensor other, Tensor y) {
    Tensor wins = mine.equalTo(y);
    Tensor share = wins.times(one(wins).minus(other.equalTo(y).times(0.5)));
    return symmetric(t -> gate(t.times(share), share), share);
  }

  /// y·x^(y−1); 0 where both are 0. There the unused branch must stay finite, since its derivative is multiplied by 0.
  private static Tensor powerSlope(Tensor base, Tensor exponent) {
    Tensor corner = base.equalTo(0).times(exponent.equalTo(0));
    Tensor slope = exponent.times(select(corner, one(base), base).pow(exponent.minus(1)));
    return select(corner, slope.zeros(), slope);
  }

  private static Tensor baseLog(Tensor base, Tensor y) {
    Tensor isZero = base.equalTo(0);
    return select(isZero, y.zeros(), y.times(select(isZero, one(base), base).log()));
  }

  private static Tensor bell(Tensor x) {
    return x.square().negate().exp().times(TWO_OVER_ROOT_PI);
  }

  private static Local diagonal(Tensor factor) {
    return new Local.Diagonal(factor, f -> f);
  }

  private static Tensor one(Tensor like) {
    return Tensor.full(like.backend(), 1);
  }

  private static UnaryOperator<Array> by(Unary f) {
    return x -> x.map(f);
  }
}
