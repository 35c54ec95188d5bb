package dev.jacobean.nn.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// What a file holds, plain or compressed with gzip (RFC 1952).
final class Content {
  /// What reads a stream.
  @FunctionalInterface
  interface Reader<R> {
    R read(InputStream in) throws IOException;
  }

  private static final int BUFFER = 1 << 16;

  private Content() {}

  /// All of a file's content; no more than `limit` bytes plus one, so that a wrong file cannot fill the memory.
  ///
  /// @throws MissingDataException if there is no such file
  /// @throws DataException if its compression is damaged
  /// @throws UncheckedIOException if it cannot be read
  static byte[] read(Path path, long limit) {
    return open(path, isZipped(path), in -> in.readNBytes(most(limit)));
  }

  /// As [#read], of a file that is compressed whatever its name.
  static byte[] unzip(Path path, long limit) {
    return open(path, true, in -> in.readNBytes(most(limit)));
  }

  private static int most(long limit) {
    return (int) Math.min(limit + 1, Integer.MAX_VALUE - 8);
  }

  private static boolean isZipped(Path path) {
    return path.toString().endsWith("gz");
  }

  /// What `reader` makes of a file's content, decompressed where the name ends in `gz`.
  static <R> R open(Path path, Reader<R> reader) {
    return open(path, isZipped(path), reader);
  }

  private static <R> R open(Path path, boolean zipped, Reader<R> reader) {
    try (InputStream file = Files.newInputStream(path);
        InputStream in = zipped
            ? new GZIPInputStream(file, BUFFER) : new BufferedInputStream(file, BUFFER)) {
      return reader.read(in);
    } catch (NoSuchFileException e) {
      throw new MissingDataException(path + ": there is no such file");
    } catch (ZipException e) {
      throw new DataException(path + ": is no whole gzip file (" + e.getMessage() + "); must be one, as its name says");
    } catch (EOFException e) {
      throw new DataException(path + ": is a gzip file cut short; must be whole");
    } catch (FileSystemException e) {
      throw new UncheckedIOException("cannot read " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }
}
