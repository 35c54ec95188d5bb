package dev.jacobean.nn.data;

import dev.jacobean.nn.Key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchesTest {
  private static final Normalisation PLAIN = new Normalisation(List.of(0.5, 0.25, 0.0), List.of(0.5, 1.0, 2.0));

  @Test
  void anEpochShowsEveryExampleOnce() {
    Batches batches = Batches.shuffled(numbered(23), 5, Key.of(1));
    assertThat(batches.perEpoch()).isEqualTo(5);
    List<List<Integer>> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Integer> seen = LongStream.range(epoch * 5, epoch * 5 + 5).boxed()
          .flatMap(step -> Arrays.stream(batches.apply(step).labels()).boxed()).toList();
      assertThat(seen).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 23).boxed().toList());
      epochs.add(seen);
    }
    assertThat(epochs).doesNotHaveDuplicates();
    assertThat(batches.position(13)).isEqualTo(new Position(2, 3));
  }

  @Test
  void everyPermutationIsEquallyLikely() {
    Batches batches = Batches.shuffled(numbered(3), 3, Key.of(7));
    int[] counts = new int[27];
    for (int epoch = 0; epoch < 6000; epoch++) {
      int[] order = batches.apply(epoch).labels();
      counts[9 * order[0] + 3 * order[1] + order[2]]++;
    }
    // 1000 each expected with a deviation of 29; 5 deviations are exceeded by chance once in a million seeds
    assertThat(Arrays.stream(counts).filter(n -> n > 0)).hasSize(6).allMatch(n -> Math.abs(n - 1000) < 145);
  }

  @Test
  void inOrderKeepsTheOrder() {
    Batches batches = Batches.inOrder(numbered(5), 2);
    assertThat(batches.apply(0).labels()).containsExactly(0, 1);
    assertThat(batches.apply(2).labels()).containsExactly(4);
  }

  @Test
  void inputsStayWithTheirLabels() {
    Batch batch = Batches.shuffled(numbered(9), 9, Key.of(3)).apply(0);
    assertThat(batch.inputs().toDoubles()).containsExactly(Arrays.stream(batch.labels()).mapToDouble(i -> i).toArray());
  }

  @Test
  void otherSeedsGiveOtherOrders() {
    int[] first = Batches.shuffled(numbered(50), 50, Key.of(1)).apply(0).labels();
    assertThat(Batches.shuffled(numbered(50), 50, Key.of(2)).apply(0).labels()).isNotEqualTo(first);
    assertThat(Batches.shuffled(numbered(50), 50, Key.of(1)).apply(0).labels()).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void prefetchedBatchesAreTheSameBitsOnAnyNumberOfThreads(int threads) {
    Examples examples = images(40).examples(Backends.reference(DType.F32), PLAIN, Augmentation.CROP_AND_FLIP);
    Batches expected = Batches.shuffled(examples, 7, Key.of(9));
    Batches source = Batches.shuffled(examples, 7, Key.of(9));
    try (Prefetch<Batch> prefetch = new Prefetch<>(source, 4, 40, 3, threads)) {
      for (long step = 4; step < 40; step++) {
        Batch batch = prefetch.next();
        assertThat(batch.labels()).isEqualTo(expected.apply(step).labels());
        assertThat(batch.inputs().toDoubles()).isEqualTo(expected.apply(step).inputs().toDoubles());
      }
      assertThat(prefetch.hasNext()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void pixelsAreNormalisedByChannel(DType dtype) {
    Images images = images(3);
    Tensor inputs = Batches.inOrder(images.examples(Backends.reference(dtype), PLAIN), 3).apply(0).inputs();
    assertThat(inputs.shape()).isEqualTo(Shape.of(3, 6, 5, 3));
    double[] values = inputs.toDoubles();
    for (int i = 0; i < values.length; i++) {
      int pixel = images.pixel(i / 90, i / 15 % 6, i / 3 % 5, i % 3);
      double expected = (pixel / 255.0 - PLAIN.mean().get(i % 3)) / PLAIN.deviation().get(i % 3);
      assertThat(values[i]).isEqualTo(dtype.round(expected));
    }
  }

  @Test
  void normalisedPixelsHaveMeanZeroAndDeviationOne() {
    Images images = images(50).slice(10, 30);
    Tensor inputs = Batches.inOrder(images.examples(Backends.reference(DType.F64), Normalisation.of(images)), 20)
        .apply(0).inputs();
    // 600 pixels a channel: rounding errors of some 1e-16 each
    assertThat(inputs.mean(0, 1, 2).toDoubles()).containsExactly(new double[3], within(1e-13));
    assertThat(inputs.variance(0, 1, 2).toDoubles()).containsExactly(new double[] {1, 1, 1}, within(1e-13));
  }

  /// Against the definition written in tensor operations: pad the normalised image, cut, reverse.
  @Test
  void everyCropAndFlipOccursAndIsOneOfThePaddedImage() {
    Images image = images(1);
    Augmentation augmentation = new Augmentation(1, true);
    Tensor plain = Batches.inOrder(image.examples(Backends.reference(DType.F64), PLAIN), 1).apply(0).inputs();
    Tensor padded = plain.pad(new int[] {0, 1, 1, 0}, new int[] {0, 1, 1, 0});
    List<double[]> possible = new ArrayList<>();
    for (int crop = 0; crop < 9; crop++) {
      Tensor cut = padded.slice(1, crop / 3, crop / 3 + 6).slice(2, crop % 3, crop % 3 + 5);
      possible.add(cut.toDoubles());
      possible.add(cut.reverse(2).toDoubles());
    }
    Examples examples = image.examples(Backends.reference(DType.F64), PLAIN, augmentation);
    Batches moved = Batches.shuffled(examples, 1, Key.of(5));
    int[] counts = new int[18];
    for (int step = 0; step < 1800; step++) {
      double[] values = moved.apply(step).inputs().toDoubles();
      counts[IntStream.range(0, 18).filter(i -> Arrays.equals(possible.get(i), values)).findFirst().orElseThrow()]++;
    }
    // 100 each expected with a deviation of 10
    assertThat(Arrays.stream(counts)).allMatch(count -> count > 50 && count < 150);
  }

  /// Whether pixels are carried over for each batch or once for all, nobody sees.
  @ParameterizedTest
  @EnumSource(DType.class)
  void batchesOfResidentImagesAreTheSameBits(DType dtype) {
    Images images = images(1040).slice(5, 1035); // more than are carried over at once
    for (Augmentation augmentation : List.of(Augmentation.NONE, new Augmentation(2, false), Augmentation.CROP_AND_FLIP)) {
      Batches carried = Batches.shuffled(images.examples(Backends.reference(dtype), PLAIN, augmentation), 103, Key.of(5));
      Batches resident = Batches.shuffled(images.resident(Backends.reference(dtype), PLAIN, augmentation), 103, Key.of(5));
      for (int step = 0; step < carried.perEpoch(); step++) {
        assertThat(resident.apply(step).inputs().toDoubles()).isEqualTo(carried.apply(step).inputs().toDoubles());
        assertThat(resident.apply(step).labels()).isEqualTo(carried.apply(step).labels());
      }
    }
  }

  @Test
  void whatASourceThrowsIsThrownToTheConsumer() {
    try (Prefetch<Long> prefetch = new Prefetch<>(step -> {
      if (step == 2) {
        throw new DataException("batch 2: is bad; must be good");
      }
      return step;
    }, 0, 10, 4, 2)) {
      assertThat(prefetch.next()).isZero();
      assertThat(prefetch.next()).isEqualTo(1);
      for (int again = 0; again < 3; again++) {
        assertThatThrownBy(prefetch::next).isInstanceOf(DataException.class).hasMessage("batch 2: is bad; must be good");
      }
    }
  }

  @Test
  void anInterruptionLosesNoValue() {
    CountDownLatch ready = new CountDownLatch(1);
    try (Prefetch<Long> prefetch = new Prefetch<>(step -> {
      try {
        ready.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return step;
    }, 0, 10, 4, 2)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(prefetch::next).isInstanceOf(CancellationException.class)
          .hasMessage("prefetch: interrupted while waiting for data");
      assertThat(Thread.interrupted()).isTrue();
      ready.countDown();
      assertThat(prefetch.peek()).isZero();
      assertThat(prefetch.next()).isZero();
      assertThat(prefetch.next()).isEqualTo(1);
    }
  }

  @Test
  void threadsEndWithTheLastValue() throws InterruptedException {
    List<Thread> threads = java.util.Collections.synchronizedList(new ArrayList<>());
    try (Prefetch<Long> prefetch = new Prefetch<>(step -> {
      threads.add(Thread.currentThread());
      return step;
    }, 0, 3, 2, 1)) {
      for (long i = 0; i < 3; i++) {
        assertThat(prefetch.next()).isEqualTo(i);
      }
      for (Thread thread : threads) {
        assertThat(thread.join(Duration.ofSeconds(10))).as("%s has ended", thread).isTrue();
      }
      assertThatThrownBy(prefetch::next).isInstanceOf(NoSuchElementException.class)
          .hasMessage("prefetch: all values up to number 2 are taken");
    }
  }

  @Test
  void aClosedPrefetchSaysSo() {
    Prefetch<Long> prefetch = new Prefetch<>(step -> step, 0, 3, 2, 1);
    prefetch.close();
    assertThat(prefetch.hasNext()).isFalse();
    assertThatThrownBy(prefetch::next).isInstanceOf(CancellationException.class)
        .hasMessage("prefetch: is closed; must be open for another value");
  }

  @Test
  void noMoreThanTheDepthIsComputedAhead() throws InterruptedException {
    List<Long> asked = java.util.Collections.synchronizedList(new ArrayList<>());
    try (Prefetch<Long> prefetch = new Prefetch<>(step -> {
      asked.add(step);
      return step;
    }, 0, 100, 3, 2)) {
      for (long i = 0; i < 5; i++) {
        assertThat(prefetch.next()).isEqualTo(i);
      }
      Thread.sleep(20);
      assertThat(asked).allMatch(step -> step < 8);
    }
  }

  @Test
  void badArgumentsAreTold() {
    assertThatThrownBy(() -> Batches.inOrder(numbered(3), 0)).hasMessage(
        "batches: size is 0, examples are 3; both must be positive");
    assertThatThrownBy(() -> Batches.inOrder(numbered(3), 2).apply(-1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batches: step is -1; must be at least 0");
    assertThatThrownBy(() -> images(3).first(4)).hasMessageContaining("from is 0, to is 4, there are 3 images");
    assertThatThrownBy(() -> images(3).examples(Backends.f32(), Normalisation.MNIST))
        .hasMessage("normalisation: is for 1 channels, images have 3; must be equal");
    assertThatThrownBy(() -> Examples.of(Tensor.of(1.0, 2), 1)).hasMessageContaining("inputs are [2], 1 labels given");
  }

  private static Examples numbered(int count) {
    return Examples.of(Tensor.range(Backends.reference(DType.F64), count), IntStream.range(0, count).toArray());
  }

  private static Images images(int count) {
    RandomGenerator generator = Key.of(11).child(0).generator();
    return Images.of("images", 6, 5, 3, Damage.random(count * 90, generator), new byte[count], 10);
  }
}
