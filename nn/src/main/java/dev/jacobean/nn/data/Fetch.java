package dev.jacobean.nn.data;

import static dev.jacobean.nn.data.DataException.require;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// Downloads data sets from their official addresses; nothing is downloaded unless this is called.
///
/// A file grows as `NAME.part`, is checked when it is complete, and only then gets its name. A transfer that broke off
/// is taken up where it stopped, at once and in a later call.
public final class Fetch {
  /// Follows a download.
  @FunctionalInterface
  public interface Watcher {
    /// Some more bytes of a file have arrived.
    ///
    /// @param file its name
    /// @param bytes so far, those of an earlier call included
    /// @param total of the whole file; −1 where the server does not say
    void arrived(String file, long bytes, long total);
  }

  private static final int ATTEMPTS = 3;

  private Fetch() {}

  /// Puts a data set's files into a folder, those that are not there already.
  ///
  /// @param set one with an official address, [DataSet#isFetchable]
  /// @param root the data folder; the files go into the set's own folder in it
  /// @param watcher is told of progress, in this thread
  /// @throws IllegalArgumentException if there is no official address
  /// @throws DataException if what arrived is not what was published; it is deleted
  /// @throws UncheckedIOException if no address can be reached or the folder cannot be written
  public static void fetch(DataSet set, Path root, Watcher watcher) {
    if (!set.isFetchable()) {
      throw new IllegalArgumentException("fetch: " + set.title() + " has no official address; must have one");
    }
    Path folder = root.resolve(set.folders().getFirst());
    for (DataSet.Source source : set.sources()) {
      fetch(set, source, folder, watcher);
    }
  }

  /// One file.
  static void fetch(DataSet set, DataSet.Source source, Path folder, Watcher watcher) {
    Path target = folder.resolve(source.name());
    try {
      Files.createDirectories(folder);
      if (Files.exists(target)) {
        check(set, source, target);
        return;
      }
      Path part = folder.resolve(source.name() + ".part");
      download(source.addresses(), part, (bytes, total) -> watcher.arrived(source.name(), bytes, total));
      try {
        check(set, source, part);
      } catch (DataException e) {
        Files.delete(part);
        throw e;
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("fetch: cannot write into " + folder + ": " + e.getMessage(), e);
    }
  }

  private static void download(List<URI> addresses, Path part, Transfer.Watcher watcher) throws IOException {
    UncheckedIOException failure = new UncheckedIOException(new IOException("no address"));
    for (URI address : addresses) {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        try {
          new Transfer(address, part, watcher).run();
          return;
        } catch (UncheckedIOException e) {
          failure = e;
        }
      }
    }
    throw failure;
  }

  private static void check(DataSet set, DataSet.Source source, Path path) throws IOException {
    if (source.sha256().isEmpty()) {
      String name = source.name().replaceFirst("\\.gz$", "");
      KnownFile file = set.files().stream().filter(known -> known.name().equals(name)).findFirst().orElseThrow();
      file.checked(path.toString(), Content.unzip(path, file.bytes()));
    } else {
      String found = Digest.hex(path);
      require(found.equals(source.sha256()), "%s: has SHA-256 %s; must be %s (damaged on the way, or another file)",
          path, found, source.sha256());
    }
  }
}
