package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.jacobean.nn.data.DataException;
import dev.jacobean.nn.data.DataFolder;
import dev.jacobean.nn.data.DataSet;
import dev.jacobean.nn.data.Fetch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `lazy data`. How a transfer goes is tested where it is made, in nn.
class DataCommandTest {
  @TempDir Path folder;

  private static Shell lazy(Object... args) {
    return Shell.lazy(List.of(), args);
  }

  @Test
  void badUsageIsOneSentenceAndStatusTwo() {
    assertThat(lazy("data").err()).startsWith("lazy: a command is missing: fetch, verify or speed").hasLineCount(1);
    Shell unknown = lazy("data", "fetch", "cifar100");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).startsWith("lazy: there is no data set \"cifar100\"").hasLineCount(1);
    Shell none = lazy("data", "verify", "mnist", "--data", folder.resolve("none"));
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("none: is no folder; must be one").hasLineCount(1);
  }

  @Test
  void missingFilesAreStatusThreeAndDamagedOnesTwo() throws IOException {
    Path mnist = Files.createDirectories(folder.resolve("mnist"));
    Path labels = mnist.resolve("t10k-labels-idx1-ubyte");
    for (String name : List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte")) {
      Files.write(mnist.resolve(name), new byte[10]);
    }
    Files.write(labels, new byte[10_008]);
    Shell damaged = lazy("data", "verify", "mnist", "--data", folder);
    assertThat(damaged.status()).isEqualTo(2);
    assertThat(damaged.err()).contains("train-images-idx3-ubyte: holds 10 bytes; must hold exactly 47040016")
        .hasLineCount(1);
    // A folder that holds all files is not downloaded into, whatever they hold.
    assertThat(lazy("data", "fetch", "mnist", "--data", folder)).isEqualTo(damaged);
  }

  @Test
  void theOfficialFilesAreVerifiedAndNotFetchedAgain() {
    DataFolder official = DataFolder.find(Optional.empty());
    assumeThat(official.has(DataSet.MNIST)).as("MNIST is in none of %s; put it there to run this test",
        official.roots()).isTrue();
    assertThat(lazy("data", "verify", "mnist").out()).hasLineCount(4).contains("as published");
    Path root = official.roots().stream().filter(path -> DataFolder.of(path).has(DataSet.MNIST)).findFirst()
        .orElseThrow();
    Shell fetched = lazy("data", "fetch", "mnist", "--data", root);
    assertThat(fetched.status()).isZero();
    assertThat(fetched.out()).hasLineCount(4);
  }

  @Test
  void progressIsToldAndFailuresAreNoStackTrace() {
    DataCommand.Source interrupted = (set, root, watcher) -> {
      watcher.arrived("file", 512, 1 << 20);
      watcher.arrived("file", 1 << 20, 1 << 20);
      throw new UncheckedIOException("http://x/file: the transfer broke off after 1048576 bytes (expected 9); call again"
          + " to go on from there", new IOException());
    };
    Shell shell = fetching(interrupted);
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).startsWith("file: 1.0 of 1.0 MiB, 100 %\nlazy: http://x/file: the transfer broke off")
        .hasLineCount(2);
    Shell wrong = fetching((set, root, watcher) -> {
      throw new DataException("file.part: has SHA-256 0; must be 1");
    });
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).isEqualTo("lazy: file.part: has SHA-256 0; must be 1\n");
  }

  @Test
  void aFolderThatCannotBeWrittenIsTold() throws IOException {
    Path file = Files.write(folder.resolve("plain"), new byte[1]);
    Shell shell = fetching(Fetch::fetch, file);
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).startsWith("lazy: fetch: cannot write into " + file).hasLineCount(1);
  }

  private Shell fetching(DataCommand.Source source) {
    return fetching(source, folder);
  }

  private static Shell fetching(DataCommand.Source source, Path root) {
    return Shell.of((out, err) -> {
      CommandLine line = Lazy.line(new Catalogue(List.of()), source, new ThreadExecutor());
      return line.setOut(out).setErr(err).execute("data", "fetch", "mnist", "--data", root.toString());
    });
  }
}
