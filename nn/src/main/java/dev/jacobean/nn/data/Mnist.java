package dev.jacobean.nn.data;

import java.util.List;

/// MNIST, handwritten digits (LeCun, Cortes & Burges).
public final class Mnist {
  private Mnist() {}

  /// {@return the 60,000 training images of 28×28}
  /// @param folder where the files lie
  /// @throws MissingDataException if a file is not there
  /// @throws DataException if one is damaged
  public static Images train(DataFolder folder) {
    return of(folder, DataSet.MNIST.files().subList(0, 2));
  }

  /// {@return the 10,000 test images of 28×28}
  /// @param folder where the files lie
  /// @throws MissingDataException if a file is not there
  /// @throws DataException if one is damaged
  public static Images test(DataFolder folder) {
    return of(folder, DataSet.MNIST.files().subList(2, 4));
  }

  private static Images of(DataFolder folder, List<KnownFile> files) {
    List<byte[]> contents = folder.read(DataSet.MNIST, files);
    String images = files.get(0).name();
    String labels = files.get(1).name();
    return Idx.images(images, Idx.of(images, contents.get(0)), labels, Idx.of(labels, contents.get(1)), 10);
  }
}
