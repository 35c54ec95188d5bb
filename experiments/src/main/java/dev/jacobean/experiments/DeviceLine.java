package dev.jacobean.experiments;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// How long a library took for a case on a device: a line of JSON.
///
/// @param library its name, with how it ran: `torch eager`
/// @param name    the case's
/// @param ms      milliseconds a call
/// @param error   how far the result was off, relative to double precision; null where nobody asked
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeviceLine(String library, @JsonProperty("case") String name, double ms, @Nullable Double error) {
  /// Reads all lines of all files of a folder whose names end in `.jsonl`; of one that is something else it says so, and
  /// goes on: times on a device cannot be had again at will.
  ///
  /// @throws Refusal if there is no such folder
  static List<DeviceLine> read(Path folder, Consumer<String> say) {
    List<DeviceLine> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String text : Files.readAllLines(file)) {
          parsed(text).ifPresentOrElse(lines::add, () -> say.accept(file + " has the line \"" + text.strip()
              + "\", which is left out; it must be a JSON object with library, case and ms"));
        }
      }
    } catch (IOException e) {
      throw Refusal.usage("--log is " + folder + "; it must be a folder that can be read");
    }
    return lines;
  }

  private static Optional<DeviceLine> parsed(String text) {
    try {
      return Optional.ofNullable(Json.read(text, DeviceLine.class))
          .filter(line -> line.library != null && line.name != null && line.ms > 0);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
