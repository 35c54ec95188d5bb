package dev.jacobean.nn;

import static dev.jacobean.nn.data.DataException.require;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.nn.data.DataException;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// The NumPy archive: a zip file with one `.npy` file a tensor, stored or deflated.
///
/// Each file's CRC-32 is verified. Archives written here also carry, as the zip file's comment, the SHA-256 of all that
/// comes before its digits.
final class Npz {
  private static final String MARK = "sha256:";
  private static final int DIGITS = 64;
  private static final int END_RECORD = 22;
  /// No deflated data become more than this times as long.
  private static final int MOST_INFLATION = 1100;

  private Npz() {}

  /// Writes tensors by name.
  ///
  /// @throws UncheckedIOException if the file cannot be written; what was there before is untouched
  static void write(Path path, Map<String, Tensor> tensors) {
    AtomicFile.write(path, channel -> {
      ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
      zip.setMethod(ZipOutputStream.STORED);
      zip.setComment(MARK + "0".repeat(DIGITS));
      for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
        zip.putNextEntry(entry(tensor.getKey(), tensor.getValue()));
        Npy.write(tensor.getValue(), zip);
      }
      zip.finish();
      zip.flush();
      String digest = digest(channel, channel.size() - DIGITS);
      channel.write(ByteBuffer.wrap(digest.getBytes(StandardCharsets.US_ASCII)), channel.size() - DIGITS);
    });
  }

  /// A stored file's length and checksum stand before it, so they are found in a pass of their own.
  private static ZipEntry entry(String name, Tensor tensor) throws IOException {
    CRC32 crc = new CRC32();
    long[] length = {0};
    Npy.write(tensor, new CheckedOutputStream(new OutputStream() {
      @Override
      public void write(int b) {
        length[0]++;
      }

      @Override
      public void write(byte[] bytes, int from, int count) {
        length[0] += count;
      }
    }, crc));
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    entry.setSize(length[0]);
    entry.setCrc(crc.getValue());
    return entry;
  }

  /// Reads all tensors, each to its home.
  ///
  /// @throws DataException if the file is damaged in any way
  /// @throws UncheckedIOException if it cannot be read
  static Map<String, Tensor> read(Path path, Safetensors.Home home) {
    try {
      checkEnd(path);
      try (ZipFile zip = new ZipFile(path.toFile())) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (ZipEntry entry : zip.stream().toList()) {
          require(entry.getName().endsWith(".npy"), "%s: holds a file %s; must hold .npy files only",
              path, entry.getName());
          String name = entry.getName().substring(0, entry.getName().length() - 4);
          require(!tensors.containsKey(name), "%s: holds two files %s; must hold each once", path, entry.getName());
          tensors.put(name, tensor(path, zip, entry, dtype -> home.of(name, dtype)));
        }
        return tensors;
      }
    } catch (NoSuchFileException e) {
      throw new DataException(path + ": there is no such file; must be there");
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new DataException("%s: is no whole zip archive (%s); must be one".formatted(path, e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static Tensor tensor(Path path, ZipFile zip, ZipEntry entry, Function<DType, Backend> home)
      throws IOException {
    String where = path + ": " + entry.getName();
    require(entry.getSize() / MOST_INFLATION <= entry.getCompressedSize(),
        "%s: has %d bytes compressed to %d; must be possible", where, entry.getSize(), entry.getCompressedSize());
    CRC32 crc = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), crc)) {
      Tensor tensor = Npy.read(where, in, entry.getSize(), home);
      require(in.read() < 0 && crc.getValue() == entry.getCrc(), "%s: has CRC-32 %08x; must be %08x (it is damaged)",
          where, crc.getValue(), entry.getCrc());
      return tensor;
    }
  }

  /// Java's reader forgives garbage after an archive; here it must end with its end record, and the checksum must fit.
  private static void checkEnd(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      String comment = comment(path, channel);
      if (!comment.isEmpty()) {
        require(comment.matches(MARK + "[0-9a-f]{64}"), "%s: has the comment \"%s\"; must be a checksum",
            path, comment);
        String found = digest(channel, channel.size() - DIGITS);
        require(comment.equals(MARK + found), "%s: has SHA-256 %s; must be %s (the file is damaged)",
            path, found, comment.substring(MARK.length()));
      }
    }
  }

  private static String comment(Path path, FileChannel channel) throws IOException {
    int[] lengths = {MARK.length() + DIGITS, 0};
    for (int length : lengths) {
      long at = channel.size() - END_RECORD - length;
      ByteBuffer end = ByteBuffer.allocate(END_RECORD + length).order(ByteOrder.LITTLE_ENDIAN);
      if (at >= 0 && channel.read(end, at) == end.capacity() && end.getInt(0) == 0x06054b50
          && end.getShort(20) == length) {
        return new String(end.array(), END_RECORD, length, StandardCharsets.ISO_8859_1);
      }
    }
    throw new DataException(path + ": does not end as a zip archive; must end with its end record");
  }

  private static String digest(FileChannel channel, long to) throws IOException {
    MessageDigest sha = Safetensors.sha256();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    for (long at = 0; at < to; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
      at += channel.read(buffer, at);
      sha.update(buffer.flip());
    }
    return HexFormat.of().formatHex(sha.digest());
  }
}
