package dev.jacobean.autodiff.array;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Arrays for tests, and their comparison.
final class Samples {
  /// Where elementary functions change their ways.
  static final double[] SPECIALS = {
    0, 1, Double.NaN, Double.POSITIVE_INFINITY, Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, Double.MIN_VALUE,
    Double.MIN_NORMAL, Double.MAX_VALUE, 0.5, 2, 20, 88.7, 88.8, 103.9, 104.1, 709.7, 709.8, 745.1, 745.2, 1e5,
    1e6, 1e30
  };

  private Samples() {}

  /// Whole numbers from −8 to 8, so that sums of products are exact in either element type.
  static Array whole(Backend backend, Random random, int... sizes) {
    Shape shape = Shape.of(sizes);
    return backend.of(shape, random.ints(shape.size(), -8, 9).asDoubleStream().toArray());
  }

  /// Normally distributed numbers.
  static Array normal(Backend backend, Random random, int... sizes) {
    Shape shape = Shape.of(sizes);
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return backend.of(shape, values);
  }

  /// Special values among numbers of all magnitudes.
  static Array wild(Backend backend, Random random, int... sizes) {
    Shape shape = Shape.of(sizes);
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = switch (random.nextInt(6)) {
        case 0 -> SPECIALS[random.nextInt(SPECIALS.length)] * (random.nextBoolean() ? 1 : -1);
        case 1 -> random.nextGaussian() * 100;
        case 2 -> Math.exp(random.nextGaussian() * 20) * (random.nextBoolean() ? 1 : -1);
        case 3 -> random.nextGaussian() * 1e-3;
        default -> random.nextGaussian() * 3;
      };
    }
    return backend.of(shape, values);
  }

  /// Makes an array of the given sizes.
  interface Source {
    Array make(Backend backend, Random random, int... sizes);
  }

  /// An array of the given sizes that is a view with random strides: 0, negative, larger than it need be, permuted.
  static Array view(Source source, Backend backend, Random random, int... sizes) {
    int rank = sizes.length;
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      order.add(random.nextInt(order.size() + 1), axis);
    }
    int[] stored = new int[rank];
    int[] back = new int[rank];
    int[] tricks = new int[rank];
    for (int i = 0; i < rank; i++) {
      int axis = order.get(i);
      back[axis] = i;
      tricks[axis] = random.nextInt(6);
      stored[i] = tricks[axis] == 0 ? 1 : tricks[axis] == 1 ? 2 * sizes[axis] + 1 : sizes[axis];
    }
    Array x = source.make(backend, random, stored).permute(back);
    for (int axis = 0; axis < rank; axis++) {
      if (tricks[axis] == 1) {
        x = x.slice(axis, 1, 2 * sizes[axis] + 1, 2);
      } else if (tricks[axis] == 2) {
        x = x.reverse(axis);
      }
    }
    return x.expand(Shape.of(sizes));
  }

  /// Random sizes, now and then 0 or 1.
  static int[] sizes(Random random, int rank, int largest) {
    int[] sizes = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] = switch (random.nextInt(12)) {
        case 0 -> 0;
        case 1, 2 -> 1;
        default -> 1 + random.nextInt(largest);
      };
    }
    return sizes;
  }

  /// Requires equal shapes, and elements at most some units in the last place apart; NaN equals NaN, but −0 not 0.
  static void assertClose(Array actual, Array expected, double ulps, Object what) {
    if (!actual.shape().equals(expected.shape())) {
      fail("%s: shape is %s, must be %s", what, actual.shape(), expected.shape());
    }
    double[] a = actual.toDoubles();
    double[] e = expected.toDoubles();
    boolean single = expected.backend().dtype() == DType.F32;
    for (int i = 0; i < a.length; i++) {
      double unit = single ? Math.ulp((float) e[i]) : Math.ulp(e[i]);
      boolean same = a[i] == e[i] || Double.isNaN(a[i]) && Double.isNaN(e[i]) || Math.abs(a[i] - e[i]) <= ulps * unit;
      boolean signed = a[i] != 0 || e[i] != 0 || Double.compare(a[i], e[i]) == 0;
      if (!same || !signed || Double.isInfinite(a[i]) != Double.isInfinite(e[i])) {
        fail("%s: element %d of %s is %s, must be %s", what, i, expected.shape(), a[i], e[i]);
      }
    }
  }

  /// Requires equal shapes and bits.
  static void assertSame(Array actual, Array expected, Object what) {
    assertClose(actual, expected, 0, what);
    double[] a = actual.toDoubles();
    double[] e = expected.toDoubles();
    for (int i = 0; i < a.length; i++) {
      if (Double.compare(a[i], e[i]) != 0) {
        fail("%s: element %d of %s is %s, must be %s", what, i, expected.shape(), a[i], e[i]);
      }
    }
  }
}
