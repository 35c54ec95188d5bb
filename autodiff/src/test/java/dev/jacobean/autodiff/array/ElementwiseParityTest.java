package dev.jacobean.autodiff.array;

import static dev.jacobean.autodiff.array.Samples.assertClose;
import static dev.jacobean.autodiff.array.Samples.assertSame;
import static dev.jacobean.autodiff.array.Samples.sizes;
import static dev.jacobean.autodiff.array.Samples.view;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The vector backend against the reference backend, element by element.
@Tag("widths")
class ElementwiseParityTest {
  /// Around multiples of every number of lanes, and a prime beyond one task's share.
  private static final int[] LENGTHS = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 67, 131, 50021};

  /// These round once, so both backends must give the same bits.
  private static final Set<Unary> EXACT = EnumSet.of(Unary.NEGATE, Unary.RECIPROCAL, Unary.SQUARE, Unary.SQRT,
      Unary.ABS, Unary.SIGN, Unary.FLOOR, Unary.RELU);

  /// Twice what was measured over three million arguments.
  private static final double ULPS = 5;

  @ParameterizedTest
  @EnumSource
  void functionsOfOneArgumentAgree(DType dtype) {
    Backend vector = Backends.vector(dtype);
    Backend reference = Backends.reference(dtype);
    for (Unary f : Unary.values()) {
      Random random = new Random(f.ordinal());
      for (int length : LENGTHS) {
        Array x = Samples.wild(reference, random, length);
        Array expected = x.map(f);
        Array actual = x.to(vector).map(f);
        String what = f + " of " + length;
        if (EXACT.contains(f)) {
          assertSame(actual, expected, what);
        } else {
          assertClose(actual, expected, ULPS, what);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void functionsOfTwoArgumentsAgreeToTheBit(DType dtype) {
    for (Binary f : Binary.values()) {
      Random random = new Random(f.ordinal());
      for (int length : LENGTHS) {
        Array x = Samples.wild(Backends.reference(dtype), random, length);
        Array y = Samples.wild(Backends.reference(dtype), random, length);
        Backend vector = Backends.vector(dtype);
        assertSame(x.to(vector).zip(f, y.to(vector)), x.zip(f, y), f + " of " + length);
        assertSame(x.to(vector).zip(f, x.to(vector)), x.zip(f, x), f + " of twice " + length);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void addingAMultipleAgreesToTheBit(DType dtype) {
    Random random = new Random(3);
    Backend vector = Backends.vector(dtype);
    for (int length : LENGTHS) {
      Array x = Samples.wild(Backends.reference(dtype), random, length);
      Array y = Samples.wild(Backends.reference(dtype), random, length);
      Array sum = x.addTimes(-0.3, y);
      assertSame(x.to(vector).addTimes(-0.3, y.to(vector)), sum, length);
      Array factor = Backends.reference(dtype).of(Shape.of(), -0.3).expand(y.shape());
      assertSame(x.zip(Binary.ADD, y.zip(Binary.MULTIPLY, factor)), sum, length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theGateOfASumIsASumThenAGateToTheBit(DType dtype) {
    Random random = new Random(4);
    Backend vector = Backends.vector(dtype);
    for (int length : LENGTHS) {
      Array x = Samples.wild(vector, random, length);
      Array y = Samples.wild(vector, random, length);
      Array open = Samples.wild(vector, random, length);
      assertSame(x.gateOfSum(y, open), x.zip(Binary.ADD, y).zip(Binary.GATE, open), length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void addingMultiplesTwiceHasTheBitsOfOneAfterTheOther(DType dtype) {
    Random random = new Random(4);
    for (Backend backend : new Backend[] {Backends.reference(dtype), Backends.vector(dtype)}) {
      for (int length : LENGTHS) {
        Array x = Samples.wild(Backends.reference(dtype), random, length).to(backend);
        Array v = Samples.wild(Backends.reference(dtype), random, length + 3).to(backend).slice(0, 3, length + 3, 1);
        Array w = Samples.wild(Backends.reference(dtype), random, length).to(backend).reverse(0);
        Backend.Sums sums = x.addTimesTwice(0.9, v, -0.1, w);
        Array inner = x.addTimes(0.9, v);
        assertSame(sums.inner(), inner, length);
        assertSame(sums.outer(), w.addTimes(-0.1, inner), length);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void viewsAgreeToTheBit(DType dtype) {
    Backend vector = Backends.vector(dtype);
    Backend reference = Backends.reference(dtype);
    for (int seed = 0; seed < 1500; seed++) {
      Random random = new Random(seed);
      int[] sizes = sizes(random, random.nextInt(5), seed % 100 == 0 ? 30 : 9);
      Array x = view(Samples::wild, reference, random, sizes);
      Array y = view(Samples::wild, reference, random, sizes);
      Array z = view(Samples::whole, reference, random, sizes);
      Binary f = Binary.values()[random.nextInt(Binary.values().length)];
      String what = "seed " + seed;
      assertSame(vector.copy(x.on(vector)), reference.copy(x), what);
      assertSame(x.on(vector).zip(f, y.on(vector)), x.zip(f, y), what);
      assertSame(x.on(vector).map(Unary.NEGATE), x.map(Unary.NEGATE), what);
      assertSame(z.on(vector).select(x.on(vector), y.on(vector)), z.select(x, y), what);
      assertSame(x.on(vector).gateOfSum(y.on(vector), z.on(vector)), x.gateOfSum(y, z), what);
    }
  }

  /// The same number gives the same bits in a full vector, in a last one, and in a short row.
  @ParameterizedTest
  @EnumSource
  void valuesDoNotDependOnTheirPosition(DType dtype) {
    Backend vector = Backends.vector(dtype);
    for (Unary f : Unary.values()) {
      Random random = new Random(f.ordinal());
      Array x = Samples.wild(vector, random, 71);
      Array y = x.map(f);
      for (int from = 0; from < 71; from++) {
        for (int to : new int[] {from + 1, Math.min(from + 11, 71), 71}) {
          assertSame(x.slice(0, from, to, 1).map(f), y.slice(0, from, to, 1), f + " from " + from + " to " + to);
        }
      }
    }
  }

  /// Interpreted and compiled code give the same bits.
  @ParameterizedTest
  @EnumSource
  void valuesDoNotDependOnTheCompiler(DType dtype) {
    Backend vector = Backends.vector(dtype);
    Array x = Samples.wild(vector, new Random(5), 256);
    for (Unary f : Unary.values()) {
      Array first = x.map(f);
      for (int repetition = 0; repetition < 3000; repetition++) {
        x.map(f);
      }
      assertSame(x.map(f), first, f);
    }
  }
}
