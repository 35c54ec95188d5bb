package dev.jacobean.nn;

import static dev.jacobean.nn.data.DataException.require;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.nn.data.DataException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The safetensors format: the header's length (8 bytes, little-endian), a JSON header, the numbers.
///
/// The format has no checksum. Files written here have one among the metadata, which begin the header: the SHA-256 of
/// the whole file in which the 64 digits of the checksum themselves are `0`. Other programs ignore it.
final class Safetensors {
  /// A file's tensors, in order, and the text beside them.
  record Content(Map<String, Tensor> tensors, Map<String, String> metadata) {}

  /// Where the numbers of a tensor are to go.
  @FunctionalInterface
  interface Home {
    /// A backend of this element type.
    Backend of(String name, DType dtype);
  }

  /// The longest header that the format allows.
  private static final long LONGEST_HEADER = 100_000_000;

  private Safetensors() {}

  /// Writes tensors by name, and text beside them.
  ///
  /// @throws UncheckedIOException if the file cannot be written; what was there before is untouched
  static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) {
    // wider numbers first, so that all are aligned
    Map<String, Tensor> ordered = Stream.of(DType.F64, DType.F32)
        .flatMap(dtype -> tensors.entrySet().stream().filter(entry -> entry.getValue().dtype() == dtype))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (x, y) -> x, LinkedHashMap::new));
    byte[] header = SafetensorsHeader.of(ordered, metadata).getBytes(StandardCharsets.UTF_8);
    byte[] length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array();
    AtomicFile.write(path, channel -> {
      MessageDigest sha = sha256();
      OutputStream out = new DigestOutputStream(
          new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16), sha);
      out.write(length);
      out.write(header);
      for (Tensor tensor : ordered.values()) {
        RawNumbers.write(tensor, out);
      }
      out.flush();
      channel.write(ByteBuffer.wrap(HexFormat.of().formatHex(sha.digest()).getBytes(StandardCharsets.US_ASCII)),
          Long.BYTES + SafetensorsHeader.PREFIX.length());
    });
  }

  /// Reads all tensors, each to its home, and the text beside them.
  ///
  /// @throws DataException if the file is damaged in any way
  /// @throws UncheckedIOException if it cannot be read
  static Content read(Path path, Home home) {
    MessageDigest sha = sha256();
    try (DigestInputStream in =
        new DigestInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16), sha)) {
      in.on(false);
      long size = Files.size(path);
      byte[] length = in.readNBytes(Long.BYTES);
      require(length.length == Long.BYTES, "%s: holds %d bytes; must begin with 8 of a header's length", path, size);
      long count = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
      require(count >= 2 && count <= Math.min(size - Long.BYTES, LONGEST_HEADER),
          "%s: has a header of %s bytes; must be at least 2, at most %d and within the file's %d",
          path, Long.toUnsignedString(count), LONGEST_HEADER, size);
      byte[] bytes = in.readNBytes((int) count);
      SafetensorsHeader header = SafetensorsHeader.parse(path, bytes);
      require(header.dataBytes() == size - Long.BYTES - count,
          "%s: has %d bytes of numbers; must have %d as its header says", path, size - 8 - count, header.dataBytes());
      in.on(true);
      sha.update(length);
      sha.update(header.withoutChecksum(bytes));
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (SafetensorsHeader.Entry entry : header.entries()) {
        tensors.put(entry.name(),
            RawNumbers.read(in, ByteOrder.LITTLE_ENDIAN, home.of(entry.name(), entry.dtype()), entry.shape()));
      }
      String found = HexFormat.of().formatHex(sha.digest());
      require(header.checksum().isEmpty() || header.checksum().equals(found),
          "%s: has SHA-256 %s; must be %s as its header says (the file is damaged)", path, found, header.checksum());
      return new Content(tensors, header.metadata());
    } catch (NoSuchFileException e) {
      throw new DataException(path + ": there is no such file; must be there");
    } catch (EOFException e) {
      throw new DataException(path + ": became shorter while it was read; must stay as it is");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }
}
