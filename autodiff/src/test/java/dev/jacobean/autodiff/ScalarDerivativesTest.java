package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.ScalarFunctions.Binary;
import dev.jacobean.autodiff.ScalarFunctions.Unary;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.analysis.differentiation.DSFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Derivatives of functions of numbers to order 5, in every order of modes, against an independent library.
class ScalarDerivativesTest {
  private static final long SEED = 5;

  static Stream<Arguments> primitives() {
    return ScalarFunctions.PRIMITIVES.stream().flatMap(f -> Setting.PROCESSOR.stream().map(s -> Arguments.of(f, s)));
  }

  static Stream<Arguments> all() {
    return Stream.concat(ScalarFunctions.PRIMITIVES.stream(), ScalarFunctions.COMPOSITIONS.stream())
        .flatMap(f -> Stream.of(Setting.REFERENCE_F64, Setting.VECTOR_F64).map(s -> Arguments.of(f, s)));
  }

  static Stream<Arguments> pairs() {
    return ScalarFunctions.OF_TWO.stream().flatMap(f -> Setting.PROCESSOR.stream().map(s -> Arguments.of(f, s)));
  }

  /// 27 orders of three modes, hence the 8 of forward and reverse too.
  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("primitives")
  void thirdDerivativesAreRightInEveryOrderOfModes(Unary f, Setting setting) {
    for (List<Mode> modes : orders(3)) {
      check(f, setting, modes, tolerance(setting));
    }
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("all")
  void derivativesToOrderFiveAreRightInRandomOrdersOfModes(Unary f, Setting setting) {
    Random random = new Random(SEED);
    for (int order = 1; order <= 5; order++) {
      for (int i = 0; i < 12; i++) {
        check(f, setting, random.ints(order, 0, 3).mapToObj(mode -> Mode.values()[mode]).toList(), 1e-12);
      }
    }
  }

  /// All 8 third partial derivatives in all 27 orders of modes.
  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("pairs")
  void thirdPartialDerivativesAreRightInEveryOrderOfModes(Binary f, Setting setting) {
    DSFactory taylor = new DSFactory(2, 3);
    var expected = f.oracle().apply(taylor.variable(0, f.x()), taylor.variable(1, f.y()));
    for (int which = 0; which < 8; which++) {
      int inSecond = Integer.bitCount(which);
      for (List<Mode> modes : orders(3)) {
        Function<List<Tensor>, Tensor> partial = x -> f.tensors().apply(x.get(0), x.get(1));
        for (int level = 0; level < 3; level++) {
          partial = partial(partial, modes.get(level), which >> level & 1);
        }
        Backend backend = setting.backend();
        double actual = partial.apply(List.of(Tensor.full(backend, f.x()), Tensor.full(backend, f.y()))).item();
        compare("%s, %d times in the second, %s, on %s".formatted(f, inSecond, modes, setting), actual,
            expected.getPartialDerivative(3 - inSecond, inSecond), tolerance(setting));
      }
    }
  }

  private static void check(Unary f, Setting setting, List<Mode> modes, double tolerance) {
    Function<Tensor, Tensor> derivative = f.tensors();
    for (Mode mode : modes) {
      derivative = mode.derivative(derivative);
    }
    for (double point : f.points()) {
      double at = Tensor.full(setting.backend(), point).item();
      double expected =
          f.oracle().apply(new DSFactory(1, modes.size()).variable(0, at)).getPartialDerivative(modes.size());
      double actual = derivative.apply(Tensor.of(setting.backend(), Shape.of(), point)).item();
      compare("%s at %s, %s, on %s, seed %d".formatted(f, point, modes, setting, SEED), actual, expected, tolerance);
    }
  }

  /// The derivative in one of two arguments.
  private static Function<List<Tensor>, Tensor> partial(Function<List<Tensor>, Tensor> f, Mode mode, int argument) {
    return x -> mode.derivative(moved -> {
      List<Tensor> arguments = new ArrayList<>(x);
      arguments.set(argument, moved);
      return f.apply(arguments);
    }).apply(x.get(argument));
  }

  private static void compare(String what, double actual, double expected, double tolerance) {
    assertThat(actual).as(what).satisfies(x ->
        assertThat(Math.abs(x - expected)).as("|%s - %s|", x, expected).isLessThanOrEqualTo(
            tolerance * Math.max(1, Math.abs(expected))));
  }

  /// A few dozen roundings, of terms that may be ten times larger than their sum.
  private static double tolerance(Setting setting) {
    return setting.isDouble() ? 1e-13 : 3e-5;
  }

  private static List<List<Mode>> orders(int length) {
    Mode[] modes = Mode.values();
    return IntStream.range(0, (int) Math.pow(modes.length, length)).mapToObj(code -> IntStream.range(0, length)
        .mapToObj(level -> modes[code / (int) Math.pow(modes.length, level) % modes.length]).toList()).toList();
  }
}
