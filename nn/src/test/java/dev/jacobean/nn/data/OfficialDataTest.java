package dev.jacobean.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backends;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The published files themselves, where they are; `JACOBEAN_DATA` says where.
class OfficialDataTest {
  private final DataFolder folder = DataFolder.find(Optional.empty());

  @Test
  void cifarHasAThousandTestImagesOfEachClass() {
    require(DataSet.CIFAR10);
    Images test = Cifar10.test(folder);
    assertThat(histogram(test)).containsOnly(1000).hasSize(10);
    assertThat(Cifar10.train(folder, 4096).size()).isEqualTo(4096);
  }

  @Test
  void mnistHasItsPublishedClassCountsAndNormalisation() {
    require(DataSet.MNIST);
    assertThat(histogram(Mnist.test(folder)))
        .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    Normalisation found = Normalisation.of(Mnist.train(folder));
    assertThat(found.mean().getFirst()).isEqualTo(0.1307, org.assertj.core.api.Assertions.within(5e-5));
    assertThat(found.deviation().getFirst()).isEqualTo(0.3081, org.assertj.core.api.Assertions.within(5e-5));
    assertThat(folder.verify(DataSet.MNIST)).hasSize(4).allMatch(DataFolder.Finding::holds);
  }

  @Test
  void tablesAreReadWhole() {
    require(DataSet.DIGITS);
    require(DataSet.IRIS);
    Table digits = Table.digits(folder);
    assertThat(digits.rows()).isEqualTo(1797);
    assertThat(digits.labels(64, 10)).hasSize(1797);
    Tensor iris = Table.iris(folder).tensor(Backends.f64(), 0, 4);
    assertThat(iris.at(0, 0).toDoubles()).containsExactly(5.1, 3.5, 1.4, 0.2);
  }

  private void require(DataSet set) {
    assumeThat(folder.has(set)).as("%s is in none of %s; put it there to run this test", set.title(), folder.roots())
        .isTrue();
  }

  private static int[] histogram(Images images) {
    int[] counts = new int[10];
    IntStream.range(0, images.size()).forEach(i -> counts[images.label(i)]++);
    return counts;
  }
}
