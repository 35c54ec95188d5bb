package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;

/// Classes as whole numbers from 0.
public final class Labels {
  private Labels() {}

  /// {@return one row for each label: 1 in the label's column, else 0; `[labels, classes]`}
  /// @param backend where to keep the rows
  /// @param classes the number of columns
  /// @param labels one for each example, from 0 to classes − 1
  /// @throws IllegalArgumentException for a label that is no class
  public static Tensor oneHot(Backend backend, int classes, int... labels) {
    double[] rows = new double[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      Check.that(labels[i] >= 0 && labels[i] < classes, "labels: label %s is %s; must be at least 0 and less than %s",
          i, labels[i], classes);
      rows[i * classes + labels[i]] = 1;
    }
    return Tensor.of(backend, Shape.of(labels.length, classes), rows);
  }

  /// {@return the part of examples whose largest output is their label's, from 0 to 1} Of equal outputs the first
  /// counts as largest.
  ///
  /// @param output `[n, classes]`
  /// @param labels one for each example, from 0 to classes − 1
  public static double accuracy(Tensor output, int... labels) {
    Check.rank("accuracy", output, 2, "[batch, classes]");
    check("accuracy", output, labels);
    double[] largest = output.argmax(1).toDoubles();
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += largest[i] == labels[i] ? 1 : 0;
    }
    return (double) right / labels.length;
  }

  static void check(String what, Tensor output, int... labels) {
    Check.that(labels.length > 0 && output.shape().size(0) == labels.length,
        "%s: output is %s, %s labels given; must be one for each example, and at least one",
        what, output.shape(), labels.length);
  }
}
