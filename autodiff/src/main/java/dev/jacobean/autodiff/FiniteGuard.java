package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.DType;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Stops at the first operation whose result is not finite although its arguments are.
final class FiniteGuard {
  private static final ScopedValue<Boolean> ON = ScopedValue.newInstance();
  private static final AtomicInteger SCOPES = new AtomicInteger();

  private FiniteGuard() {}

  /// Runs `program`, guarded on this thread.
  static <R> R guard(Supplier<R> program) {
    SCOPES.incrementAndGet();
    try {
      return ScopedValue.where(ON, true).call(program::get);
    } finally {
      SCOPES.decrementAndGet();
    }
  }

  /// Whether any thread is guarded: all that an unguarded operation pays.
  static boolean anywhere() {
    return SCOPES.getPlain() != 0;
  }

  /// The result of an operation on numbers.
  ///
  /// @throws ArithmeticException if this thread is guarded, `y` holds NaN or infinity, and no argument does
  static Constant checked(String operation, Array y, Array... x) {
    if (anywhere()) {
      check(operation, y, x);
    }
    return new Constant(y);
  }

  private static void check(String operation, Array y, Array... x) {
    if (!ON.isBound() || isFinite(y) || !Arrays.stream(x).allMatch(FiniteGuard::isFinite)) {
      return;
    }
    double[] values = y.toDoubles();
    int first = 0;
    while (Double.isFinite(values[first])) {
      first++;
    }
    throw new ArithmeticException("%s: result %s holds %s (first at element %d) though every argument is finite;"
        .formatted(operation, y, values[first], first)
        + " arguments are " + Arrays.toString(x) + ", at " + UserLine.find());
  }

  /// @throws ArithmeticException if this thread is guarded, and a finite number becomes infinite in an element type
  static void checkConstant(double x, DType type) {
    if (anywhere() && ON.isBound() && Double.isFinite(x) && !Double.isFinite(type.round(x))) {
      throw new ArithmeticException("constant: %s is infinite in %s, at %s".formatted(x, type, UserLine.find()));
    }
  }

  private static boolean isFinite(Array x) {
    return Arrays.stream(x.toDoubles()).allMatch(Double::isFinite);
  }
}
