package dev.jacobean.nn.data;

import static dev.jacobean.nn.data.DataException.require;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Files out of a `.tar` or `.tar.gz` archive (POSIX.1-1988 ustar).
final class Tar {
  private static final int BLOCK = 512;

  private Tar() {}

  /// The content of these files, in this order, found by the last part of their names in one pass; each is checked.
  ///
  /// @throws DataException if the archive is damaged, or one is not in it
  static List<byte[]> read(Path archive, List<KnownFile> files) {
    Map<String, KnownFile> wanted = new HashMap<>();
    files.forEach(file -> wanted.put(file.name(), file));
    Map<String, byte[]> found = Content.open(archive, in -> entries(archive, in, wanted));
    List<byte[]> contents = new ArrayList<>();
    for (KnownFile file : files) {
      byte[] content = found.get(file.name());
      if (content == null) {
        throw new DataException("%s: holds no %s; must hold it".formatted(archive, file.name()));
      }
      contents.add(content);
    }
    return contents;
  }

  private static Map<String, byte[]> entries(Path archive, InputStream in, Map<String, KnownFile> wanted)
      throws IOException {
    Map<String, byte[]> found = new HashMap<>();
    for (byte[] header = block(archive, in); header[0] != 0; header = block(archive, in)) {
      require(octal(archive, header, 148, 8) == sum(header), "%s: a header's checksum does not fit; must fit", archive);
      long size = octal(archive, header, 124, 12);
      String name = text(header, 0, 100);
      KnownFile file = wanted.get(name.substring(name.lastIndexOf('/') + 1));
      if (file != null) {
        require(size == file.bytes(), "%s: its %s has %d bytes; must have %d", archive, name, size, file.bytes());
        found.put(file.name(), file.checked(archive + ": " + name, in.readNBytes((int) size)));
      } else {
        in.skipNBytes(size);
      }
      in.skipNBytes(Math.floorMod(-size, BLOCK));
    }
    return found;
  }

  private static byte[] block(Path archive, InputStream in) throws IOException {
    byte[] block = in.readNBytes(BLOCK);
    require(block.length == BLOCK, "%s: ends within the archive; must end with blocks of zeros", archive);
    return block;
  }

  /// The sum of a header's bytes, its checksum field counting as spaces.
  private static long sum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    return sum;
  }

  private static long octal(Path archive, byte[] header, int from, int length) {
    String digits = text(header, from, length).strip();
    require(digits.matches("[0-7]{1,12}"), "%s: a header has \"%s\" for a number; must be octal", archive, digits);
    return Long.parseLong(digits, 8);
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.ISO_8859_1);
  }
}
