package dev.jacobean.nn.data;

import dev.jacobean.nn.Key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFolderTest {
  private final byte[] content = Samples.cifar(2, Key.of(2).child(0).generator());
  private final KnownFile file = Samples.known("data_batch_1.bin", content);

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(strings = {"cifar-10-binary/", "cifar-10-batches-bin/", "cifar-10-binary/cifar-10-batches-bin/", ""})
  void everyUsualLayoutIsFoundPlainAndZipped(String layout) {
    Path plain = root.resolve("plain");
    Samples.write(plain.resolve(layout + file.name()), content);
    assertThat(read(plain)).isEqualTo(content);
    Path zipped = root.resolve("zipped");
    Samples.write(zipped.resolve(layout + file.name() + ".gz"), Samples.gzip(content));
    assertThat(read(zipped)).isEqualTo(content);
  }

  @Test
  void officialArchiveIsReadAsItIs() {
    Samples.write(root.resolve("cifar-10-binary.tar.gz"), Samples.gzip(Samples.tar(file.name(), content)));
    assertThat(read(root)).isEqualTo(content);
  }

  @Test
  void laterFoldersAreSearchedToo() {
    Samples.write(root.resolve("second/cifar-10-binary/" + file.name()), content);
    DataFolder both = new DataFolder(List.of(root.resolve("first"), root.resolve("second")));
    assertThat(both.read(DataSet.CIFAR10, List.of(file)).getFirst()).isEqualTo(content);
  }

  @Test
  void absentFilesAreNamedWithThePlacesWhereTheyMustBe() {
    assertThatThrownBy(() -> Mnist.train(DataFolder.of(root))).isInstanceOf(MissingDataException.class)
        .hasMessage("MNIST: no file train-images-idx3-ubyte or train-images-idx3-ubyte.gz in the folder mnist of "
            + root + "; must be there (data fetch downloads it)");
    assertThat(DataFolder.of(root).has(DataSet.MNIST)).isFalse();
    assertThat(DataFolder.of(root).verify(DataSet.MNIST)).hasSize(4).noneMatch(DataFolder.Finding::holds);
  }

  @Test
  void aNamedFolderThatIsNoneIsTold() {
    assertThatThrownBy(() -> DataFolder.find(Optional.of(root.resolve("none")))).isInstanceOf(DataException.class)
        .hasMessageEndingWith("none: is no folder; must be one");
    assertThat(DataFolder.find(Optional.of(root)).roots()).startsWith(root).endsWith(DataFolder.cache());
  }

  @Test
  void anotherFileUnderTheSameNameIsTold() {
    Path path = root.resolve(file.name());
    Samples.write(path, Samples.cifar(2, Key.of(3).child(0).generator()));
    assertThatThrownBy(() -> read(root)).isInstanceOf(DataException.class)
        .hasMessageMatching(".*data_batch_1.bin: has SHA-256 [0-9a-f]{64}; must be " + file.sha256() + " .*");
    Samples.write(path, Damage.join(content, content));
    assertThatThrownBy(() -> read(root)).isInstanceOf(DataException.class)
        .hasMessageEndingWith("holds at least 6147 bytes; must hold exactly 6146");
  }

  @Test
  void aFolderInPlaceOfAFileIsAnInputError() {
    assertThatThrownBy(() -> Cifar10.read(root)).isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot read");
  }

  /// A flip in bytes that carry no data (gzip's time stamp) must leave exactly the same content; all else must throw.
  @ParameterizedTest
  @ValueSource(strings = {"data_batch_1.bin", "data_batch_1.bin.gz", "cifar-10-binary.tar.gz"})
  void noDamageIsAcceptedSilently(String name) {
    byte[] whole = switch (name) {
      case "data_batch_1.bin" -> content;
      case "data_batch_1.bin.gz" -> Samples.gzip(content);
      default -> Samples.gzip(Samples.tar(file.name(), content));
    };
    int told = 0;
    for (int i = 0; i < 200; i++) {
      RandomGenerator generator = Key.of(4).child(i).generator();
      Samples.write(root.resolve(name), Damage.of(whole, generator));
      try {
        assertThat(read(root)).as("damage %d of %s", i, name).isEqualTo(content);
      } catch (DataException e) {
        assertThat(e.getMessage()).contains("must").doesNotContain("\n");
        told++;
      }
    }
    assertThat(told).isGreaterThan(name.endsWith("gz") ? 150 : 199);
  }

  @Test
  void damagedIdxFilesNeverPassForWhole() {
    byte[] labels = Samples.labels(Key.of(5).child(0).generator(), 40);
    KnownFile known = Samples.known("train-labels-idx1-ubyte", labels);
    for (int i = 0; i < 300; i++) {
      Samples.write(root.resolve(known.name()), Damage.of(labels, Key.of(6).child(i).generator()));
      assertThatThrownBy(() -> DataFolder.of(root).read(DataSet.MNIST, List.of(known))).as("damage %d", i)
          .isInstanceOf(DataException.class);
    }
  }

  private byte[] read(Path folder) {
    return DataFolder.of(folder).read(DataSet.CIFAR10, List.of(file)).getFirst();
  }
}
