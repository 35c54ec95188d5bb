package dev.jacobean.nn.data;

import dev.jacobean.nn.Key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobean.nn.data.LocalServer.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {
  private static final byte[] CONTENT = Damage.random(300_000, Key.of(1).child(0).generator());

  private final List<Long> arrived = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void aFileArrivesWholeAndUnderItsName() throws IOException {
    try (LocalServer server = new LocalServer(CONTENT)) {
      fetch(server.address());
      assertThat(folder.resolve("file")).hasBinaryContent(CONTENT);
      assertThat(folder.resolve("file.part")).doesNotExist();
      assertThat(arrived).startsWith(0L).endsWith(300_000L).isSorted();
      fetch(server.address());
      assertThat(server.ranges).as("a file that is there is not fetched again").containsExactly(-1);
    }
  }

  @Test
  void aBrokenTransferGoesOnWhereItStopped() throws IOException {
    try (LocalServer server = new LocalServer(CONTENT, new Answer(200, 100_000), new Answer(206, 50_000))) {
      fetch(server.address());
      assertThat(folder.resolve("file")).hasBinaryContent(CONTENT);
      assertThat(server.ranges).containsExactly(-1, 100_000, 150_000);
    }
  }

  @Test
  void aLaterCallGoesOnWhereAnEarlierOneGaveUp() throws IOException {
    Answer[] answers = {new Answer(200, 70_000), new Answer(206, 0), new Answer(206, 9)};
    try (LocalServer server = new LocalServer(CONTENT, answers)) {
      assertThatThrownBy(() -> fetch(server.address())).isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("the transfer broke off after 70009 bytes").hasMessageNotContaining("\n");
      assertThat(folder.resolve("file")).doesNotExist();
      fetch(server.address());
      assertThat(folder.resolve("file")).hasBinaryContent(CONTENT);
      assertThat(server.ranges).containsExactly(-1, 70_000, 70_000, 70_009);
    }
  }

  @Test
  void aServerWithoutRangesStartsAnew() throws IOException {
    try (LocalServer server = new LocalServer(CONTENT, new Answer(200, 100_000), Answer.WITHOUT_RANGES)) {
      fetch(server.address());
      assertThat(folder.resolve("file")).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void aCompletePartIsOnlyChecked() throws IOException {
    try (LocalServer server = new LocalServer(CONTENT)) {
      Files.write(folder.resolve("file.part"), CONTENT);
      fetch(server.address());
      assertThat(folder.resolve("file")).hasBinaryContent(CONTENT);
      assertThat(arrived).isEmpty();
    }
  }

  @Test
  void aPartThatIsTooLongIsThrownAway() throws IOException {
    try (LocalServer server = new LocalServer(CONTENT)) {
      Files.write(folder.resolve("file.part"), Damage.join(CONTENT, CONTENT));
      fetch(server.address());
      assertThat(folder.resolve("file")).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void theSecondAddressServesWhereTheFirstDoesNot() throws IOException {
    Answer gone = new Answer(404, 0);
    try (LocalServer first = new LocalServer(CONTENT, gone, gone, gone);
        LocalServer second = new LocalServer(CONTENT)) {
      fetch(first.address(), second.address());
      assertThat(folder.resolve("file")).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void noServerIsTold() throws IOException {
    // Port 1 is reserved and silent; the port of a server just closed may be given to another one.
    URI nobody = URI.create("http://127.0.0.1:1/file");
    assertThatThrownBy(() -> fetch(nobody)).isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("broke off after 0 bytes (Connect: ");
    try (LocalServer server = new LocalServer(CONTENT, new Answer(503, 0), new Answer(503, 0), new Answer(503, 0))) {
      assertThatThrownBy(() -> fetch(server.address())).hasMessageContaining("answered with status 503");
    }
  }

  @Test
  void anotherContentIsToldAndDeleted() throws IOException {
    try (LocalServer server = new LocalServer(Damage.flip(CONTENT, 200_000, 1))) {
      assertThatThrownBy(() -> fetch(server.address())).isInstanceOf(DataException.class)
          .hasMessageMatching(".*file.part: has SHA-256 [0-9a-f]{64}; must be [0-9a-f]{64} \\(damaged on the way.*");
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void compressedFilesAreCheckedByTheirContent() throws IOException {
    byte[] labels = Samples.gzip(new byte[60_008]);
    try (LocalServer server = new LocalServer(labels)) {
      DataSet.Source local = new DataSet.Source("train-labels-idx1-ubyte.gz", "", server.address().toString());
      assertThatThrownBy(() -> Fetch.fetch(DataSet.MNIST, local, folder, (file, bytes, total) -> {}))
          .isInstanceOf(DataException.class).hasMessageContaining("must be 65a50cbbf4e906d7");
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsTold() throws IOException {
    Path file = Files.write(folder.resolve("plain"), new byte[1]);
    assertThatThrownBy(() -> Fetch.fetch(DataSet.CIFAR10, file, (name, bytes, total) -> {}))
        .isInstanceOf(UncheckedIOException.class).hasMessageStartingWith("fetch: cannot write into " + file);
    assertThatThrownBy(() -> Fetch.fetch(DataSet.IRIS, folder, (name, bytes, total) -> {}))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("fetch: iris has no official address; must have one");
  }

  private void fetch(URI... addresses) {
    String[] texts = Arrays.stream(addresses).map(URI::toString).toArray(String[]::new);
    DataSet.Source source = new DataSet.Source("file", Digest.hex(CONTENT), texts);
    Fetch.fetch(DataSet.CIFAR10, source, folder, (file, bytes, total) -> {
      assertThat(file).isEqualTo("file");
      assertThat(total).isEqualTo(CONTENT.length);
      arrived.add(bytes);
    });
  }
}
