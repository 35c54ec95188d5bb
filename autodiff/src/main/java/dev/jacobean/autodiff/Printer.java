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
    Array shown = array;
    for (int axis = 0; axis < array.shape().rank(); axis++) {
      shown = shown.slice(axis, 0, Math.min(array.shape().size(axis), MOST), 1);
    }
    append(text, shown.toDoubles(), array.shape(), shown.shape(), array.backend().dtype(), 0, 0);
    return text.toString();
  }

  private static void append(
      StringBuilder text, double[] values, Shape shape, Shape shown, DType type, int axis, int start) {
    if (axis == shape.rank()) {
      text.append(type == DType.F32 ? Float.toString((float) values[start]) : Double.toString(values[start]));
      return;
    }
    int stride = 1;
    for (int inner = axis + 1; inner < shape.rank(); inner++) {
      stride *= shown.size(inner);
    }
    text.append('[');
    for (int i = 0; i < shown.size(axis); i++) {
      append(text.append(i == 0 ? "" : ", "), values, shape, shown, type, axis + 1, start + i * stride);
    }
    text.append(shown.size(axis) < shape.size(axis) ? ", …]" : "]");
  }
}
