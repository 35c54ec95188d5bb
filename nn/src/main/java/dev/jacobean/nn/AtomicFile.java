package dev.jacobean.nn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/// Files that are either whole or not there: written under another name, forced to the disk, then renamed.
final class AtomicFile {
  /// What files not yet whole are called.
  static final String SUFFIX = ".part";

  /// What writes the content.
  @FunctionalInterface
  interface Writer {
    void write(FileChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /// Puts a new file in the place of what was there, if anything. If that fails, what was there stays.
  ///
  /// @throws UncheckedIOException naming the file
  static void write(Path path, Writer writer) {
    Path target = path.toAbsolutePath();
    Path part = target.resolveSibling(target.getFileName() + SUFFIX);
    try {
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
        writer.write(channel);
        channel.force(true);
      } catch (IOException | RuntimeException e) {
        discard(part, e);
        throw e;
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      force(Objects.requireNonNull(target.getParent()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write %s: %s".formatted(path, reason(e)), e);
    }
  }

  private static void discard(Path part, Exception reason) {
    try {
      if (Files.isRegularFile(part)) {
        Files.delete(part);
      }
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /// Makes a renaming last; systems on which a folder cannot be opened see to that themselves.
  private static void force(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      return;
    }
    try (channel) {
      channel.force(true);
    }
  }

  private static String reason(IOException e) {
    String kind = e.getClass() == IOException.class ? "" : e.getClass().getSimpleName() + ": ";
    return kind + e.getMessage();
  }
}
