package dev.jacobean.experiments;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The results of one experiment and preset, as a report shows them.
///
/// @param preset how much was run
/// @param folder where the files are
/// @param config the contents of `config.json`
/// @param claims what was claimed and found
/// @param film   the movements of a network's neurons, if the first job kept them
record Shown(Preset preset, Path folder, JsonNode config, List<Claim> claims, Optional<Result> film) {
  private static final List<String> FILM = List.of("step", "loss", "x", "y", "sign");

  /// Reads the results of an experiment in a folder; empty if there are none, or the run has not been finished.
  ///
  /// @throws Refusal if a file of them is damaged, or they are of something else
  static Optional<Shown> read(String experiment, Preset preset, Path folder) {
    if (!Stream.of("claims.json", "config.json", "figure.svg").map(folder::resolve).allMatch(ResultFolder::has)) {
      return Optional.empty();
    }
    JsonNode config = config(folder.resolve("config.json"), experiment, preset);
    Stream.of("figure.svg", "figure.png", "metrics.csv").map(folder::resolve).filter(ResultFolder::has)
        .forEach(Shown::checkContent);
    return Optional.of(new Shown(preset, folder, config, claims(folder.resolve("claims.json")),
        film(folder.resolve("jobs.jsonl"))));
  }

  private static JsonNode config(Path file, String experiment, Preset preset) {
    JsonNode config = Json.parse(text(file));
    String ran = config.path("configuration").path("experiment").asString("");
    String how = config.path("configuration").path("preset").asString("");
    if (ran.isEmpty() || how.isEmpty()) {
      throw unreadable(file, "it does not say what was run");
    }
    if (!ran.equals(experiment) || !how.equals(preset.toString())) {
      throw Refusal.usage("%s is of %s, preset %s; results of that must be in a folder %s/%s".formatted(
          file, ran, how, ran, how));
    }
    return config;
  }

  private static void checkContent(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      if (in.read() < 0) {
        throw unreadable(file, "it is empty");
      }
    } catch (IOException e) {
      throw unreadable(file, ResultFolder.reason(e));
    }
  }

  private static List<Claim> claims(Path file) {
    List<Claim> claims = Arrays.asList(read(file, text(file), Claim[].class));
    if (claims.isEmpty() || claims.contains(null)) {
      throw unreadable(file, "it is no list of claims");
    }
    return claims;
  }

  private static Optional<Result> film(Path jobs) {
    if (!Files.exists(jobs)) {
      return Optional.empty();
    }
    try (BufferedReader lines = Files.newBufferedReader(jobs)) {
      return Optional.ofNullable(lines.readLine()).map(line -> read(jobs, line, Journal.Entry.class).result())
          .filter(result -> result.values().keySet().containsAll(FILM));
    } catch (IOException e) {
      throw unreadable(jobs, ResultFolder.reason(e));
    }
  }

  private static <T> T read(Path file, String text, Class<T> type) {
    try {
      return Optional.ofNullable(Json.read(text, type)).orElseThrow(() -> unreadable(file, "it holds nothing"));
    } catch (JacksonException e) {
      throw unreadable(file, "it is no such JSON");
    }
  }

  private static String text(Path file) {
    try {
      String text = Files.readString(file);
      Json.parse(text);
      return text;
    } catch (IOException e) {
      throw unreadable(file, ResultFolder.reason(e));
    } catch (JacksonException e) {
      throw unreadable(file, "it is no JSON");
    }
  }

  private static Refusal unreadable(Path file, String reason) {
    return Refusal.usage(file + " cannot be read (" + reason + "); " + (file.endsWith("config.json")
        ? "remove its folder, and run that experiment again" : "run that experiment again, or remove its folder"));
  }

  /// A field of the configuration, for people.
  String configured(String field) {
    return config.path("configuration").path(field).asString("unknown");
  }

  /// How many claims hold.
  long holding() {
    return claims.stream().filter(Claim::holds).count();
  }

  /// Whether all claims hold.
  boolean holds() {
    return holding() == claims.size();
  }
}
