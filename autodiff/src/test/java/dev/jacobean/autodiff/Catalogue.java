package dev.jacobean.autodiff;

import static dev.jacobean.autodiff.Sample.apart;
import static dev.jacobean.autodiff.Sample.normal;
import static dev.jacobean.autodiff.Sample.offZero;
import static dev.jacobean.autodiff.Sample.within;

import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Every operation with sample arguments inside its domain and away from its kinks. Whoever adds an operation adds a
/// row.
final class Catalogue {
  /// What a row computes.
  @FunctionalInterface
  interface Body {
    Tensor of(Tensor... x);

    default Program program() {
      return x -> List.of(of(x.toArray(Tensor[]::new)));
    }
  }

  /// One operation with its sample arguments.
  ///
  /// @param exact the same mathematics without rounding on the way; `body` itself unless that converts element types
  record Row(String name, Body body, Body exact, Sample... samples) {
    List<Tensor> arguments(Setting setting, long seed) {
      Random random = new Random(seed);
      List<Tensor> arguments = new ArrayList<>();
      for (Sample sample : samples) {
        arguments.add(sample.draw(setting.backend(), random));
      }
      return List.copyOf(arguments);
    }

    /// Whether the body rounds to fewer digits than its arguments have.
    boolean rounds() {
      return body != exact;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Row> ROWS = new Catalogue().fill();

  private final List<Row> rows = new ArrayList<>();

  private Catalogue() {}

  private List<Row> fill() {
    arithmetic();
    choices();
    functions();
    reductions();
    rearrangements();
    joins();
    contractions();
    images();
    compositions();
    return List.copyOf(rows);
  }

  private void row(String name, Body body, Sample... samples) {
    rows.add(new Row(name, body, body, samples));
  }

  /// Both results in one.
  private static Tensor twice(Tensor left, Tensor right, Tensor outer) {
    Tree.Sums<Tensor> sums = Tree.plusTimesTwice(left, 0.9, right, -0.7, outer);
    return sums.inner().plus(1.5).times(sums.outer());
  }

  private void arithmetic() {
    row("plus", x -> x[0].plus(x[1]), normal(2, 3), normal(2, 3));
    row("plus, a row to every row", x -> x[0].plus(x[1]), normal(2, 3), normal(3));
    row("plus, columns and rows", x -> x[0].plus(x[1]), normal(2, 1), normal(1, 3));
    row("plus, a number", x -> x[0].plus(x[1]), normal(), normal(2, 2));
    row("plus, itself", x -> x[0].plus(x[0]), normal(3));
    row("plus double", x -> x[0].plus(1.5), normal(3));
    row("plusTimes", x -> x[0].plusTimes(-0.7, x[1]), normal(2, 3), normal(2, 3));
    row("plusTimes, columns and squared rows", x -> x[0].plusTimes(1.5, x[1].square()), normal(2, 1), normal(1, 3));
    row("plusTimesTwice", x -> twice(x[0], x[1], x[2]), normal(2, 3), normal(2, 3), normal(2, 3));
    row("plusTimesTwice of squares", x -> twice(x[0].square(), x[1], x[0]), normal(2, 3), normal(2, 3));
    row("minus", x -> x[0].minus(x[1]), normal(2, 3), normal(2, 3));
    row("minus, added axes", x -> x[0].minus(x[1]), normal(3), normal(2, 1, 3));
    row("minus double", x -> x[0].minus(1.5), normal(3));
    row("times", x -> x[0].times(x[1]), normal(2, 3), normal(2, 3));
    row("times, outer", x -> x[0].times(x[1]), normal(2, 1), normal(3));
    row("times, numbers", x -> x[0].times(x[1]), normal(), normal());
    row("times, itself", x -> x[0].times(x[0]), normal(3));
    row("times double", x -> x[0].times(-1.5), normal(3));
    row("dividedBy", x -> x[0].dividedBy(x[1]), normal(2, 2), offZero(2, 2));
    row("dividedBy, a column", x -> x[0].dividedBy(x[1]), normal(2, 3), offZero(2, 1));
    row("dividedBy double", x -> x[0].dividedBy(-1.5), normal(3));
    row("pow", x -> x[0].pow(x[1]), within(0.5, 2, 2, 2), normal(2, 2));
    row("pow, one exponent", x -> x[0].pow(x[1]), within(0.5, 2, 2, 2), normal());
    row("pow, whole exponents that may move", x -> x[0].pow(x[1]),
        within(0.5, 2, 4), Sample.of(Shape.of(4), 0, 1, 2, -1));
    row("pow 0.5", x -> x[0].pow(0.5), within(0.5, 2, 3));
    row("pow 3, either sign", x -> x[0].pow(3), normal(3));
    row("pow 3, at 0", x -> x[0].pow(3), Sample.of(Shape.of(2), 0, 1));
    row("pow 2, at 0", x -> x[0].pow(2), Sample.of(Shape.of(2), 0, -1));
    row("pow 1 and 0", x -> x[0].pow(1).plus(x[0].pow(0)), Sample.of(Shape.of(2), 0, -1));
    row("negate", x -> x[0].negate(), normal(3));
    row("reciprocal", x -> x[0].reciprocal(), offZero(3));
    row("square", x -> x[0].square(), normal(3));
    row("sqrt", x -> x[0].sqrt(), within(0.5, 2, 3));
  }

  /// Steps have no derivative of their own, but choose which one there is.
  private void choices() {
    row("max of two", x -> x[0].max(x[1]), apart(0, 2, 3), apart(1, 2, 3));
    row("max of two, a row", x -> x[0].square().max(x[1]), apart(0, 2, 3), within(-2, -1, 3));
    row("atLeast", x -> x[0].atLeast(0), offZero(4));
    row("min of two", x -> x[0].min(x[1]), apart(0, 2, 3), apart(1, 2, 3));
    row("min of two, a column", x -> x[0].min(x[1]), apart(0, 2, 3), apart(1, 2, 1));
    row("atMost", x -> x[0].atMost(0), offZero(4));
    row("less", x -> x[0].less(x[1]).times(x[0].square()), apart(0, 2, 3), apart(1, 2, 3));
    row("less double", x -> x[0].less(0.0).times(x[0].square()), offZero(4));
    row("lessOrEqual", x -> x[0].lessOrEqual(x[1]).times(x[0].square()), apart(0, 4), apart(1, 4));
    row("lessOrEqual double", x -> x[0].lessOrEqual(0.0).times(x[0].square()), offZero(4));
    row("greater", x -> x[0].greater(x[1]).times(x[0].square()), apart(0, 4), apart(1, 4));
    row("greater double", x -> x[0].greater(0.0).times(x[0].square()), offZero(4));
    row("greaterOrEqual", x -> x[0].greaterOrEqual(x[1]).times(x[0].square()), apart(0, 4), apart(1, 4));
    row("greaterOrEqual double", x -> x[0].greaterOrEqual(0.0).times(x[0].square()), offZero(4));
    row("equalTo", x -> x[0].equalTo(x[1]).times(x[0].square()), apart(0, 4), apart(1, 4));
    row("equalTo double", x -> x[0].floor().equalTo(0).times(x[0].square()), within(0.1, 0.9, 4));
    row("notEqualTo", x -> x[0].notEqualTo(x[1]).times(x[0].square()), apart(0, 4), apart(1, 4));
    row("notEqualTo double", x -> x[0].notEqualTo(0).times(x[0].square()), offZero(4));
    row("select", x -> x[0].greater(0).select(x[1].square(), x[2].exp()), offZero(2, 3), normal(2, 3), normal(2, 3));
    row("select, expanded", x -> x[0].greater(0).select(x[1], x[2].exp()), offZero(2, 1), normal(), normal(3));
    row("sign", x -> x[0].sign().times(x[0].square()), offZero(4));
    row("floor", x -> x[0].times(2).floor().times(x[0]), within(0.6, 0.9, 4));
    row("argmax", x -> x[0].argmax(1).times(x[0].sum(1).square()), apart(0, 2, 3));
    row("abs", x -> x[0].abs(), offZero(4));
    row("abs, of a square", x -> x[0].square().abs(), normal(4));
    row("relu", x -> x[0].relu(), offZero(2, 3));
    row("plusRelu", x -> x[0].plusRelu(x[1]), apart(0, 2, 3), within(0.18, 0.22, 3));
    row("plusRelu, of squares", x -> x[0].square().plusRelu(x[1].exp()), normal(2, 3), normal(3));
    row("relu, of a sum", x -> x[0].plus(x[1]).relu(), apart(0, 2, 3), within(0.18, 0.22, 2, 3));
    row("relu, used twice", x -> usedTwice(x[0].relu()), offZero(2, 3));
    row("relu, of products", x -> x[0].times(x[1]).relu(), offZero(2, 3), offZero(3));
  }

  private void functions() {
    row("exp", x -> x[0].exp(), normal(3));
    row("expm1", x -> x[0].expm1(), normal(3));
    row("log", x -> x[0].log(), within(0.5, 2, 3));
    row("log1p", x -> x[0].log1p(), within(-0.5, 1, 3));
    row("sin", x -> x[0].sin(), normal(3));
    row("cos", x -> x[0].cos(), normal(3));
    row("tanh", x -> x[0].tanh(), normal(3));
    row("sigmoid", x -> x[0].sigmoid(), normal(3));
    row("softplus", x -> x[0].softplus(), normal(3));
    row("erf", x -> x[0].erf(), normal(3));
    row("gelu", x -> x[0].gelu(), normal(3));
  }

  private void reductions() {
    row("sum, all", x -> x[0].sum(), normal(2, 3));
    row("sum, of a number", x -> x[0].sum(), normal());
    row("sum, first axis", x -> x[0].sum(0), normal(2, 3));
    row("sum, two axes", x -> x[0].square().sum(0, -1), normal(2, 3, 2));
    row("sumKeep", x -> x[0].times(x[0].sumKeep(-1)), normal(2, 3));
    row("mean", x -> x[0].mean(1, 2), normal(2, 3, 2));
    row("meanKeep", x -> x[0].times(x[0].meanKeep(0)), normal(2, 3));
    row("variance", x -> x[0].variance(), normal(2, 3));
    row("variance, two axes", x -> x[0].variance(0, 2), normal(2, 2, 2));
    row("max", x -> x[0].max(), apart(0, 2, 3));
    row("max, one axis", x -> x[0].square().max(1), apart(0, 2, 3));
    row("max, two axes", x -> x[0].max(0, 2), apart(0, 2, 3, 2));
    row("maxKeep", x -> x[0].times(x[0].maxKeep(1)), apart(0, 2, 3));
    row("min", x -> x[0].min(), apart(0, 2, 3));
    row("min, one axis", x -> x[0].min(0).square(), apart(0, 2, 3));
    row("minKeep", x -> x[0].times(x[0].minKeep(1)), apart(0, 2, 3));
    row("logSumExp", x -> x[0].logSumExp(), normal(2, 3));
    row("logSumExp, one axis", x -> x[0].logSumExp(1), normal(2, 3));
    row("logSumExp, two axes", x -> x[0].logSumExp(0, 2), normal(2, 2, 2));
    row("softmax", x -> x[0].softmax(1), normal(2, 3));
    row("softmax, first axis", x -> x[0].softmax(0), normal(3, 2));
    row("logSoftmax", x -> x[0].logSoftmax(0), normal(3, 2));
  }

  private void rearrangements() {
    row("expand", x -> x[0].expand(Shape.of(2, 3, 2)), normal(3, 1));
    row("expand, a number", x -> x[0].expand(Shape.of(2, 2)), normal());
    row("reshape", x -> x[0].reshape(3, -1), normal(2, 3));
    row("reshape, to a shape", x -> x[0].reshape(Shape.of(6)), normal(2, 3));
    row("reshape, of a permuted one", x -> x[0].transpose().reshape(6).square(), normal(2, 3));
    row("permute", x -> x[0].permute(2, 0, 1), normal(2, 3, 2));
    row("permute, from the end", x -> x[0].permute(-1, 0, -2), normal(2, 3, 2));
    row("transpose", x -> x[0].transpose(), normal(2, 2, 3));
    row("insertAxis", x -> x[0].insertAxis(1).times(x[0].insertAxis(-1)), normal(2, 2));
    row("dropAxis", x -> x[0].dropAxis(1), normal(2, 1, 3));
    row("slice", x -> x[0].slice(1, 1, 3), normal(2, 4));
    row("slice, nothing", x -> x[0].slice(0, 1, 1), normal(2, 2));
    row("slice, a step", x -> x[0].slice(1, 0, 4, 2), normal(2, 5));
    row("slice, a step that does not fit", x -> x[0].slice(-2, 1, 5, 3), normal(5, 2));
    row("at", x -> x[0].at(0, 1), normal(2, 3));
    row("reverse", x -> x[0].reverse(-1), normal(2, 3));
    row("pad", x -> x[0].pad(new int[] {1, 0}, new int[] {0, 2}), normal(2, 2));
    row("gather", x -> x[0].gather(1, 2, 0, 2), normal(2, 3));
    row("gather, nothing", x -> x[0].gather(0), normal(2, 3));
    row("scatter", x -> x[0].scatter(0, 4, 2, 0, 2), normal(3, 2));
  }

  private void joins() {
    row("concatenate", x -> Tensor.concatenate(1, x), normal(2, 1), normal(2, 3), normal(2, 2));
    row("concatenate, one with itself", x -> Tensor.concatenate(0, x[0], x[1], x[0]), normal(2, 2), normal(1, 2));
    row("concatenate, one part", x -> Tensor.concatenate(0, x), normal(2));
    row("stack", x -> Tensor.stack(0, x), normal(2, 2), normal(2, 2));
    row("stack, last axis", x -> Tensor.stack(-1, x[0], x[1].square()), normal(3), normal(3));
    rows.add(new Row("to another element type", x -> x[0].to(other(x[0])).square().to(x[0].backend()),
        x -> x[0].square(), normal(3)));
    rows.add(new Row("to a backend and on", x -> x[0].to(Setting.EXACT).to(other(x[0])).sin().to(x[0].backend()),
        x -> x[0].sin(), normal(2, 2)));
  }

  private static DType other(Tensor x) {
    return x.dtype() == DType.F32 ? DType.F64 : DType.F32;
  }

  private void contractions() {
    row("matmul", x -> x[0].matmul(x[1]), normal(2, 3), normal(3, 2));
    row("matmul, transposed", x -> x[0].transpose().matmul(x[1].transpose()), normal(3, 2), normal(2, 3));
    row("matmul, itself", x -> x[0].matmul(x[0]), normal(2, 2));
    row("matmul, a batch on one", x -> x[0].matmul(x[1]), normal(2, 2, 3), normal(3, 2));
    row("matmul, one on a batch", x -> x[0].matmul(x[1]), normal(2, 3), normal(2, 3, 2));
    row("matmul, batches", x -> x[0].matmul(x[1]), normal(2, 1, 2, 2), normal(3, 2, 1));
    row("dot", x -> x[0].dot(x[1]), normal(2, 3), normal(2, 3));
    row("dot, itself", x -> x[0].dot(x[0]), normal(4));
  }

  private void images() {
    row("conv2d", x -> x[0].conv2d(x[1], 1, 0), normal(1, 3, 3, 2), normal(2, 2, 2, 2));
    row("conv2d, padded", x -> x[0].conv2d(x[1], 1, 1), normal(2, 3, 2, 1), normal(3, 3, 1, 2));
    row("conv2d, a stride", x -> x[0].conv2d(x[1], 2, 0), normal(1, 5, 4, 1), normal(3, 2, 1, 2));
    row("conv2d, a stride that leaves pixels out", x -> x[0].conv2d(x[1], 3, 1),
        normal(1, 5, 6, 1), normal(2, 3, 1, 1));
    row("channelsLast", x -> x[0].channelsLast().square(), normal(2, 3, 2, 1));
    row("channelsFirst", x -> x[0].square().channelsFirst(), normal(2, 3, 2, 1));
    row("maxPool2d", x -> x[0].maxPool2d(2, 2, 0), apart(0, 1, 4, 4, 2));
    row("maxPool2d, overlapping and padded", x -> x[0].square().maxPool2d(3, 1, 1), apart(0, 1, 3, 4, 1));
    row("avgPool2d", x -> x[0].avgPool2d(2, 2, 0).square(), normal(1, 4, 4, 2));
    row("avgPool2d, overlapping and padded", x -> x[0].avgPool2d(3, 2, 1), normal(2, 4, 3, 1));
  }

  /// Not one operation but ways of putting some together.
  private void compositions() {
    row("checkpoint", x -> Autodiff.checkpoint((List<Tensor> w) -> w.get(0).tanh().matmul(w.get(1))).apply(List.of(x)),
        normal(2, 3), normal(3, 2));
    row("a network", x -> x[0].matmul(x[1]).softplus().matmul(x[2]).logSoftmax(1),
        normal(2, 3), normal(3, 2), normal(2, 2));
    row("a program of one input often used", x -> x[0].times(x[0].sum()).exp().dot(x[0].sin()), within(-0.5, 0.5, 3));
  }

  /// So that cotangents are summed before they go on.
  private static Tensor usedTwice(Tensor x) {
    return x.square().plus(x.exp());
  }
}
