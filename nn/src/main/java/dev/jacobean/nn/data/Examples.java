package dev.jacobean.nn.data;

import dev.jacobean.autodiff.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Labelled examples that are picked by number.
public interface Examples {
  /// {@return how many there are}
  int size();

  /// {@return the examples with these numbers; whatever is random about them comes from `generator`} Pure, for any
  /// thread.
  ///
  /// @param generator of this batch alone
  /// @param numbers from 0 to [#size] − 1, in any order
  Batch pick(RandomGenerator generator, int... numbers);

  /// {@return examples whose inputs are numbers already}
  /// @param inputs `[example, …]`
  /// @param labels the class of each, from 0
  /// @throws IllegalArgumentException unless there is a label for each
  static Examples of(Tensor inputs, int... labels) {
    if (inputs.shape().rank() == 0 || inputs.shape().size(0) != labels.length) {
      throw new IllegalArgumentException(
          "examples: inputs are %s, %d labels given; must be one for each slice along the first axis"
              .formatted(inputs.shape(), labels.length));
    }
    return new TensorExamples(inputs, labels.clone());
  }

  /// Examples whose inputs are numbers already.
  ///
  /// @param inputs `[example, …]`
  /// @param labels the class of each; not to be written
  record TensorExamples(Tensor inputs, int[] labels) implements Examples {
    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public Batch pick(RandomGenerator generator, int... numbers) {
      return new Batch(inputs.gather(0, numbers), Arrays.stream(numbers).map(i -> labels[i]).toArray());
    }
  }
}
