package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;

/// How tensors look as text: type, shape, and the first numbers of each axis.
final class Printer {
  private static final int MOST = 6;

  private Printer() {}

  static String print(Array array) {
    StringBuilder text = new StringBuilder().append(array.backend().dtype()).append(array.shape()).append(' ');
    append(text, array.toDoubles(), array.shape(), array.backend().dtype(), 0, 0);
    return text.toString();
  }

  private static void append(StringBuilder text, double[] values, Shape shape, DType type, int axis, int start) {
    if (axis == shape.rank()) {
      text.append(type == DType.F32 ? Float.toString((float) values[start]) : Double.toString(values[start]));
      return;
    }
    int stride = 1;
    for (int inner = axis + 1; inner < shape.rank(); inner++) {
      stride *= shape.size(inner);
    }
    text.append('[');
    int shown = Math.min(shape.size(axis), MOST);
    for (int i = 0; i < shown; i++) {
      append(text.append(i == 0 ? "" : ", "), values, shape, type, axis + 1, start + i * stride);
    }
    text.append(shown < shape.size(axis) ? ", …]" : "]");
  }
}
