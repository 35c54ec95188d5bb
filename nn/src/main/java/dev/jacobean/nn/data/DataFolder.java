package dev.jacobean.nn.data;

import static dev.jacobean.nn.data.DataException.require;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where data files lie: folders that are searched in order.
///
/// Each may be laid out by data set (`cifar-10-binary/`, `mnist/`, `tabular/`) or as the official archives unpack
/// (`cifar-10-batches-bin/`), the files plain or with `.gz`; CIFAR-10 also as its official `.tar.gz`.
///
/// @param roots the folders, most important first; not empty
public record DataFolder(List<Path> roots) {
  /// Checks that there is a folder.
  ///
  /// @throws IllegalArgumentException if there is no folder
  public DataFolder {
    roots = List.copyOf(roots);
    if (roots.isEmpty()) {
      throw new IllegalArgumentException("data folder: no folder given; must be at least one");
    }
  }

  /// {@return a single folder}
  /// @param root need not exist
  public static DataFolder of(Path root) {
    return new DataFolder(List.of(root));
  }

  /// {@return the folder a user named, if any; then that of the environment variable `JACOBEAN_DATA`, if set; then
  /// [#cache]}
  ///
  /// @param given what the user named; must exist
  /// @throws DataException if the folder that the user named is none
  public static DataFolder find(Optional<Path> given) {
    given.ifPresent(path -> require(Files.isDirectory(path), "data folder %s: is no folder; must be one", path));
    Stream<Path> variable =
        Stream.ofNullable(System.getenv("JACOBEAN_DATA")).filter(name -> !name.isBlank()).map(Path::of);
    return new DataFolder(Stream.of(given.stream(), variable, Stream.of(cache())).flatMap(s -> s).toList());
  }

  /// {@return where downloads go if no folder is named: `~/.cache/jacobean`}
  public static Path cache() {
    return Path.of(System.getProperty("user.home"), ".cache", "jacobean");
  }

  /// {@return whether all files of a data set are there; they may be damaged}
  /// @param set one of those that are known
  public boolean has(DataSet set) {
    return archive(set).isPresent() || set.files().stream().allMatch(file -> path(set, file).isPresent());
  }

  /// {@return one sentence for each file of a data set: that it is whole, missing, or how it is damaged}
  /// @param set one of those that are known
  public List<Finding> verify(DataSet set) {
    List<Finding> findings = new ArrayList<>();
    for (KnownFile file : set.files()) {
      try {
        read(set, List.of(file));
        Path at = path(set, file).or(() -> archive(set)).orElseThrow();
        findings.add(new Finding(Finding.State.WHOLE,
            "%s: %s, %d bytes, as published".formatted(at, file.name(), file.bytes())));
      } catch (MissingDataException e) {
        findings.add(new Finding(Finding.State.MISSING, String.valueOf(e.getMessage())));
      } catch (DataException e) {
        findings.add(new Finding(Finding.State.DAMAGED, String.valueOf(e.getMessage())));
      }
    }
    return findings;
  }

  /// What was found of a file.
  ///
  /// @param state    whether it is there and byte for byte as published
  /// @param sentence that says so
  public record Finding(State state, String sentence) {
    /// How a file can be.
    public enum State {
      /// There, byte for byte as published.
      WHOLE,
      /// In none of the folders.
      MISSING,
      /// There, and not as published.
      DAMAGED
    }

    /// {@return whether the file is whole}
    public boolean holds() {
      return state == State.WHOLE;
    }
  }

  /// The content of some files of a set, in this order, each checked.
  ///
  /// @throws MissingDataException if one is in none of the folders
  /// @throws DataException if one is damaged
  List<byte[]> read(DataSet set, List<KnownFile> files) {
    List<byte[]> contents = new ArrayList<>();
    for (KnownFile file : files) {
      Optional<Path> path = path(set, file);
      if (path.isPresent()) {
        contents.add(file.checked(path.get().toString(), Content.read(path.get(), file.bytes())));
      } else {
        Path archive = archive(set).orElseThrow(() -> missing(set, file));
        return Tar.read(archive, files);
      }
    }
    return contents;
  }

  private MissingDataException missing(DataSet set, KnownFile file) {
    String places = roots.stream().map(Path::toString).collect(Collectors.joining(", "));
    return new MissingDataException("%s: no file %s or %s.gz in the folder %s of %s; must be there%s".formatted(
        set.title(), file.name(), file.name(), set.folders().getFirst(), places,
        set.isFetchable() ? " (data fetch downloads it)" : ""));
  }

  private Optional<Path> path(DataSet set, KnownFile file) {
    return places(set).flatMap(place -> Stream.of(place.resolve(file.name()), place.resolve(file.name() + ".gz")))
        .filter(Files::isRegularFile).findFirst();
  }

  private Optional<Path> archive(DataSet set) {
    return set.archive().isEmpty() ? Optional.empty()
        : places(set).map(place -> place.resolve(set.archive())).filter(Files::isRegularFile).findFirst();
  }

  private Stream<Path> places(DataSet set) {
    return roots.stream().flatMap(root -> set.folders().stream().map(root::resolve));
  }
}
