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
record Part(Path out, Path path, Experiment experiment, Run.Config config) {
  /// Every part in a folder.
  ///
  /// @throws Refusal if there is none, or one cannot be read
  static List<Part> in(Path out, Catalogue catalogue, Optional<Preset> preset) {
    List<Part> parts = catalogue.experiments().stream().flatMap(experiment -> Stream.of(Preset.values())
        .filter(each -> preset.isEmpty() || preset.get() == each)
        .map(each -> out.resolve(experiment.id()).resolve(each.toString()))
        .filter(path -> ResultFolder.has(path.resolve("config.json")))
        .map(path -> new Part(out, path, experiment, config(path.resolve("config.json"))))).toList();
    if (parts.isEmpty()) {
      throw Refusal.usage(out + (Files.isDirectory(out) ? " holds no results" : " is no folder") + preset.map(
          each -> " of preset " + each).orElse("") + "; name folders that lazy run had as --out");
    }
    return parts;
  }

  private static Run.Config config(Path file) {
    try {
      return Optional.ofNullable(Json.read(Files.readString(file), Run.Config.class))
          .orElseThrow(() -> unreadable(file, "it holds nothing"));
    } catch (IOException e) {
      throw unreadable(file, ResultFolder.reason(e));
    } catch (JacksonException e) {
      throw unreadable(file, "it is not what lazy run writes");
    }
  }

  private static Refusal unreadable(Path file, String reason) {
    return Refusal.usage(file + " cannot be read (" + reason + "); run that shard again into another folder");
  }

  /// What decided its numbers.
  JsonNode configuration() {
    return Json.tree(config.configuration());
  }

  /// One of the fields that all parts of a merge have in common, as text.
  String common(String field) {
    return configuration().path(field).asString();
  }
}
