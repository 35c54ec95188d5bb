package dev.jacobean.nn;

import dev.jacobean.autodiff.Tensor;
import java.util.Arrays;

/// A learned vector for each of a number of words.
///
/// @param table `[words, features]`
public record Embedding(Tensor table) implements Layer {
  /// {@return the vectors of these words: `[count, features]`}
  /// @param words numbers of rows of the table, from 0
  /// @throws IllegalArgumentException for a word outside the table
  public Tensor apply(int... words) {
    int count = table.shape().size(0);
    for (int word : words) {
      Check.that(word >= 0 && word < count, "embedding: word is %s, table is %s; must be at least 0 and less than %s",
          word, table.shape(), count);
    }
    return table.gather(0, words);
  }

  /// `x: […]`, whole numbers that name words; result: `[…, features]`.
  @Override
  public Tensor apply(Tensor x) {
    int[] words = Arrays.stream(x.toDoubles()).mapToInt(Embedding::word).toArray();
    return apply(words).reshape(x.shape().append(table.shape().size(1)));
  }

  private static int word(double number) {
    Check.that(number == Math.rint(number), "embedding: x holds %s; must hold whole numbers", number);
    return (int) number;
  }
}
