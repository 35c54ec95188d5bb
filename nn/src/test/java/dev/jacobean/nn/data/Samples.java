package dev.jacobean.nn.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;

/// Small files in the formats of the real ones.
final class Samples {
  private Samples() {}

  static byte[] cifar(int images, RandomGenerator generator) {
    byte[] content = Damage.random(images * 3073, generator);
    for (int image = 0; image < images; image++) {
      content[image * 3073] = (byte) generator.nextInt(10);
    }
    return content;
  }

  static byte[] idx(RandomGenerator generator, int... sizes) {
    int count = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    ByteBuffer content = ByteBuffer.allocate(4 + 4 * sizes.length + count).putInt(0x800 + sizes.length);
    Arrays.stream(sizes).forEach(content::putInt);
    return content.put(Damage.random(count, generator)).array();
  }

  static byte[] labels(RandomGenerator generator, int count) {
    byte[] content = idx(generator, count);
    for (int i = 8; i < content.length; i++) {
      content[i] = (byte) generator.nextInt(10);
    }
    return content;
  }

  static KnownFile known(String name, byte[] content) {
    return new KnownFile(name, content.length, Digest.hex(content));
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// A ustar archive of a folder with one file.
  static byte[] tar(String name, byte[] content) {
    byte[] padding = new byte[Math.floorMod(-content.length, 512)];
    byte[] header = header("folder/" + name, content.length);
    return Damage.join(header("folder/", 0), header, content, padding, new byte[1024]);
  }

  private static byte[] header(String name, int size) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 124, "%011o".formatted(size));
    put(header, 148, "        ");
    header[156] = (byte) (name.endsWith("/") ? '5' : '0');
    put(header, 257, "ustar\0" + "00");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  static Path write(Path path, byte[] content) {
    try {
      Files.createDirectories(path.getParent());
      return Files.write(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
