package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.Key;
import dev.jacobean.nn.data.Cifar10;
import dev.jacobean.nn.data.DataFolder;
import dev.jacobean.nn.data.DataSet;
import dev.jacobean.nn.data.Images;
import dev.jacobean.nn.data.Normalisation;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The images that ship.
class SmallImagesTest {
  private static final String SHA256 = "1bac3e38744ca11af5c8c63cd7d1dc5867b303d931ee32aa4a14fb51e5a33a03";

  private final DataFolder folder = DataFolder.find(Optional.empty());

  @Test
  void theFileIsTheOneThatWasMade() throws Exception {
    byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(resource());
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(SHA256);
    assertThat(resource().length).isLessThan(7_000_000);
  }

  @Test
  void packingLosesNothing() throws IOException {
    assertThat(SmallImages.shipped().packed()).isEqualTo(resource());
  }

  @Test
  void itIsRebuiltBitForBitFromTheOfficialFiles() throws IOException {
    requireOfficialFiles();
    SmallImages rebuilt = SmallImages.of(Cifar10.train(folder, SmallImages.TRAIN), Cifar10.test(folder));
    assertThat(Arrays.mismatch(rebuilt.packed(), resource())).isEqualTo(-1);
  }

  @Test
  void itsInputsAreMeansOfNormalisedPixels() {
    requireOfficialFiles();
    Images images = Cifar10.test(folder);
    Tensor whole = images.examples(Backends.f64(), Normalisation.CIFAR10).pick(Key.of(0).generator(), 7).inputs();
    Tensor small = SmallImages.shipped().test(Backends.f64(), 8).slice(0, 7, 8);
    Tensor mean = whole.avgPool2d(2, 2, 0);
    // The same number by another way: a few roundings of numbers around 2.
    assertThat(small.minus(mean).abs().max().item()).isEqualTo(0, within(1e-14));
    assertThat(SmallImages.shipped().testLabels(8)[7]).isEqualTo(images.label(7));
  }

  @Test
  void everyClassIsThereInBothParts() {
    SmallImages images = SmallImages.shipped();
    for (int[] labels : new int[][] {images.trainLabels(SmallImages.TRAIN), images.testLabels(SmallImages.TEST)}) {
      assertThat(Arrays.stream(labels).distinct().sorted()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      assertThat(Arrays.stream(labels).filter(label -> label == 3).count()).isGreaterThan(labels.length / 12);
    }
  }

  private void requireOfficialFiles() {
    assumeThat(folder.has(DataSet.CIFAR10))
        .as("CIFAR-10 is in none of %s; put it there, or name its place in JACOBEAN_DATA, to run this test",
            folder.roots()).isTrue();
  }

  private static byte[] resource() throws IOException {
    try (var in = SmallImages.class.getResourceAsStream("cifar-10-small.bin")) {
      return in.readAllBytes();
    }
  }
}
