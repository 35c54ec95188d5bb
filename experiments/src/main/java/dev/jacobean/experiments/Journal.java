package dev.jacobean.experiments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/// The finished jobs of a run, one JSON line each, appended the moment they are finished.
///
/// A line is written whole by one system call after the other lines; should the machine stop in the middle of it, the
/// next run drops that last line and does its job again.
final class Journal {
  /// A finished job.
  ///
  /// @param key     names the job by its content, see [Json#key]
  /// @param job     the job itself, for people
  /// @param result  what it computed
  /// @param seconds how long that took
  record Entry(String key, Object job, Result result, double seconds) {}

  private final Path file;

  /// The journal kept in `file`, which need not exist.
  Journal(Path file) {
    this.file = file;
  }

  /// Reads every finished job, by key, and changes nothing: the file may be somebody else's, who is still writing.
  ///
  /// @param dropped told in a sentence of a last line that was cut short
  /// @throws Refusal if any other line is no finished job, or the file may not be read
  Map<String, Entry> read(Consumer<String> dropped) throws IOException {
    return read(dropped, false);
  }

  /// The same of a file that will be appended to: a last line that was cut short is removed from it.
  Map<String, Entry> readOwn(Consumer<String> dropped) throws IOException {
    return read(dropped, true);
  }

  private Map<String, Entry> read(Consumer<String> dropped, boolean own) throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return entries;
    }
    List<String> lines = lines();
    List<String> good = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Optional<Entry> entry = parse(lines.get(i));
      if (entry.isPresent()) {
        entries.put(entry.get().key(), entry.get());
        good.add(lines.get(i));
      } else if (i == lines.size() - 1) {
        dropped.accept(file + ": its last line was cut short and has been dropped; that job counts as not done");
      } else {
        throw Refusal.usage(file + ": line " + (i + 1) + " is not a finished job;"
            + " remove that line to have its job run again, or that folder to start afresh");
      }
    }
    if (own) {
      mend(good);
    }
    return entries;
  }

  private List<String> lines() throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (NoSuchFileException e) {
      throw e; // it has been replaced meanwhile
    } catch (IOException e) {
      throw Refusal.usage(file + " cannot be read (" + ResultFolder.reason(e) + ")");
    }
  }

  /// Appends a finished job.
  void append(Entry entry) throws IOException {
    byte[] line = (Json.line(entry) + "\n").getBytes(StandardCharsets.UTF_8);
    Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void mend(List<String> good) throws IOException {
    byte[] whole = good.isEmpty() ? new byte[0] : (String.join("\n", good) + "\n").getBytes(StandardCharsets.UTF_8);
    if (Files.size(file) != whole.length) {
      ResultFolder.replace(file, whole);
    }
  }

  private static Optional<Entry> parse(String line) {
    try {
      return Optional.ofNullable(Json.read(line, Entry.class))
          .filter(entry -> entry.key() != null && entry.result() != null);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
