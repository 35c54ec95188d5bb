package dev.jacobean.nn.data;

import java.net.URI;
import java.util.List;

/// The published data sets that this library knows, byte for byte.
public enum DataSet {
  /// 60,000 colour images of 32×32 in 10 classes (Krizhevsky 2009).
  CIFAR10("CIFAR-10", List.of("cifar-10-binary", "cifar-10-batches-bin", "cifar-10-binary/cifar-10-batches-bin", ""),
      "cifar-10-binary.tar.gz",
      List.of(
          new KnownFile("data_batch_1.bin", 30_730_000,
              "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
          new KnownFile("data_batch_2.bin", 30_730_000,
              "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
          new KnownFile("data_batch_3.bin", 30_730_000,
              "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
          new KnownFile("data_batch_4.bin", 30_730_000,
              "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
          new KnownFile("data_batch_5.bin", 30_730_000,
              "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
          new KnownFile("test_batch.bin", 30_730_000,
              "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")),
      List.of(
          new Source("cifar-10-binary.tar.gz", "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
              "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"))),

  /// 70,000 grey images of 28×28 of handwritten digits (LeCun, Cortes & Burges).
  MNIST("MNIST", List.of("mnist", "MNIST/raw", ""), "",
      List.of(
          new KnownFile("train-images-idx3-ubyte", 47_040_016,
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
          new KnownFile("train-labels-idx1-ubyte", 60_008,
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
          new KnownFile("t10k-images-idx3-ubyte", 7_840_016,
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
          new KnownFile("t10k-labels-idx1-ubyte", 10_008,
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")),
      List.of(mnist("train-images-idx3-ubyte"), mnist("train-labels-idx1-ubyte"),
          mnist("t10k-images-idx3-ubyte"), mnist("t10k-labels-idx1-ubyte"))),

  /// 1,797 handwritten digits of 8×8, the test part of UCI's optical recognition set: 64 values of 0 to 16, the label.
  DIGITS("digits", List.of("tabular", ""), "",
      List.of(
          new KnownFile("digits.csv", 264_712,
              "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8")),
      List.of()),

  /// 150 flowers in 3 classes, 4 measures in cm each (Fisher 1936), after one line of heading.
  IRIS("iris", List.of("tabular", ""), "",
      List.of(
          new KnownFile("iris.csv", 2_734,
              "f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449")),
      List.of());

  /// A file to download.
  ///
  /// @param sha256 of the file as it is downloaded; empty where the content is checked instead
  record Source(String name, String sha256, List<URI> addresses) {
    Source(String name, String sha256, String... addresses) {
      this(name, sha256, List.of(addresses).stream().map(URI::create).toList());
    }
  }

  private final String title;
  private final List<String> folders;
  private final String archive;
  private final List<KnownFile> files;
  private final List<Source> sources;

  DataSet(String title, List<String> folders, String archive, List<KnownFile> files, List<Source> sources) {
    this.title = title;
    this.folders = folders;
    this.archive = archive;
    this.files = files;
    this.sources = sources;
  }

  /// {@return what people call it}
  public String title() {
    return title;
  }

  /// {@return whether there is an official address to download it from}
  public boolean isFetchable() {
    return !sources.isEmpty();
  }

  /// Where in a data folder its files may lie; the first is where they are put.
  List<String> folders() {
    return folders;
  }

  /// The archive its files may lie in, or "".
  String archive() {
    return archive;
  }

  List<KnownFile> files() {
    return files;
  }

  List<Source> sources() {
    return sources;
  }

  /// The official page is often unreachable; these two mirrors hold the official files.
  private static Source mnist(String name) {
    return new Source(name + ".gz", "", "https://ossci-datasets.s3.amazonaws.com/mnist/" + name + ".gz",
        "https://storage.googleapis.com/cvdf-datasets/mnist/" + name + ".gz");
  }
}
