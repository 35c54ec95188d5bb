package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Shape;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// An operation that states its evaluation and its local linear maps in one place.
///
/// The maps are written in tensor operations; both modes, every nesting and every order follow. [#apply] is the whole
/// interpreter.
///
/// {@snippet file="dev/jacobean/autodiff/snippets/DerivativesTest.java" region="primitive"}
/// {@snippet file="dev/jacobean/autodiff/snippets/DerivativesTest.java" region="primitiveUse"}
public final class Primitive {
  /// How an operation depends on each of its arguments.
  @FunctionalInterface
  public interface Rule {
    /// {@return the local linear map from tangents of `x[argument]` to tangents of the value `y` at `x`}
    /// @param argument in which of the arguments, from 0
    /// @param x the arguments, of which the map may keep some
    /// @param y the value, which the map may keep instead
    LinearMap<Tensor, Tensor> differential(int argument, Tensor[] x, Tensor y);
  }

  /// What an operation computes, from numbers.
  @FunctionalInterface
  interface Evaluation {
    Array at(Array... x);
  }

  /// A rule that may use the operation itself: a linear map is its own differential.
  @FunctionalInterface
  private interface SelfRule {
    LinearMap<Tensor, Tensor> differential(Primitive self, int argument, Tensor[] x, Tensor y);
  }

  /// The adjoint of a linear operation, given the shape of its argument.
  @FunctionalInterface
  interface Adjoint {
    Tensor apply(Tensor cotangent, Shape argument);
  }

  /// The adjoint of a bilinear operation in one argument, given the other one and the shape of the one.
  @FunctionalInterface
  interface Partial {
    Tensor apply(Tensor other, Tensor cotangent, Shape argument);
  }

  private final String name;
  private final Evaluation evaluation;
  private final SelfRule rule;

  private Primitive(String name, Evaluation evaluation, SelfRule rule) {
    this.name = name;
    this.evaluation = evaluation;
    this.rule = rule;
  }

  /// {@return the operation's name, as errors and [Autodiff#explain] show it}
  public String name() {
    return name;
  }

  /// {@return the value, watched by every differentiation that watches an argument}
  ///
  /// Peels the innermost trace, computes one level down, and lets the trace note the local linear maps. The recursion
  /// is the nesting.
  ///
  /// @param x as many as its evaluation takes
  public Tensor apply(Tensor... x) {
    Trace trace = Trace.innermost(x);
    if (trace == null) {
      return evaluate(name, evaluation, x);
    }
    Tensor[] primals = trace.peel(x);
    return trace.extend(this, x, primals, apply(primals));
  }

  LinearMap<Tensor, Tensor> differential(int argument, Tensor[] x, Tensor y) {
    return rule.differential(this, argument, x, y);
  }

  static Constant evaluate(String name, Evaluation evaluation, Tensor... x) {
    Array[] arrays = new Array[x.length];
    for (int i = 0; i < x.length; i++) {
      arrays[i] = x[i].array();
    }
    return FiniteGuard.checked(name, evaluation.at(arrays), arrays);
  }

  // ---- the ways of stating one

  /// A linear operation states its adjoint; its map keeps nothing.
  static Primitive linear(String name, UnaryOperator<Array> evaluation, Adjoint adjoint) {
    return new Primitive(name, x -> evaluation.apply(x[0]),
        (self, i, x, y) -> new Local.Linear(self, adjoint, x[0].shape()));
  }

  /// A bilinear operation states its adjoint in either argument; either map keeps the other argument.
  static Primitive bilinear(String name, BinaryOperator<Array> evaluation, Partial left, Partial right) {
    return new Primitive(name, x -> evaluation.apply(x[0], x[1]),
        (self, i, x, y) -> new Local.Bilinear(self, i == 0 ? left : right, i, x[1 - i], x[i].shape()));
  }

  /// An elementwise function whose derivative is `slope` of its argument; its map keeps the argument.
  static Primitive ofArgument(String name, UnaryOperator<Array> evaluation, UnaryOperator<Tensor> slope) {
    return new Primitive(name, x -> evaluation.apply(x[0]), (self, i, x, y) -> new Local.Diagonal(x[0], slope));
  }

  /// An elementwise function whose derivative is `slope` of its value; its map keeps the value.
  static Primitive ofValue(String name, UnaryOperator<Array> evaluation, UnaryOperator<Tensor> slope) {
    return new Primitive(name, x -> evaluation.apply(x[0]), (self, i, x, y) -> new Local.Diagonal(y, slope));
  }

  /// Anything else.
  static Primitive general(String name, Evaluation evaluation, Rule rule) {
    return new Primitive(name, evaluation, (self, i, x, y) -> rule.differential(i, x, y));
  }

  /// {@return an operation of a user's own: `evaluation` sees numbers only} [Autodiff#checkGradients] checks its rule.
  ///
  /// @param name for errors and [Autodiff#explain]
  /// @param evaluation of the arguments alone: every tensor that it depends on must be one
  /// @param rule the local linear map in each argument; takes tangents like the argument to tangents like the value
  public static Primitive of(String name, Function<Tensor[], Tensor> evaluation, Rule rule) {
    return general(name, x -> numbers(name, evaluation.apply(constants(x))),
        (i, x, y) -> UserMap.of(name, rule.differential(i, x, y), x[i], y));
  }

  /// {@return an operation of a user's own with one argument}
  /// @param name for errors and [Autodiff#explain]
  /// @param evaluation of the argument alone
  /// @param differential the local linear map, from argument and value
  public static Primitive of(
      String name,
      UnaryOperator<Tensor> evaluation,
      BiFunction<Tensor, Tensor, LinearMap<Tensor, Tensor>> differential) {
    return of(name, (Tensor[] x) -> evaluation.apply(x[0]), (i, x, y) -> differential.apply(x[0], y));
  }

  private static Tensor[] constants(Array... x) {
    Tensor[] constants = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      constants[i] = new Constant(x[i]);
    }
    return constants;
  }

  private static Array numbers(String name, Tensor y) {
    if (y instanceof Constant constant) {
      return constant.array();
    }
    throw new IllegalArgumentException(
        name + ": the evaluation used a tensor that a differentiation is watching and that is not an argument;"
            + " every tensor it depends on must be an argument");
  }
}
