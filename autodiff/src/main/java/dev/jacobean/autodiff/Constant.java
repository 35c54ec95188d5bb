package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Shape;

/// Numbers that no differentiation is watching.
final class Constant implements Tensor {
  private final Array array;

  Constant(Array array) {
    this.array = array;
  }

  @Override
  public Array array() {
    return array;
  }

  @Override
  public Shape shape() {
    return array.shape();
  }

  @Override
  public Backend backend() {
    return array.backend();
  }

  @Override
  public String toString() {
    return Printer.print(array);
  }
}
