package dev.jacobean.experiments;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The folder of one experiment and preset: `config.json`, `metrics.csv`, `claims.json`, `figure.png`, `figure.svg`,
/// and the finished jobs in `jobs.jsonl` (`jobs.partial.jsonl` while the run is under way, `jobs.2-of-3.jsonl` by the
/// second of three shards, and in `unfinished` what long jobs need to go on).
///
/// Every file but the growing journal is written beside its place and then moved there, so that nobody ever finds
/// half a file. Results of another configuration are never touched. Several shards may share the folder: each appends
/// to a journal of its own, and what all of them write, `config.json`, each writes under a name of its own first.
final class ResultFolder {
  private static final String CONFIG = "config.json";
  private static final String FINISHED = "jobs.jsonl";
  private static final String PARTIAL = "jobs.partial.jsonl";
  private static final String UNFINISHED = "unfinished";
  private static final List<String> OWN = List.of("metrics.csv", "claims.json", "figure.png", "figure.svg",
      FINISHED, PARTIAL);

  /// Held during every change of a file, so that an interruption can wait for the change to be whole.
  static final ReentrantLock CHANGING = new ReentrantLock();

  private final Path out;
  private final Path path;
  private final String journal;

  private ResultFolder(Path out, String experiment, String preset, String journal) {
    this.out = out;
    this.path = out.resolve(experiment).resolve(preset);
    this.journal = journal;
  }

  /// Looks at the folder `out`/id/preset without changing anything in it.
  ///
  /// @param shard the one that will write into it, if any
  /// @throws Refusal if it cannot be used, or holds results of another configuration
  static ResultFolder inspect(Path out, Configuration configuration, Optional<Shard> shard) {
    ResultFolder folder = new ResultFolder(out, configuration.experiment(), configuration.preset(),
        shard.map(Shard::file).orElse(PARTIAL));
    try {
      Files.createDirectories(folder.path);
    } catch (IOException e) {
      throw Refusal.usage("--out " + out + ": the folder " + folder.path + " cannot be made ("
          + obstacle(folder.path).orElse(reason(e)) + "); name a folder that can be written");
    }
    if (!Files.isWritable(folder.path) || !Files.isReadable(folder.path)) {
      throw Refusal.usage("--out " + out + ": the folder " + folder.path + " cannot be read and written;"
          + " name one that can");
    }
    folder.compare(configuration);
    return folder;
  }

  private void compare(Configuration configuration) {
    Path file = path.resolve(CONFIG);
    if (!Files.exists(file)) {
      Stream.concat(OWN.stream(), shards(path).stream().map(Shard::file)).filter(name -> Files.exists(path.resolve(name)))
          .findFirst().ifPresent(name -> {
        throw Refusal.usage(path + " holds " + name + " but no " + CONFIG + " that says where it is from;"
            + " move it away or choose another --out");
      });
      return;
    }
    JsonNode there;
    try {
      there = Json.parse(Files.readString(file)).path("configuration");
    } catch (IOException e) {
      throw Refusal.usage(file + " cannot be read (" + reason(e) + "); remove the folder or choose another --out");
    } catch (JacksonException e) {
      throw Refusal.usage(file + " cannot be read as JSON; remove the folder or choose another --out");
    }
    configuration.difference(there).ifPresent(difference -> {
      throw Refusal.usage(path + " holds results of another configuration: " + difference
          + "; choose another --out or remove that folder");
    });
  }

  /// Where it is.
  Path path() {
    return path;
  }

  /// The jobs that earlier runs of the same configuration finished, in whole or in shards.
  Map<String, Journal.Entry> finishedJobs(Consumer<String> dropped) throws IOException {
    // Another shard may be in the middle of its last line, which is no news for this one.
    Map<String, Journal.Entry> jobs = read(journal, journal.equals(PARTIAL) ? dropped : ignored -> {});
    jobs.putAll(new Journal(path.resolve(journal)).readOwn(dropped));
    return jobs;
  }

  private Map<String, Journal.Entry> read(String except, Consumer<String> dropped) throws IOException {
    Map<String, Journal.Entry> jobs = new TreeMap<>();
    for (Path file : journals(path)) {
      if (!file.endsWith(except)) {
        jobs.putAll(new Journal(file).read(dropped));
      }
    }
    return jobs;
  }

  /// Every file of finished jobs in a folder, those of a run under way after those of a complete one.
  static List<Path> journals(Path folder) {
    return Stream.concat(Stream.of(FINISHED, PARTIAL), shards(folder).stream().map(Shard::file))
        .map(folder::resolve).filter(Files::exists).toList();
  }

  /// The shards that have written into a folder.
  static List<Shard> shards(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.flatMap(file -> Shard.ofFile(file.getFileName().toString()).stream())
          .sorted(Comparator.comparingInt(Shard::of).thenComparingInt(Shard::number)).toList();
    } catch (IOException e) {
      return List.of(); // whoever needs the folder itself says what is wrong with it
    }
  }

  /// The finished jobs of another experiment beside this one, if they are of the same configuration.
  Map<String, Journal.Entry> finishedJobsOf(String experiment, Configuration configuration) throws IOException {
    ResultFolder other = new ResultFolder(out, experiment, configuration.preset(), PARTIAL);
    Path file = other.path.resolve(CONFIG);
    if (!Files.isReadable(file)) {
      return Map.of();
    }
    try {
      JsonNode there = Json.parse(Files.readString(file)).path("configuration");
      boolean same = configuration.of(experiment).difference(there).isEmpty();
      return same ? other.read("", ignored -> {}) : Map.of();
    } catch (JacksonException e) {
      return Map.of();
    }
  }

  /// Forgets the jobs of runs that were stopped, in whole or in shards; results that are complete stay until they are
  /// replaced.
  void startAfresh() throws IOException {
    Files.deleteIfExists(path.resolve(PARTIAL));
    for (Shard shard : shards(path)) {
      Files.deleteIfExists(path.resolve(shard.file()));
    }
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.filter(file -> file.getFileName().toString().matches("\\..*\\.new")).toList()) {
        Files.deleteIfExists(file); // a write that was killed
      }
    }
    remove(path.resolve(UNFINISHED));
  }

  /// Forgets what this shard has done, which are the jobs of those keys; the others are none of its business.
  void startAfresh(Set<String> keys) throws IOException {
    Files.deleteIfExists(path.resolve(journal));
    for (String key : keys) {
      clear(key);
    }
  }

  /// Where the job of that key keeps what lets it go on.
  Path place(String key) {
    return path.resolve(UNFINISHED).resolve(key);
  }

  /// Removes what the job of that key kept.
  void clear(String key) throws IOException {
    remove(place(key));
  }

  private static void remove(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (Stream<Path> inside = Files.list(path)) {
        for (Path each : inside.toList()) {
          remove(each);
        }
      }
    }
    Files.deleteIfExists(path);
  }

  /// Notes a finished job.
  void note(Journal.Entry entry) throws IOException {
    CHANGING.lock();
    try {
      new Journal(path.resolve(journal)).append(entry);
    } finally {
      CHANGING.unlock();
    }
  }

  /// Writes a text file.
  void write(String name, String text) throws IOException {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes a file.
  void write(String name, byte[] bytes) throws IOException {
    replace(path.resolve(name), bytes);
  }

  /// Keeps the finished jobs in the order of the study, and ends the journal of the run under way.
  void close(List<Journal.Entry> jobs) throws IOException {
    StringBuilder lines = new StringBuilder();
    jobs.forEach(job -> lines.append(Json.line(job)).append('\n'));
    write(FINISHED, lines.toString());
    startAfresh();
  }

  /// Puts `bytes` in place of `file` in one move.
  static void replace(Path file, byte[] bytes) throws IOException {
    CHANGING.lock();
    try {
      // No name that another process would choose, nor one that only the owner may read, as temporary files have.
      String mark = Long.toHexString(ThreadLocalRandom.current().nextLong());
      Path beside = file.resolveSibling("." + file.getFileName() + "." + mark + ".new");
      try {
        Files.write(beside, bytes);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside); // there only if one of the two has failed
      }
    } finally {
      CHANGING.unlock();
    }
  }

  /// Whether a file is there.
  ///
  /// @throws Refusal if that cannot be told, as where a folder may not be entered
  static boolean has(Path file) {
    try {
      file.getFileSystem().provider().checkAccess(file);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw Refusal.usage(file.getParent() + " cannot be read (" + reason(e) + ")");
    }
  }

  /// The file that stands where a folder must be.
  static Optional<String> obstacle(Path path) {
    return Stream.iterate(path.toAbsolutePath(), Objects::nonNull, Path::getParent)
        .filter(at -> Files.exists(at) && !Files.isDirectory(at)).findFirst().map(at -> at + " is a file");
  }

  /// What went wrong with a file, in words.
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof CharacterCodingException) {
      return "it is no text";
    }
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
  }
}
