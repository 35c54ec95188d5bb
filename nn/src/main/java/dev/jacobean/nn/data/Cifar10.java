package dev.jacobean.nn.data;

import static dev.jacobean.nn.data.DataException.require;

import java.nio.file.Path;
import java.util.List;

/// CIFAR-10 (Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images"), in its binary format.
///
/// A record is a label byte, then 1,024 red, 1,024 green and 1,024 blue bytes, each plane row by row.
public final class Cifar10 {
  /// What the labels 0 to 9 mean.
  public static final List<String> CLASSES =
      List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int RECORD = 1 + 3 * PLANE;

  private Cifar10() {}

  /// {@return the 50,000 training images, 5,000 of each class, in the order of the official batches}
  /// @param folder where the files or their archive lie
  /// @throws MissingDataException if a file is not there
  /// @throws DataException if one is damaged
  public static Images train(DataFolder folder) {
    return of(folder, DataSet.CIFAR10.files().subList(0, 5));
  }

  /// {@return the first training images, from no more files than hold them}
  /// @param folder where the files or their archive lie
  /// @param count from 1 to 50,000
  /// @throws IllegalArgumentException unless there are as many
  public static Images train(DataFolder folder, int count) {
    if (count < 1 || count > 50_000) {
      throw new IllegalArgumentException("CIFAR-10: " + count + " training images wanted; must be 1 to 50000");
    }
    return of(folder, DataSet.CIFAR10.files().subList(0, (count - 1) / 10_000 + 1)).first(count);
  }

  /// {@return the 10,000 test images, 1,000 of each class}
  /// @param folder where the files or their archive lie
  /// @throws MissingDataException if the file is not there
  /// @throws DataException if it is damaged
  public static Images test(DataFolder folder) {
    return of(folder, DataSet.CIFAR10.files().subList(5, 6));
  }

  /// {@return images from any file in this format}
  /// @param path its name ends in `gz` if it is compressed
  /// @throws DataException unless it holds whole records with labels up to 9
  public static Images read(Path path) {
    return of(path.toString(), List.of(Content.read(path, Integer.MAX_VALUE)));
  }

  private static Images of(DataFolder folder, List<KnownFile> files) {
    return of("CIFAR-10", folder.read(DataSet.CIFAR10, files));
  }

  private static Images of(String where, List<byte[]> contents) {
    long bytes = 0;
    for (byte[] content : contents) {
      require(content.length > 0 && content.length % RECORD == 0,
          "%s: holds %d bytes; must hold a positive multiple of %d, a record an image", where, content.length, RECORD);
      bytes += content.length;
    }
    int count = Math.toIntExact(bytes / RECORD);
    byte[] labels = new byte[count];
    byte[] pixels = new byte[Math.multiplyExact(count, 3 * PLANE)];
    int image = 0;
    for (byte[] content : contents) {
      for (int at = 0; at < content.length; at += RECORD, image++) {
        labels[image] = content[at];
        interleave(content, at + 1, pixels, image * 3 * PLANE);
      }
    }
    return Images.of(where, SIDE, SIDE, 3, pixels, labels, CLASSES.size());
  }

  /// Three planes to one, of pixels with three channels.
  private static void interleave(byte[] planes, int from, byte[] pixels, int to) {
    for (int i = 0; i < PLANE; i++) {
      for (int c = 0; c < 3; c++) {
        pixels[to + 3 * i + c] = planes[from + c * PLANE + i];
      }
    }
  }
}
