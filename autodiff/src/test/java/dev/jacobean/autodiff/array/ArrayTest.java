package dev.jacobean.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Arguments that do not fit are refused in words, and views do not copy.
@Tag("plain")
class ArrayTest {
  private final Backend backend = Backends.reference(DType.F64);
  private final Array x = zeros(2, 3);

  private Array zeros(int... sizes) {
    return backend.of(Shape.of(sizes), new double[Shape.of(sizes).size()]);
  }

  private static void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    refuses(() -> x.matmul(x), "matmul: left is [2, 3], right is [2, 3]; left columns must equal right rows");
    refuses(() -> x.matmul(zeros(3)), "matmul: left is [2, 3], right is [3]; both must have at least two axes");
    refuses(() -> zeros(2, 2, 3).matmul(zeros(3, 3, 3)),
        "matmul: left is [2, 2, 3], right is [3, 3, 3]; batch axes must be equal");
    refuses(() -> x.zip(Binary.ADD, zeros(3)), "add: left is [2, 3], right is [3]; shapes must be equal");
    refuses(() -> x.select(zeros(2), x),
        "select: condition is [2, 3], choices are [2] and [2, 3]; shapes must be equal");
    refuses(() -> x.gateOfSum(x, zeros(2)),
        "gateOfSum: terms are [2, 3] and [2, 3], gate is [2]; shapes must be equal");
    refuses(() -> x.reshape(Shape.of(7)),
        "reshape: shape is [2, 3], target is [7]; must hold the same number of elements");
    refuses(() -> x.expand(Shape.of(4, 3)),
        "expand: shape is [2, 3], target is [4, 3]; sizes must be equal or 1, aligned at the last axis");
    refuses(() -> Array.concatenate(0, List.of(x, zeros(2, 4))),
        "concatenate: first part is [2, 3], another is [2, 4]; must be equal except along axis 0");
    refuses(() -> Array.concatenate(0, List.of()), "concatenate: no parts; must have at least one");
    refuses(() -> backend.of(Shape.of(2, 2), 1.0), "of: shape is [2, 2], 1 values; must be 4");
    refuses(() -> x.item(), "item: shape is [2, 3]; must hold exactly one element");
  }

  @Test
  void axesAndIndicesThatDoNotExistAreNamed() {
    refuses(() -> x.fold(Fold.SUM, 2), "axis 2: shape [2, 3] has 2 axes");
    refuses(() -> x.fold(Fold.SUM, 0, -2), "axes [0, -2]: axis 0 is named twice");
    refuses(() -> x.permute(0), "permute: shape is [2, 3], order is [0]; must name every axis once");
    refuses(() -> x.slice(1, 2, 1, 1),
        "slice: axis 1 of [2, 3], from 2 to 1 by 1; must be 0 <= from <= to <= 3 and a positive step");
    refuses(() -> x.gather(1, 3), "gather: index is 3; must be at least 0 and below 3");
    refuses(() -> x.scatter(0, 2, 1), "scatter: axis 0 of [2, 3], 1 indices; must be one for each slice");
    refuses(() -> zeros(2, 0).argmax(1), "argmax: axis 1 of [2, 0] is empty; must hold an element");
    refuses(() -> Shape.of(2, -1), "shape [2, -1]: sizes must not be negative");
    refuses(() -> Shape.of(1 << 20, 1 << 20), "shape [1048576, 1048576]: must hold at most 2147483647 elements");
    refuses(() -> Shape.of(1 << 30, 1 << 30, 1 << 30, 1 << 30),
        "shape [1073741824, 1073741824, 1073741824, 1073741824]: must hold at most 2147483647 elements");
  }

  @Test
  void sizesBeyondAnIntAreRefused() {
    int most = Integer.MAX_VALUE;
    refuses(() -> x.pad(new int[] {0, most}, new int[] {0, most}),
        "pad: size of axis 1 would be 4294967297; must be at most 2147483647");
    Array vast = zeros(1).expand(Shape.of(most));
    refuses(() -> Array.concatenate(0, List.of(vast, vast)),
        "concatenate: size of axis 0 would be 4294967294; must be at most 2147483647");
    assertThat(x.slice(1, 0, 3, most).toDoubles()).containsExactly(0, 0);
    assertThat(x.slice(1, 1, 3, most).shape()).isEqualTo(Shape.of(2, 1));
  }

  @Test
  void anEmptyShapeMayHaveLargeAxes() {
    int most = 1 << 20;
    for (Shape shape : List.of(Shape.of(0, most, most), Shape.of(most, 0, most), Shape.of(most, most, 0))) {
      assertThat(shape.size()).isZero();
      assertThat(zeros(shape.sizes()).toDoubles()).isEmpty();
    }
  }

  @Test
  void windowsThatDoNotFitAreNamed() {
    Window window = new Window(3, 3, 1, 0);
    Array images = zeros(1, 2, 5, 2);
    refuses(() -> images.poolSum(window), "window: image has 2 rows, padding is 0; window of 3 must fit");
    refuses(() -> x.poolSum(window), "poolSum: images are [2, 3]; must be [batch, rows, columns, channels]");
    refuses(() -> zeros(1, 5, 5, 2).convolve(zeros(3, 3, 4, 1), window),
        "convolve: images are [1, 5, 5, 2], kernel is [3, 3, 4, 1]; kernel must be [rows, columns, 2, channels out]");
    refuses(() -> new Window(2, 2, 0, 0), "window: is 2 x 2 with stride 0; all three must be positive");
    refuses(() -> new Window(2, 3, 1, 2), "window: padding is 2; must be at least 0 and less than the window's 2 x 3");
    assertThatThrownBy(() -> zeros(1, 3, 3, 1).convolveImages(zeros(3, 3, 4, 1), window, Shape.of(1, 5, 5, 2)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("convolveImages: ");
  }

  @Test
  void arraysOfDifferentBackendsMeetOnlyInAnErrorMessage() {
    Array single = x.to(Backends.reference(DType.F32));
    refuses(() -> x.zip(Binary.MULTIPLY, single), "multiply: left is F64 on reference, right is F32 on reference;"
        + " both must be on one backend, convert one with to(…)");
  }

  @Test
  void viewsShareStorage() {
    assertThat(x.expand(Shape.of(5, 2, 3)).storage()).isSameAs(x.storage());
    assertThat(x.permute(1, 0).storage()).isSameAs(x.storage());
    assertThat(x.slice(1, 0, 3, 2).storage()).isSameAs(x.storage());
    assertThat(x.reverse(0).storage()).isSameAs(x.storage());
    assertThat(x.reshape(Shape.of(6)).storage()).isSameAs(x.storage());
    assertThat(x.permute(1, 0).reshape(Shape.of(6)).storage()).isNotSameAs(x.storage());
  }

  @Test
  void valuesAreNotChangedFromOutside() {
    double[] values = {1, 2};
    Array y = backend.of(Shape.of(2), values);
    values[0] = 7;
    y.toDoubles()[1] = 7;
    assertThat(y.toDoubles()).containsExactly(1, 2);
  }
}
