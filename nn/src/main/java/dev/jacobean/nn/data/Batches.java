package dev.jacobean.nn.data;

import dev.jacobean.nn.Key;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Examples in batches, epoch after epoch: the batch of step s is a pure function of s, on any thread, in any order.
///
/// An epoch shows every example once; its last batch is smaller where the size does not divide.
public final class Batches implements LongFunction<Batch> {
  private final Examples examples;
  private final int size;
  private final @Nullable Key shuffle;
  private final Key pick;
  private final AtomicReference<@Nullable Order> recent = new AtomicReference<>();

  /// The order of one epoch.
  private record Order(long epoch, int[] numbers) {}

  private Batches(Examples examples, int size, @Nullable Key shuffle, Key pick) {
    if (size <= 0 || examples.size() == 0) {
      throw new IllegalArgumentException(
          "batches: size is %d, examples are %d; both must be positive".formatted(size, examples.size()));
    }
    this.examples = examples;
    this.size = size;
    this.shuffle = shuffle;
    this.pick = pick;
  }

  /// {@return batches in another order each epoch}
  /// @param examples at least one
  /// @param size examples a batch
  /// @param key the same key gives the same order in each epoch, and the same augmentation
  /// @throws IllegalArgumentException unless `size` is positive and there are examples
  public static Batches shuffled(Examples examples, int size, Key key) {
    return new Batches(examples, size, key.child(0), key.child(1));
  }

  /// {@return batches in the examples' own order, as for evaluation}
  /// @param examples at least one
  /// @param size examples a batch
  /// @throws IllegalArgumentException unless `size` is positive and there are examples
  public static Batches inOrder(Examples examples, int size) {
    return new Batches(examples, size, null, Key.of(0));
  }

  /// {@return how many batches an epoch has}
  public int perEpoch() {
    return (examples.size() - 1) / size + 1;
  }

  /// {@return the examples that they are made of}
  public Examples examples() {
    return examples;
  }

  /// {@return where a step stands}
  /// @param step from 0, through all epochs
  /// @throws IllegalArgumentException if negative
  public Position position(long step) {
    if (step < 0) {
      throw new IllegalArgumentException("batches: step is " + step + "; must be at least 0");
    }
    return new Position(step / perEpoch(), (int) (step % perEpoch()));
  }

  /// The batch of a step, counted from 0.
  @Override
  public Batch apply(long step) {
    Position position = position(step);
    int from = position.batch() * size;
    int to = Math.min(from + size, examples.size());
    int[] numbers = order(position.epoch());
    return examples.pick(pick.child(step).generator(), IntStream.range(from, to).map(i -> numbers[i]).toArray());
  }

  private int[] order(long epoch) {
    Order known = recent.get();
    if (known == null || known.epoch != epoch) {
      known = new Order(epoch, shuffle == null ? IntStream.range(0, examples.size()).toArray()
          : permutation(shuffle.child(epoch).generator(), examples.size()));
      recent.set(known);
    }
    return known.numbers;
  }

  /// A permutation, each equally likely (Durstenfeld 1964, Algorithm 235).
  private static int[] permutation(RandomGenerator generator, int size) {
    int[] numbers = IntStream.range(0, size).toArray();
    for (int i = size - 1; i > 0; i--) {
      int j = generator.nextInt(i + 1);
      int number = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = number;
    }
    return numbers;
  }
}
