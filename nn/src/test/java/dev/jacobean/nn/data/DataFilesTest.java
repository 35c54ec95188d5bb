package dev.jacobean.nn.data;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.Key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobean.autodiff.array.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The formats: what is read, and what every kind of bad file is told.
class DataFilesTest {
  private final RandomGenerator generator = Key.of(1).child(0).generator();

  @TempDir Path folder;

  @Test
  void cifarRecordsBecomeImagesWithChannelsLast() {
    byte[] content = Samples.cifar(3, generator);
    Images images = Cifar10.read(write("batch.bin", content));
    assertThat(images.size()).isEqualTo(3);
    assertThat(images.label(2)).isEqualTo(content[2 * 3073]);
    for (int c = 0; c < 3; c++) {
      assertThat(images.pixel(1, 30, 7, c)).isEqualTo(content[3073 + 1 + c * 1024 + 30 * 32 + 7] & 0xff);
    }
  }

  @Test
  void gzippedFilesReadAsPlainOnes() {
    byte[] content = Samples.cifar(2, generator);
    Images images = Cifar10.read(write("batch.bin.gz", Samples.gzip(content)));
    assertThat(images.pixel(1, 31, 31, 2)).isEqualTo(content[content.length - 1] & 0xff);
  }

  @Test
  void idxHoldsShapeAndBytes() {
    byte[] content = Samples.idx(generator, 2, 3, 4);
    Idx idx = Idx.read(write("some-idx3-ubyte", content));
    assertThat(idx.shape()).isEqualTo(Shape.of(2, 3, 4));
    assertThat(idx.values()).isEqualTo(Damage.tail(content, 16));
  }

  @Test
  void idxImagesAndLabelsFitTogether() {
    Path images = write("images", Samples.idx(generator, 5, 4, 3));
    Images read = Idx.images(images, write("labels", Samples.labels(generator, 5)), 10);
    assertThat(read.height()).isEqualTo(4);
    assertThat(read.width()).isEqualTo(3);
    assertThat(read.channels()).isEqualTo(1);
    Path fewer = write("fewer", Samples.labels(generator, 4));
    fails(() -> Idx.images(images, fewer, 10))
        .hasMessageEndingWith("has shape [4]; must be [5], a label for each image");
  }

  @Test
  void tablesHoldNumbersAfterTheirHeading() {
    Table table = Table.read(write("t.csv", "a,b\r\n1,2.5\r\n-3e2,4\r\n"), 1);
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.columns()).isEqualTo(2);
    assertThat(table.at(1, 0)).isEqualTo(-300);
  }

  @Test
  void badCifarFilesAreTold() {
    byte[] content = Samples.cifar(2, generator);
    fails(() -> Cifar10.read(write("empty.bin", new byte[0])))
        .hasMessageContaining("holds 0 bytes; must hold a positive");
    fails(() -> Cifar10.read(write("cut.bin", Arrays.copyOf(content, 6145))))
        .hasMessageContaining("holds 6145 bytes; must hold a positive multiple of 3073");
    content[3073] = 10;
    fails(() -> Cifar10.read(write("label.bin", content)))
        .hasMessageContaining("label of image 1 is 10; must be at most 9");
    assertThatThrownBy(() -> Cifar10.read(folder.resolve("none.bin"))).isInstanceOf(MissingDataException.class)
        .hasMessageEndingWith("none.bin: there is no such file");
  }

  @Test
  void badCompressionIsTold() {
    byte[] content = Samples.gzip(Samples.cifar(2, generator));
    fails(() -> Cifar10.read(write("cut.gz", Arrays.copyOf(content, 1000))))
        .hasMessageEndingWith("is a gzip file cut short; must be whole");
    fails(() -> Cifar10.read(write("plain.gz", Samples.cifar(1, generator))))
        .hasMessageContaining("is no whole gzip file");
    fails(() -> Cifar10.read(write("sum.gz", Damage.flip(content, content.length - 6, 3))))
        .hasMessageContaining("is no whole gzip file");
  }

  @Test
  void badIdxFilesAreTold() {
    byte[] content = Samples.idx(generator, 2, 3);
    fails(() -> Idx.read(write("empty", new byte[0]))).hasMessageContaining("holds 0 bytes");
    fails(() -> Idx.read(write("swapped", new byte[] {2, 8, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 1, 2, 3, 4, 5, 6})))
        .hasMessageEndingWith("begins with its bytes in the opposite order; integers must be big-endian");
    content[2] = 0x0d;
    fails(() -> Idx.read(write("floats", content))).hasMessageContaining("begins with 00000d02");
    content[2] = 8;
    fails(() -> Idx.read(write("cut", Arrays.copyOf(content, 15))))
        .hasMessageContaining("has axes of size [2, 3] and 3 elements; must have 6");
    fails(() -> Idx.read(write("long", Arrays.copyOf(content, 19))))
        .hasMessageContaining("7 elements; must have 6");
    fails(() -> Idx.read(write("header", Arrays.copyOf(content, 7))))
        .hasMessageContaining("its header alone must have 12");
    content[4] = -1;
    fails(() -> Idx.read(write("negative", content))).hasMessageContaining("must be positive");
  }

  @Test
  void badTablesAreTold() {
    fails(() -> Table.read(write("e.csv", ""), 0))
        .hasMessageContaining("has 0 lines; must have rows after 0 of heading");
    fails(() -> Table.read(write("w.csv", "1,2\n1,x\n"), 0))
        .hasMessageEndingWith("line 2, column 2: is \"x\"; must be a finite number");
    fails(() -> Table.read(write("n.csv", "1,NaN\n"), 0)).hasMessageContaining("must be a finite number");
    fails(() -> Table.read(write("r.csv", "1,2\n1,2,3\n"), 0))
        .hasMessageEndingWith("line 2 has 3 columns; must have 2 as the line before");
    Table table = Table.read(write("c.csv", "1,2\n1,2.5\n"), 0);
    fails(() -> table.labels(1, 3)).hasMessageContaining("class of row 2 is 2.5; must be a whole number");
    assertThatThrownBy(() -> Table.read(folder.resolve("c.csv"), -1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("table: -1 lines of heading given; must be at least 0");
    for (int[] columns : new int[][] {{1, 5}, {-1, 1}, {2, 1}}) {
      assertThatThrownBy(() -> table.tensor(Backends.f64(), columns[0], columns[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("table: from is %d, to is %d, there are 2 columns; must be 0 ≤ from ≤ to ≤ columns",
              columns[0], columns[1]);
    }
  }

  private Path write(String name, String content) {
    return write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private Path write(String name, byte[] content) {
    return Samples.write(folder.resolve(name), content);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> fails(
      ThrowingCallable reading) {
    return assertThatThrownBy(reading).isInstanceOf(DataException.class).hasMessageNotContaining("\n");
  }
}
