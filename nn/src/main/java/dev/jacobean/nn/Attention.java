package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Shape;

/// Self-attention with several heads: every place of a sequence looks at every other (Vaswani et al. 2017, section
/// 3.2).
///
/// @param query what a place looks for; like the next three, from features to features
/// @param key what a place is found by
/// @param value what a place hands over
/// @param output of what all heads have found
/// @param heads divides the number of features
/// @param causal whether a place sees only itself and earlier ones
public record Attention(Linear query, Linear key, Linear value, Linear output, int heads, boolean causal)
    implements Layer {
  /// Checks the number of heads.
  public Attention {
    Check.that(heads > 0, "attention: heads is %s; must be positive", heads);
  }

  /// `x: [batch, places, features]`, result: the same shape.
  @Override
  public Tensor apply(Tensor x) {
    Check.rank("attention", x, 3, "[batch, places, features]");
    Tensor seen = scaledDotProduct(split(query.apply(x)), split(key.apply(x)), split(value.apply(x)), causal);
    Shape to = Shape.of(x.shape().size(0), x.shape().size(1), value.bias().shape().size(0));
    return output.apply(seen.permute(0, 2, 1, 3).reshape(to));
  }

  /// {@return `softmax(q·kᵀ/√d)·v` (equation 1 there)}
  /// @param query `[…, places, d]`
  /// @param key `[…, others, d]`
  /// @param value `[…, others, e]`; result: `[…, places, e]`
  /// @param causal whether place i sees only others 0 to i
  public static Tensor scaledDotProduct(Tensor query, Tensor key, Tensor value, boolean causal) {
    Tensor scores = query.matmul(key.transpose()).times(1 / Math.sqrt(query.shape().size(-1)));
    if (causal) {
      Tensor place = Tensor.range(scores.backend(), scores.shape().size(-2)).insertAxis(1);
      Tensor other = Tensor.range(scores.backend(), scores.shape().size(-1));
      Tensor never = Tensor.full(scores.backend(), Double.NEGATIVE_INFINITY);
      scores = other.lessOrEqual(place).select(scores, never);
    }
    return scores.softmax(-1).matmul(value);
  }

  private Tensor split(Tensor x) {
    Shape from = x.shape();
    Check.that(from.size(2) % heads == 0, "attention: %s features, %s heads; heads must divide features",
        from.size(2), heads);
    return x.reshape(from.size(0), from.size(1), heads, from.size(2) / heads).permute(0, 2, 1, 3);
  }
}
