package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Pool;
import dev.jacobean.autodiff.array.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The local linear maps that the library's operations put on a tape. What each keeps is the tape's whole memory.
sealed interface Local extends LinearMap<Tensor, Tensor> {
  /// The tensors kept alive for later products.
  List<Tensor> kept();

  /// A linear map that is its own adjoint.
  static Local symmetric(UnaryOperator<Tensor> map, Tensor... kept) {
    return new Pair(map, map, kept);
  }

  /// Multiplication by `slope(kept)`, elementwise: its own adjoint. The slope is computed at the first product.
  final class Diagonal implements Local {
    private final Tensor kept;
    private final UnaryOperator<Tensor> slope;
    private @Nullable Tensor factor; // lives as long as what is kept; a race computes the same bits twice

    Diagonal(Tensor kept, UnaryOperator<Tensor> slope) {
      this.kept = kept;
      this.slope = slope;
    }

    @Override
    public Tensor pushforward(Tensor tangent) {
      Tensor known = factor;
      if (known == null) {
        factor = known = Pool.alongside(kept.array(), () -> slope.apply(kept));
      }
      return tangent.times(known);
    }

    @Override
    public Tensor pullback(Tensor cotangent) {
      return pushforward(cotangent);
    }

    @Override
    public List<Tensor> kept() {
      return List.of(kept);
    }
  }

  /// What is positive in `open` passes, the rest becomes 0, whatever it was: a selection, and so its own adjoint.
  record Gate(Tensor open) implements Local {
    @Override
    public Tensor pushforward(Tensor tangent) {
      return Elementwise.gate(tangent, open);
    }

    @Override
    public Tensor pullback(Tensor cotangent) {
      return Elementwise.gate(cotangent, open);
    }

    /// Of the sum of two tangents or cotangents.
    Tensor ofSum(Tensor x, Tensor y) {
      return Fused.gateOfSum(x, y, open);
    }

    @Override
    public List<Tensor> kept() {
      return List.of(open);
    }
  }

  /// A linear primitive itself, and its adjoint; keeps a shape only.
  record Linear(Primitive map, Primitive.Adjoint adjoint, Shape argument) implements Local {
    @Override
    public Tensor pushforward(Tensor tangent) {
      return map.apply(tangent);
    }

    @Override
    public Tensor pullback(Tensor cotangent) {
      return adjoint.apply(cotangent, argument);
    }

    @Override
    public List<Tensor> kept() {
      return List.of();
    }
  }

  /// A bilinear primitive in its argument number `place`, the other one held fixed.
  record Bilinear(Primitive map, Primitive.Partial adjoint, int place, Tensor other, Shape argument) implements Local {
    @Override
    public Tensor pushforward(Tensor tangent) {
      return place == 0 ? map.apply(tangent, other) : map.apply(other, tangent);
    }

    @Override
    public Tensor pullback(Tensor cotangent) {
      return adjoint.apply(other, cotangent, argument);
    }

    @Override
    public List<Tensor> kept() {
      return List.of(other);
    }
  }

  /// Any other linear map, given by its two directions.
  record Pair(UnaryOperator<Tensor> forward, UnaryOperator<Tensor> back, List<Tensor> kept) implements Local {
    Pair(UnaryOperator<Tensor> forward, UnaryOperator<Tensor> back, Tensor... kept) {
      this(forward, back, List.of(kept));
    }

    @Override
    public Tensor pushforward(Tensor tangent) {
      return forward.apply(tangent);
    }

    @Override
    public Tensor pullback(Tensor cotangent) {
      return back.apply(cotangent);
    }
  }
}
