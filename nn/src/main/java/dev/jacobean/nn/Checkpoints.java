package dev.jacobean.nn;

import static dev.jacobean.nn.data.DataException.require;

import dev.jacobean.nn.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Where a run stood, in a folder of its own: the last two checkpoints, each whole or not there.
///
/// A checkpoint is a safetensors file with text beside the tensors, so other programs can look into it; its checksum
/// covers every byte. Generators and the position in the data need no place in it: both are functions of the seed and
/// the step, see [Key]. (The generators of `java.util.random` do not show their state, so it could not be saved.)
public final class Checkpoints {
  /// A checkpoint that was read.
  ///
  /// @param <T> the class of tree
  /// @param step how many steps were done
  /// @param tree all tensors
  /// @param notes what else was to be remembered
  public record Saved<T>(long step, T tree, Map<String, String> notes) {}

  private static final String VERSION = "1";
  private static final int KEPT = 2;
  private static final String RUN = "run.";
  private static final String NOTE = "note.";

  private final Path folder;
  private final Map<String, String> run;

  /// Checkpoints of one run.
  ///
  /// @param folder for these alone; made when first needed
  /// @param run whatever makes this run another than others: model, seed, data, rates; a checkpoint's must be the same
  public Checkpoints(Path folder, Map<String, String> run) {
    this.folder = folder;
    this.run = Map.copyOf(run);
  }

  /// Writes a checkpoint and deletes all but the last two. If that fails, those that were there stay.
  ///
  /// @param step how many steps were done
  /// @param tree the whole state, to go on from
  /// @param notes what else is to be remembered
  /// @return where it lies
  /// @throws UncheckedIOException if it cannot be written
  public Path save(long step, Object tree, Map<String, String> notes) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("checkpoint", VERSION);
    metadata.put("step", Long.toString(step));
    run.entrySet().stream().sorted(Map.Entry.comparingByKey())
        .forEach(entry -> metadata.put(RUN + entry.getKey(), entry.getValue()));
    notes.forEach((key, value) -> metadata.put(NOTE + key, value));
    Path path = folder.resolve(name(step));
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder " + folder + ": " + e.getMessage(), e);
    }
    Safetensors.write(path, Weights.named(tree), metadata);
    clean();
    return path;
  }

  /// {@return the last checkpoint, with a tree like another one; nothing if there is none}
  /// @param <T> the class of tree
  /// @param like says which tensors there must be, and on which backends
  /// @throws DataException if it is damaged, or of another model, version or run; says which whole one precedes it
  /// @throws UncheckedIOException if it cannot be read
  public <T> Optional<Saved<T>> latest(T like) {
    List<Path> paths = paths();
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(paths.getLast(), like));
    } catch (DataException e) {
      throw paths.size() == 1 ? e : new DataException(e.getMessage() + earlier(paths, like));
    }
  }

  /// {@return where the last checkpoint lies, if there is one}
  public Optional<Path> last() {
    List<Path> paths = paths();
    return paths.isEmpty() ? Optional.empty() : Optional.of(paths.getLast());
  }

  private <T> Saved<T> read(Path path, T like) {
    Safetensors.Content content = Safetensors.read(path, Weights.homes(like));
    Map<String, String> metadata = content.metadata();
    String version = metadata.getOrDefault("checkpoint", "none");
    require(version.equals(VERSION), "%s: is a checkpoint of version %s; must be of version %s",
        path, version, VERSION);
    Map<String, String> theirs = without(RUN, metadata);
    run.forEach((key, value) -> require(value.equals(theirs.get(key)),
        "%s: is of a run with %s %s; must be %s as in this run",
        path, key, theirs.getOrDefault(key, "unknown"), value));
    theirs.forEach((key, value) -> require(run.containsKey(key),
        "%s: is of a run with %s %s; must be without, as this run", path, key, value));
    String step = metadata.getOrDefault("step", "");
    require(step.matches("\\d{1,18}") && path.getFileName().toString().equals(name(Long.parseLong(step))),
        "%s: is of step %s; must be of the step in its name", path, step);
    return new Saved<>(Long.parseLong(step), Weights.fill(path, content.tensors(), like), without(NOTE, metadata));
  }

  /// The same in every language: some have digits of their own.
  private static String name(long step) {
    return String.format(Locale.ROOT, "step-%012d.safetensors", step);
  }

  private <T> String earlier(List<Path> paths, T like) {
    Path path = paths.get(paths.size() - 2);
    try {
      read(path, like);
      return " (" + path + " is whole: to go on from there, delete the later one)";
    } catch (DataException e) {
      return "";
    }
  }

  private static Map<String, String> without(String prefix, Map<String, String> metadata) {
    Map<String, String> found = new LinkedHashMap<>();
    metadata.forEach((key, value) -> {
      if (key.startsWith(prefix)) {
        found.put(key.substring(prefix.length()), value);
      }
    });
    return found;
  }

  private List<Path> paths() {
    return list("step-\\d{12,}\\.safetensors");
  }

  private List<Path> list(String pattern) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.filter(path -> path.getFileName().toString().matches(pattern)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the folder " + folder + ": " + e.getMessage(), e);
    }
  }

  /// Deletes old checkpoints, and what a killed run left unfinished.
  private void clean() {
    List<Path> paths = paths();
    List<Path> old = paths.subList(0, Math.max(paths.size() - KEPT, 0));
    List<Path> unfinished = list("step-\\d{12,}\\.safetensors\\" + AtomicFile.SUFFIX);
    Stream.concat(old.stream(), unfinished.stream()).forEach(path -> {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot delete " + path + ": " + e.getMessage(), e);
      }
    });
  }
}
