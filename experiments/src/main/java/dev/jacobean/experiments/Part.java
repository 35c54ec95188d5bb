package dev.jacobean.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a run, or a shard of one, left of one experiment and preset: a folder that a merge reads and never changes.
///
/// @param out        the folder that the run was told
/// @param path       `out`/id/preset
/// @param experiment which
/// @param config     the contents of its `config.json`
record Part(Path out, Path path, Experiment experiment, JsonNode config) {
  /// Every part in a folder.
  ///
  /// @throws Refusal if there is none, or one cannot be read
  static List<Part> in(Path out, Catalogue catalogue, Optional<Preset> preset) {
    List<Part> parts = catalogue.experiments().stream().flatMap(experiment -> Stream.of(Preset.values())
        .filter(each -> preset.isEmpty() || preset.get() == each)
        .map(each -> out.resolve(experiment.id()).resolve(each.toString()))
        .filter(path -> Files.exists(path.resolve("config.json")))
        .map(path -> new Part(out, path, experiment, config(path.resolve("config.json"))))).toList();
    if (parts.isEmpty()) {
      throw Refusal.usage(out + (Files.isDirectory(out) ? " holds no results" : " is no folder") + preset.map(
          each -> " of preset " + each).orElse("") + "; name folders that lazy run had as --out");
    }
    return parts;
  }

  private static JsonNode config(Path file) {
    try {
      return Json.parse(Files.readString(file));
    } catch (IOException | JacksonException e) {
      throw Refusal.usage(file + " cannot be read as JSON; run that shard again into another folder");
    }
  }

  /// What decided its numbers.
  JsonNode configuration() {
    return config.path("configuration");
  }

  /// One of the fields that all parts of a merge have in common, as text.
  String common(String field) {
    return configuration().path(field).asString("missing");
  }
}
