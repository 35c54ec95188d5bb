package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What tensors say when they do not fit, and that their edges are sound: nothing, one number, ties, NaN and infinity.
class TensorTest {
  @Test
  void channelsMoveToTheEndAndBack() {
    Tensor images = Tensor.of(Backends.f32(), Shape.of(1, 2, 1, 3), 1, 2, 3, 10, 20, 30);
    Tensor here = images.channelsLast();
    assertThat(here.shape()).isEqualTo(Shape.of(1, 1, 3, 2));
    assertThat(here.toDoubles()).containsExactly(1, 10, 2, 20, 3, 30);
    assertThat(here.array().isRowMajor()).isTrue();
    assertThat(here.channelsFirst().toDoubles()).containsExactly(images.toDoubles());
    assertThatIllegalArgumentException().isThrownBy(() -> Tensor.of(1, 2).channelsLast())
        .withMessage("channelsLast: images are [2]; must have four axes");
  }

  private static final Tensor A = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  // ---- errors

  static Stream<Arguments> misfits() {
    return Stream.of(
        misfit(() -> A.plus(Tensor.of(1, 2)),
            "plus: left is [2, 3], right is [2]; sizes must be equal or 1, aligned at the last axis"),
        misfit(() -> A.less(Tensor.of(1, 2)),
            "less: left is [2, 3], right is [2]; sizes must be equal or 1, aligned at the last axis"),
        misfit(() -> A.select(A, Tensor.of(1, 2)),
            "select: left is [2, 3], right is [2]; sizes must be equal or 1, aligned at the last axis"),
        misfit(() -> A.matmul(A), "matmul: left is [2, 3], right is [2, 3]; left columns must equal right rows"),
        misfit(() -> A.matmul(Tensor.of(1, 2, 3)),
            "matmul: left is [2, 3], right is [3]; both must have at least two axes"),
        misfit(() -> A.reshape(1, 3, 2).expand(Shape.of(2, 3, 2)).matmul(A.reshape(1, 2, 3).expand(Shape.of(3, 2, 3))),
            "matmul: left is [2, 3, 2], right is [3, 2, 3];"
                + " sizes of the axes before the last two must be equal or 1, aligned at the last of them"),
        misfit(() -> A.dot(Tensor.of(1, 2, 3)), "dot: left is [2, 3], right is [3]; shapes must be equal"),
        misfit(() -> A.sum(2), "axis 2: shape [2, 3] has 2 axes"),
        misfit(() -> A.sum(0, -2), "axes [0, -2]: axis 0 is named twice"),
        misfit(() -> A.reshape(4, 2),
            "reshape: shape is [2, 3], target is [4, 2]; must hold the same number of elements"),
        misfit(() -> A.reshape(4, -1), "reshape: shape is [2, 3], target is [4, -1]; the sizes given must divide 6"),
        misfit(() -> A.reshape(-1, -1), "reshape: shape is [2, 3], target is [-1, -1]; the sizes given must divide 6"),
        misfit(() -> A.expand(Shape.of(3, 3)),
            "expand: shape is [2, 3], target is [3, 3]; sizes must be equal or 1, aligned at the last axis"),
        misfit(() -> A.permute(0), "permute: shape is [2, 3], order is [0]; must name every axis once"),
        misfit(() -> A.permute(0, 0), "axes [0, 0]: axis 0 is named twice"),
        misfit(() -> Tensor.of(1, 2).transpose(), "transpose: shape is [2]; must have at least two axes"),
        misfit(() -> A.insertAxis(4), "insertAxis: axis is 4, shape is [2, 3]; must be from -3 to 2"),
        misfit(() -> A.dropAxis(1), "dropAxis: axis 1 of [2, 3] has size 3; must be 1"),
        misfit(() -> A.slice(1, 2, 4),
            "slice: axis 1 of [2, 3], from 2 to 4 by 1; must be 0 <= from <= to <= 3 and a positive step"),
        misfit(() -> A.at(0, 2),
            "slice: axis 0 of [2, 3], from 2 to 3 by 1; must be 0 <= from <= to <= 2 and a positive step"),
        misfit(() -> A.pad(new int[] {1}, new int[] {1}),
            "pad: shape is [2, 3], before is [1], after is [1]; must give a count of at least 0 for every axis"),
        misfit(() -> A.gather(0, 2), "gather: index is 2; must be at least 0 and below 2"),
        misfit(() -> A.scatter(0, 2, 0), "scatter: axis 0 of [2, 3], 1 indices; must be one for each slice"),
        misfit(() -> A.scatter(0, 2, 0, 2), "scatter: index is 2; must be at least 0 and below 2"),
        misfit(() -> Tensor.concatenate(0), "concatenate: no parts; must have at least one"),
        misfit(() -> Tensor.concatenate(0, A, A.transpose()),
            "concatenate: first part is [2, 3], another is [3, 2]; must be equal except along axis 0"),
        misfit(() -> A.conv2d(A, 1, 0), "conv2d: images are [2, 3], kernel is [2, 3];"
            + " must be [batch, rows, columns, channels] and [rows, columns, channels, channels out]"),
        misfit(() -> image(3).conv2d(Tensor.zeros(Backends.f64(), 4, 4, 1, 1), 1, 0),
            "window: image has 3 rows, padding is 0; window of 4 must fit"),
        misfit(() -> image(3).maxPool2d(2, 0, 0), "window: is 2 x 2 with stride 0; all three must be positive"),
        misfit(() -> image(3).avgPool2d(2, 1, 2),
            "window: padding is 2; must be at least 0 and less than the window's 2 x 2"),
        misfit(() -> A.maxPool2d(2, 1, 0), "poolPlaces: images are [2, 3]; must be [batch, rows, columns, channels]"),
        misfit(() -> A.item(), "item: shape is [2, 3]; must hold exactly one element"),
        misfit(() -> A.slice(0, 0, 0).argmax(0), "argmax: axis 0 of [0, 3] is empty; must hold an element"),
        misfit(() -> Tensor.of(Backends.f64(), Shape.of(2, 2), 1, 2, 3),
            "of: shape is [2, 2], 3 numbers given; must be 4"),
        misfit(() -> Tensor.of(new double[][] {{1}, {1, 2}}),
            "of: first row has 1 numbers, another 2; rows must be equally long"),
        misfit(() -> Tensor.range(Backends.f64(), -1), "shape [-1]: sizes must not be negative"),
        misfit(() -> Tensor.zeros(Backends.f64(), 2, -1), "shape [2, -1]: sizes must not be negative"));
  }

  private static Arguments misfit(ThrowingCallable call, String message) {
    return Arguments.of(message, call);
  }

  /// A generator may draw what rounds to 1 in single precision.
  @Test
  void uniformNumbersAreBelowOne() {
    RandomGenerator most = new Random(1) {
      @Override
      public double nextDouble() {
        return Math.nextDown(1.0);
      }
    };
    assertThat(Tensor.uniform(Backends.f32(), most).item()).isEqualTo(Math.nextDown(1f));
    assertThat(Tensor.uniform(Backends.f64(), most).item()).isEqualTo(Math.nextDown(1.0));
  }

  /// 400 million numbers as text would take 3 GB.
  @Test
  void theTextOfALargeViewShowsItsCorner() {
    assertThat(Tensor.zeros(Backends.f64(), 2, 20_000, 20_000).toString())
        .startsWith("F64[2, 20000, 20000] [[[0.0, 0.0,")
        .endsWith("0.0, …], …]]").hasSizeLessThan(1000);
    assertThat(Tensor.range(Backends.f32(), 21).reshape(3, 7).transpose().toString())
        .isEqualTo("F32[7, 3] [[0.0, 7.0, 14.0], [1.0, 8.0, 15.0], [2.0, 9.0, 16.0], [3.0, 10.0, 17.0],"
            + " [4.0, 11.0, 18.0], [5.0, 12.0, 19.0], …]");
  }

  /// The branch not taken is pulled back from 0: its own slope must be finite.
  @Test
  void aSafeArgumentKeepsTheSlopeOfTheBranchNotTakenFinite() {
    Tensor one = Tensor.scalar(1);
    Tensor zero = Tensor.scalar(0);
    Tensor at = Tensor.of(0, 4);
    assertThat(Autodiff.gradient(x -> x.greater(0).select(x.sqrt(), zero).sum(), at).toDoubles())
        .containsExactly(NAN, 0.25);
    assertThat(Autodiff.gradient(x -> {
      Tensor open = x.greater(0);
      return open.select(open.select(x, one).sqrt(), zero).sum();
    }, at).toDoubles()).containsExactly(0, 0.25);
  }

  private static Tensor image(int size) {
    return Tensor.zeros(Backends.f64(), 1, size, size, 1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("misfits")
  void errorsSayWhatEachArgumentIsAndWhatMustHold(String message, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  /// The same errors while a differentiation watches.
  @Test
  void errorsAreTheSameUnderDifferentiation() {
    assertThatIllegalArgumentException().isThrownBy(() -> Autodiff.gradient(x -> x.matmul(x).sum(), A))
        .withMessage("matmul: left is [2, 3], right is [2, 3]; left columns must equal right rows");
  }

  @Test
  void precisionsMeetOnlyInAnError() {
    Tensor single = A.to(DType.F32);
    assertThatIllegalArgumentException().isThrownBy(() -> A.plus(single))
        .withMessageContaining("left is F64").withMessageContaining("right is F32")
        .withMessageContaining("convert one with to(");
    assertThat(A.plus(single.to(A.backend())).toDoubles()).containsExactly(2, 4, 6, 8, 10, 12);
  }

  // ---- NaN, infinity and ties

  private static double[] gradient(Function<Tensor, Tensor> f, double... at) {
    return Autodiff.gradient(x -> f.apply(x).sum(), Tensor.of(at)).toDoubles();
  }

  @Test
  void aBranchNotTakenLeaksNothing() {
    // √x has an infinite slope at 0 and none below
    assertThat(gradient(x -> {
      Tensor inside = x.greater(0.0);
      return inside.select(inside.select(x, x.zeros().plus(1)).sqrt(), x.times(3));
    }, 4, 0, -1)).containsExactly(0.25, 3, 3);
    // select alone: the value of the branch not taken is NaN, its tangent too
    Tensor x = Tensor.of(1, 2);
    Tensor nan = Tensor.of(NAN, INF);
    Tensor first = Tensor.of(1, 1);
    assertThat(first.select(x, nan).toDoubles()).containsExactly(1, 2);
    assertThat(Autodiff.jvp(w -> first.select(w, w.times(nan)), x, x).tangent().toDoubles()).containsExactly(1, 2);
    assertThat(Autodiff.linearize(w -> first.select(w, nan), x).pullback(x).toDoubles()).containsExactly(1, 2);
    assertThat(Autodiff.linearize((Tensor w) -> first.select(x, w), nan).pullback(nan).toDoubles())
        .containsExactly(0, 0);
    Tensor second = first.zeros();
    assertThat(Autodiff.linearize((Tensor w) -> second.select(w, x), nan).pullback(nan).toDoubles()).containsExactly(0, 0);
    assertThat(Autodiff.jvp(w -> second.select(w, x), nan, nan).tangent().toDoubles()).containsExactly(0, 0);
  }

  /// What arrives at a closed gate is dropped, even if it is NaN.
  @Test
  void closedGatesDropWhateverArrives() {
    Tensor cotangent = Tensor.of(NAN, INF, 7);
    Tensor at = Tensor.of(-1, 0, 2);
    assertThat(Autodiff.linearize(Tensor::relu, at).pullback(cotangent).toDoubles()).containsExactly(0, 0, 7);
    assertThat(Autodiff.jvp(Tensor::relu, at, cotangent).tangent().toDoubles()).containsExactly(0, 0, 7);
    List<Tensor> terms = List.of(at, Tensor.of(0, 0, 0));
    List<Tensor> tangents = List.of(cotangent, Tensor.of(1, NAN, 1));
    Function<List<Tensor>, Tensor> sum = x -> x.get(0).plusRelu(x.get(1));
    assertThat(Autodiff.jvp(sum, terms, tangents).tangent().toDoubles()).containsExactly(0, 0, 8);
    assertThat(Autodiff.linearize(sum, terms).pushforward(tangents).toDoubles()).containsExactly(0, 0, 8);
    Tensor other = Tensor.of(5, 5, 1);
    assertThat(Autodiff.linearize(x -> x.max(other), at).pullback(cotangent).toDoubles()).containsExactly(0, 0, 7);
    assertThat(Autodiff.linearize(x -> x.negate().min(other.negate()), at).pullback(cotangent).toDoubles())
        .containsExactly(-0.0, -0.0, -7);
    Tensor largest = Autodiff.linearize(x -> x.max(), at).pullback(Tensor.scalar(7));
    assertThat(largest.toDoubles()).containsExactly(0, 0, 7);
    assertThat(Autodiff.jvp(x -> x.max(), at, cotangent).tangent().item()).isEqualTo(7);
  }

  @Test
  void tiesShareTheDerivative() {
    assertThat(gradient(x -> x.max(), 3, 1, 3)).containsExactly(0.5, 0, 0.5);
    assertThat(gradient(x -> x.min(), 3, 1, 1, 1)).containsExactly(0, 1 / 3.0, 1 / 3.0, 1 / 3.0);
    assertThat(gradient(x -> x.max(x), 3, 1)).containsExactly(1, 1);
    assertThat(gradient(x -> x.atLeast(3), 3, 1, 4)).containsExactly(0.5, 0, 1);
    assertThat(gradient(Tensor::relu, 0, -0.0)).containsExactly(0, 0);
    assertThat(gradient(Tensor::abs, 0)).containsExactly(0);
  }

  @Test
  void logSumExpAndItsKinNeitherOverflowNorLoseTheirGradient() {
    Tensor large = Tensor.of(1000, 0, -1000);
    assertThat(large.logSumExp().item()).isEqualTo(1000);
    assertThat(gradient(x -> x.logSumExp(), 1000, 0, -1000)).containsExactly(1, 0, 0);
    assertThat(gradient(x -> x.softplus(), 1000, -1000)).containsExactly(1, 0);
    assertThat(gradient(x -> x.sigmoid(), 1000, -1000)).containsExactly(0, 0);
    assertThat(gradient(x -> x.tanh(), 1000, -1000)).containsExactly(0, 0);
    assertThat(Tensor.of(-INF, 1).logSumExp().item()).isEqualTo(1);
    assertThat(Tensor.of(-INF, -INF).logSumExp().item()).isEqualTo(-INF);
    assertThat(Tensor.of(INF, 1).logSumExp().item()).isEqualTo(INF);
    assertThat(gradient(x -> x.softmax(0).slice(0, 0, 1), -INF, 1)).containsExactly(0, 0);
  }

  @Test
  void powersAtZeroHaveTheDerivativesOfPolynomials() {
    assertThat(gradient(x -> x.pow(2), 0, -3)).containsExactly(0, -6);
    assertThat(gradient(x -> x.pow(1), 0, -3)).containsExactly(1, 1);
    assertThat(gradient(x -> x.pow(0), 0, 3)).containsExactly(0, 0);
    assertThat(Autodiff.hessian(x -> x.pow(2).sum(), Tensor.of(0.0)).item()).isEqualTo(2);
    assertThat(Autodiff.gradient(e -> Tensor.scalar(0).pow(e), Tensor.scalar(2)).item()).isZero();
    assertThat(Autodiff.gradient(e -> Tensor.scalar(0).pow(e), Tensor.scalar(0)).item()).isZero();
  }

  // ---- nothing and one number

  @Test
  void anEmptyAxisIsAnAxis() {
    Tensor empty = Tensor.zeros(Backends.f64(), 0, 3);
    assertThat(empty.exp().toDoubles()).isEmpty();
    assertThat(empty.sum(0).toDoubles()).containsExactly(0, 0, 0);
    assertThat(empty.max(0).toDoubles()).containsOnly(-INF);
    assertThat(empty.logSumExp(0).toDoubles()).containsOnly(-INF);
    assertThat(empty.transpose().matmul(empty).toDoubles()).hasSize(9).containsOnly(0);
    assertThat(empty.matmul(Tensor.zeros(Backends.f64(), 3, 2)).shape()).isEqualTo(Shape.of(0, 2));
    assertThat(empty.reshape(3, 0).plus(Tensor.zeros(Backends.f64(), 3, 1)).shape()).isEqualTo(Shape.of(3, 0));
    assertThat(Tensor.concatenate(0, empty, A).toDoubles()).containsExactly(A.toDoubles());
  }

  @Test
  void gradientsThroughNothingAreZero() {
    Tensor empty = Tensor.zeros(Backends.f64(), 0, 3);
    assertThat(Autodiff.gradient(x -> x.plus(empty).sum(), Tensor.of(1, 2, 3)).toDoubles()).containsExactly(0, 0, 0);
    Tensor none = Tensor.zeros(Backends.f64(), 2, 0);
    assertThat(Autodiff.gradient(x -> none.matmul(x.reshape(0, 3)).plus(1).sum(), empty).shape())
        .isEqualTo(Shape.of(0, 3));
    assertThat(Autodiff.gradient(x -> x.slice(0, 1, 1).max(1).sum(), A).toDoubles()).containsOnly(0).hasSize(6);
    Tensor kernel = Tensor.ones(Backends.f64(), 2, 2, 1, 1);
    assertThat(Autodiff.gradient(x -> x.reshape(1, 2, 3, 1).slice(0, 0, 0).conv2d(kernel, 1, 0).sum(), A).toDoubles())
        .containsOnly(0).hasSize(6);
  }

  @Test
  void aNumberIsATensorWithoutAxes() {
    Tensor x = Tensor.scalar(2);
    assertThat(x.shape().rank()).isZero();
    assertThat(x.sum().item()).isEqualTo(2);
    assertThat(x.max().item()).isEqualTo(2);
    assertThat(x.logSumExp().item()).isEqualTo(2);
    assertThat(x.variance().item()).isZero();
    assertThat(x.reshape(1, 1).item()).isEqualTo(2);
    assertThat(x.insertAxis(0).shape()).isEqualTo(Shape.of(1));
    assertThat(Autodiff.gradient(w -> w.expand(Shape.of(2, 2)).sum(), x).item()).isEqualTo(4);
    assertThat(Autodiff.gradient(w -> w.max().times(w.mean()), x).item()).isEqualTo(4);
  }

  // ---- making and showing

  @Test
  void wholeNumbersMakeDoublesAndAxes() {
    assertThat(Tensor.of(1, 2).dtype()).isEqualTo(DType.F64);
    assertThat(A.max(0).toDoubles()).containsExactly(4, 5, 6);
    assertThat(A.min(1).toDoubles()).containsExactly(1, 4);
    assertThat(A.atLeast(3.5).toDoubles()).containsExactly(3.5, 3.5, 3.5, 4, 5, 6);
  }

  @Test
  void randomTensorsDependOnTheGeneratorAlone() {
    assertThat(Tensor.normal(Backends.f64(), new Random(1), 2, 2).toDoubles())
        .containsExactly(Tensor.normal(Backends.f64(), new Random(1), 4).toDoubles());
    assertThat(Tensor.uniform(Backends.f64(), new Random(1), 100).toDoubles())
        .satisfies(numbers -> assertThat(Arrays.stream(numbers)).allMatch(u -> u >= 0 && u < 1));
    assertThat(Tensor.range(Backends.f32(), 3).toDoubles()).containsExactly(0, 1, 2);
  }

  @Test
  void textShowsTypeShapeAndTheFirstNumbers() {
    assertThat(A).hasToString("F64[2, 3] [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]");
    assertThat(Tensor.scalar(2)).hasToString("F64[] 2.0");
    assertThat(Tensor.range(Backends.f32(), 8)).hasToString("F32[8] [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, …]");
    assertThat(Tensor.zeros(Backends.f64(), 0, 2)).hasToString("F64[0, 2] []");
    String[] seen = {""};
    Autodiff.gradient(x -> {
      seen[0] = x.toString();
      return x;
    }, Tensor.scalar(2));
    assertThat(seen[0]).isEqualTo("traced F64[] 2.0");
  }
}
