package dev.jacobean.experiments;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The repository with the documents, which are no part of the program.
final class Repository {
  private Repository() {}

  /// The folder above the place that this program was built in, or above the one that it was started in, that has
  /// a folder at this place; empty if neither has.
  static Optional<Path> with(Path place) {
    return Stream.of(place(Repository.class), Path.of("").toAbsolutePath())
        .flatMap(start -> Stream.<Path>iterate(start, path -> path != null, Path::getParent))
        .filter(path -> Files.isDirectory(path.resolve(place))).findFirst();
  }

  /// The jar or folder that a class was loaded from.
  static Path place(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }
}
