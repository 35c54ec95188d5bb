package dev.jacobean.autodiff;

import dev.jacobean.autodiff.RandomProgram.Step;
import dev.jacobean.autodiff.array.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Random choices of one operation, its operands and its axes, such that it is smooth near the values given.
final class RandomSteps {
  /// How far from a kink: more than a finite difference moves a value whose tangent is within the bounds of programs.
  private static final double MARGIN = 0.05;

  /// Functions of one argument, and where they are smooth and tame.
  private record Smooth(String name, UnaryOperator<Tensor> f, DoublePredicate domain) {}

  private static final List<Smooth> SMOOTH = List.of(
      new Smooth("negate", Tensor::negate, x -> true),
      new Smooth("reciprocal", Tensor::reciprocal, x -> Math.abs(x) > 0.4),
      new Smooth("square", Tensor::square, x -> true),
      new Smooth("sqrt", Tensor::sqrt, x -> x > 0.3),
      new Smooth("abs", Tensor::abs, x -> Math.abs(x) > MARGIN),
      new Smooth("exp", Tensor::exp, x -> x < 2),
      new Smooth("expm1", Tensor::expm1, x -> x < 2),
      new Smooth("log", Tensor::log, x -> x > 0.3),
      new Smooth("log1p", Tensor::log1p, x -> x > -0.6),
      new Smooth("sin", Tensor::sin, x -> true),
      new Smooth("cos", Tensor::cos, x -> true),
      new Smooth("tanh", Tensor::tanh, x -> true),
      new Smooth("sigmoid", Tensor::sigmoid, x -> true),
      new Smooth("softplus", Tensor::softplus, x -> true),
      new Smooth("erf", Tensor::erf, x -> true),
      new Smooth("gelu", Tensor::gelu, x -> true),
      new Smooth("relu", Tensor::relu, x -> Math.abs(x) > MARGIN),
      new Smooth("pow(3)", x -> x.pow(3), x -> true),
      new Smooth("pow(-1.5)", x -> x.pow(-1.5), x -> x > 0.4),
      new Smooth("times(0.7)", x -> x.times(0.7), x -> true),
      new Smooth("times(its sign)", x -> x.times(x.sign()), x -> Math.abs(x) > MARGIN),
      new Smooth("checkpoint(tanh of its square)",
          x -> Autodiff.checkpoint((Tensor w) -> w.square().tanh()).apply(x), x -> true),
      new Smooth("gradient of the sum of sin(w)·it", x -> Autodiff.gradient(w -> w.sin().times(x).sum(), x), x -> true),
      new Smooth("hvp of the sum of cubes along it",
          x -> Autodiff.hvp(w -> w.pow(3).sum().times(0.1), x, x), x -> true));

  private final List<Tensor> values;
  private final Random random;

  private RandomSteps(List<Tensor> values, Random random) {
    this.values = values;
    this.random = random;
  }

  /// A step, from values computed so far.
  static Step any(List<Tensor> values, Random random) {
    RandomSteps steps = new RandomSteps(values, random);
    while (true) {
      Step step = steps.attempt();
      if (step.operands().length > 0) {
        return step;
      }
    }
  }

  /// What an attempt gives when the operation does not suit the value chosen: a step without operands.
  private static final Step NONE = new Step("none", x -> x[0]);

  private Step attempt() {
    int a = operand();
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> smooth(a);
      case 3, 4 -> two(a, operand());
      case 5 -> reduction(a);
      case 6 -> values.get(a).shape().rank() == 0 ? smooth(a) : rearrangement(a);
      case 7 -> values.get(a).shape().rank() == 0 ? two(a, operand()) : selection(a);
      case 8 -> contraction(a, operand());
      default -> image(a, operand());
    };
  }

  /// Recent values more often, so that programs grow deep; any value sometimes, so that values are used again.
  private int operand() {
    int count = values.size();
    return random.nextInt(3) == 0 ? random.nextInt(count) : count - 1 - random.nextInt(Math.min(3, count));
  }

  private Step smooth(int a) {
    Smooth chosen = SMOOTH.get(random.nextInt(SMOOTH.size()));
    return Arrays.stream(values.get(a).toDoubles()).allMatch(chosen.domain)
        ? new Step("%s." + chosen.name, x -> chosen.f.apply(x[0]), a) : NONE;
  }

  // ---- two arguments

  private Step two(int a, int b) {
    Shape left = values.get(a).shape();
    Shape right = values.get(b).shape();
    if (!meets(left, right)) {
      return fitted(a, b);
    }
    return switch (random.nextInt(10)) {
      case 0 -> of("plus", Tensor::plus, a, b);
      case 8 -> of("plusTimes -0.3 ·", (x, y) -> x.plusTimes(-0.3, y), a, b);
      case 1 -> of("minus", Tensor::minus, a, b);
      case 2 -> of("times", Tensor::times, a, b);
      case 3 -> all(b, y -> Math.abs(y) > 0.4) ? of("dividedBy", Tensor::dividedBy, a, b) : NONE;
      case 4 -> all(a, x -> x > 0.4 && x < 4) && all(b, y -> Math.abs(y) < 3) ? of("pow", Tensor::pow, a, b) : NONE;
      case 5 -> apart(a, b) ? of("max", Tensor::max, a, b) : NONE;
      case 6 -> apart(a, b) ? of("min", Tensor::min, a, b) : NONE;
      case 7 -> apart(a, b)
          ? new Step("%s.less(%s).select(its sin, the other)",
              x -> x[0].less(x[1]).select(x[0].sin(), x[1]), a, b) : NONE;
      default -> new Step("jvp(w -> tanh(w)·%s, at %s, along itself)", x ->
          Autodiff.jvp(w -> w.tanh().times(x[0]), x[1], x[1]).tangent(), a, b);
    };
  }

  /// Any value made to fit another: its elements over and over.
  private Step fitted(int a, int b) {
    Shape to = values.get(a).shape();
    return new Step("%s.times(fit(%s, " + to + "))", x -> x[0].times(fit(x[1], to)), a, b);
  }

  private static Tensor fit(Tensor x, Shape to) {
    int count = x.shape().size();
    return x.reshape(-1).gather(0, IntStream.range(0, to.size()).map(i -> i * 7 % count).toArray()).reshape(to);
  }

  private static boolean meets(Shape left, Shape right) {
    for (int i = 1; i <= Math.min(left.rank(), right.rank()); i++) {
      if (left.size(-i) != right.size(-i) && left.size(-i) != 1 && right.size(-i) != 1) {
        return false;
      }
    }
    return true;
  }

  private static Step of(String name, BinaryOperator<Tensor> f, int a, int b) {
    return new Step("%s." + name + "(%s)", x -> f.apply(x[0], x[1]), a, b);
  }

  private boolean all(int a, DoublePredicate domain) {
    return Arrays.stream(values.get(a).toDoubles()).allMatch(domain);
  }

  private boolean apart(int a, int b) {
    return Arrays.stream(values.get(a).minus(values.get(b)).toDoubles()).allMatch(x -> Math.abs(x) > 2 * MARGIN);
  }

  // ---- one argument and axes

  private int[] axes(Shape shape) {
    int[] axes = IntStream.range(0, shape.rank()).filter(axis -> random.nextBoolean()).toArray();
    return axes.length == 0 || shape.rank() == 0 ? new int[0]
        : Arrays.stream(axes).map(axis -> random.nextBoolean() ? axis : axis - shape.rank()).toArray();
  }

  private Step reduction(int a) {
    Shape shape = values.get(a).shape();
    int[] axes = axes(shape);
    String over = "(" + Arrays.toString(axes) + ")";
    int axis = shape.rank() == 0 ? 0 : random.nextInt(shape.rank());
    return switch (random.nextInt(10)) {
      case 0 -> new Step("%s.sum" + over, x -> x[0].sum(axes), a);
      case 1 -> new Step("%s.mean" + over, x -> x[0].mean(axes), a);
      case 2 -> new Step("%s.variance" + over, x -> x[0].variance(axes), a);
      case 3 -> new Step("%s.logSumExp" + over, x -> x[0].logSumExp(axes), a);
      case 4 -> new Step("%s.minus(its meanKeep" + over + ")", x -> x[0].minus(x[0].meanKeep(axes)), a);
      case 5 -> new Step("%s.times(its sumKeep" + over + ")", x -> x[0].times(x[0].sumKeep(axes)), a);
      case 6 -> separate(a) ? new Step("%s.max" + over, x -> x[0].max(axes), a) : NONE;
      case 7 -> separate(a) ? new Step("%s.min" + over, x -> x[0].min(axes), a) : NONE;
      case 8 -> shape.rank() == 0 ? NONE : new Step("%s.softmax(" + axis + ")", x -> x[0].softmax(axis), a);
      default -> shape.rank() == 0 ? NONE : new Step("%s.logSoftmax(" + axis + ")", x -> x[0].logSoftmax(axis), a);
    };
  }

  /// Whether no two elements are near each other.
  private boolean separate(int a) {
    double[] sorted = values.get(a).toDoubles();
    Arrays.sort(sorted);
    return IntStream.range(1, sorted.length).allMatch(i -> sorted[i] - sorted[i - 1] > 2 * MARGIN);
  }

  private Step rearrangement(int a) {
    Shape shape = values.get(a).shape();
    int rank = shape.rank();
    int axis = random.nextInt(rank);
    int[] sizes = shape.sizes();
    int[] order = IntStream.range(0, rank).toArray();
    for (int i = rank - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return switch (random.nextInt(7)) {
      case 0 -> new Step("%s.permute(" + Arrays.toString(order) + ")", x -> x[0].permute(order), a);
      case 1 -> rank < 2 ? NONE : new Step("%s.transpose()", x -> x[0].transpose(), a);
      case 2 -> new Step("%s.reverse(" + axis + ")", x -> x[0].reverse(axis), a);
      case 3 -> new Step("%s.insertAxis(" + axis + ")", x -> x[0].insertAxis(axis), a);
      case 4 -> new Step("%s.reshape(-1, " + sizes[axis] + ")", x -> x[0].reshape(-1, sizes[axis]), a);
      case 5 -> sizes[axis] != 1 ? NONE : new Step("%s.dropAxis(" + axis + ")", x -> x[0].dropAxis(axis), a);
      default -> {
        IntStream wider = Arrays.stream(sizes).map(size -> size == 1 ? 3 : size);
        Shape to = Shape.of(IntStream.concat(IntStream.of(2), wider).toArray());
        yield new Step("%s.expand(" + to + ")", x -> x[0].expand(to), a);
      }
    };
  }

  private Step selection(int a) {
    Shape shape = values.get(a).shape();
    int axis = random.nextInt(shape.rank()) - (random.nextBoolean() ? shape.rank() : 0);
    int size = shape.size(axis);
    int from = random.nextInt(size);
    int to = random.nextInt(from + 1, size + 1);
    int step = random.nextInt(1, 3);
    int[] indices = random.ints(random.nextInt(1, 4), 0, size).toArray();
    int[] places = random.ints(size, 0, size + 1).toArray();
    int[] before = random.ints(shape.rank(), 0, 2).toArray();
    int[] after = random.ints(shape.rank(), 0, 2).toArray();
    int b = operand();
    return switch (random.nextInt(7)) {
      case 0 -> new Step("%s.slice(" + axis + ", " + from + ", " + to + ", " + step + ")",
          x -> x[0].slice(axis, from, to, step), a);
      case 1 -> new Step("%s.at(" + axis + ", " + from + ")", x -> x[0].at(axis, from), a);
      case 2 -> new Step("%s.gather(" + axis + ", " + Arrays.toString(indices) + ")",
          x -> x[0].gather(axis, indices), a);
      case 3 -> new Step("%s.scatter(" + axis + ", " + (size + 1) + ", " + Arrays.toString(places) + ")",
          x -> x[0].scatter(axis, size + 1, places), a);
      case 4 -> new Step("%s.pad(" + Arrays.toString(before) + ", " + Arrays.toString(after) + ")",
          x -> x[0].pad(before, after), a);
      case 5 -> new Step("concatenate(" + axis + ", %s, fit(%s), the first)",
          x -> Tensor.concatenate(axis, x[0], fit(x[1], x[0].shape()), x[0]), a, b);
      default -> new Step("stack(" + axis + ", %s, fit(%s))",
          x -> Tensor.stack(axis, x[0], fit(x[1], x[0].shape())), a, b);
    };
  }

  // ---- products and images

  private Step contraction(int a, int b) {
    Shape shape = values.get(a).shape();
    if (shape.rank() < 2) {
      return new Step("%s.dot(fit(%s))", x -> x[0].dot(fit(x[1], x[0].shape())), a, b);
    }
    int columns = random.nextInt(1, 4);
    Shape one = Shape.of(shape.size(-1), columns);
    Shape batch = shape.dropLast(2).append(shape.size(-1), columns);
    return switch (random.nextInt(4)) {
      case 0 -> new Step("%s.matmul(fit(%s, " + one + "))", x -> x[0].matmul(fit(x[1], one)), a, b);
      case 1 -> new Step("%s.matmul(fit(%s, " + batch + "))", x -> x[0].matmul(fit(x[1], batch)), a, b);
      case 2 -> new Step("%s.matmul(its transpose).times(0.3)", x -> x[0].matmul(x[0].transpose()).times(0.3), a);
      default -> new Step("fit(%s, " + one + ").transpose().matmul(the transpose of %s)",
          x -> fit(x[0], one).transpose().matmul(x[1].transpose()), b, a);
    };
  }

  private Step image(int a, int b) {
    Shape shape = values.get(a).shape();
    if (shape.rank() != 4) {
      Shape to = Shape.of(1, random.nextInt(2, 4), random.nextInt(2, 5), random.nextInt(1, 3));
      return shape.size() < 4 ? NONE : new Step("fit(%s, " + to + ")", x -> fit(x[0], to), a);
    }
    int size = random.nextInt(1, 4);
    int stride = random.nextInt(1, 3);
    int padding = random.nextInt(size);
    if (Math.min(shape.size(1), shape.size(2)) + 2 * padding < size) {
      return NONE;
    }
    String window = size + ", " + stride + ", " + padding + ")";
    Shape kernel = Shape.of(size, size, shape.size(3), random.nextInt(1, 3));
    return switch (random.nextInt(3)) {
      case 0 -> new Step("%s.conv2d(fit(%s, " + kernel + "), " + stride + ", " + padding + ")",
          x -> x[0].conv2d(fit(x[1], kernel), stride, padding), a, b);
      case 1 -> new Step("%s.avgPool2d(" + window, x -> x[0].avgPool2d(size, stride, padding), a);
      default -> separate(a) ? new Step("%s.maxPool2d(" + window, x -> x[0].maxPool2d(size, stride, padding), a) : NONE;
    };
  }
}
