package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.DType;

/// What accuracy can be asked of computations with an element type.
///
/// @param rounding the distance from 1 to the next number
/// @param residual a relative residual at which an iteration may stop: well above what rounding leaves
record Precision(double rounding, double residual) {
  /// That of a tree's first tensor.
  static Precision of(Object tree) {
    Tensor first = Tree.leaves(tree).stream().findFirst()
        .orElseThrow(() -> new IllegalArgumentException("parameters: the tree holds no tensor; must hold at least one"));
    return new Precision(first.dtype().rounding(), first.dtype() == DType.F64 ? 1e-10 : 1e-4);
  }
}
