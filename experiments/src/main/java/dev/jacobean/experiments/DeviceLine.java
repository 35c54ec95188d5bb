package dev.jacobean.experiments;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  /// Reads all lines of all files of a folder whose names end in `.jsonl`.
  ///
  /// @throws Refusal if there is no such folder, or one of them holds something else
  static List<DeviceLine> read(Path folder) {
    List<DeviceLine> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String text : Files.readAllLines(file)) {
          lines.add(parsed(file, text));
        }
      }
    } catch (IOException e) {
      throw Refusal.usage("--log is " + folder + "; it must be a folder that can be read");
    }
    return lines;
  }

  private static DeviceLine parsed(Path file, String text) {
    try {
      DeviceLine line = Json.read(text, DeviceLine.class);
      if (line != null && line.library != null && line.name != null && line.ms > 0) {
        return line;
      }
    } catch (JacksonException e) {
      // said below
    }
    throw Refusal.usage(file + " has the line \"" + text.strip()
        + "\"; it must be a JSON object with library, case and ms");
  }
}
