package dev.jacobean.experiments;

import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Records as JSON and back. Doubles survive the round trip bit by bit.
final class Json {
  private static final JsonMapper PLAIN = JsonMapper.builder()
      .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
      .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();
  private static final JsonMapper CANONICAL = PLAIN.rebuild()
      .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
      .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
      .build();

  private Json() {}

  /// One line, without a line feed.
  static String line(Object value) {
    return PLAIN.writeValueAsString(value);
  }

  /// Indented, for people, with a final line feed.
  static String page(Object value) {
    return PLAIN.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
  }

  /// The value as a tree, to be compared with other trees.
  static JsonNode tree(Object value) {
    return PLAIN.readTree(line(value));
  }

  /// Parses a text.
  ///
  /// @throws JacksonException if it is not exactly one JSON value
  static JsonNode parse(String text) {
    return PLAIN.readTree(text);
  }

  /// Reads a text into a record; JSON's `null` is Java's.
  ///
  /// @throws JacksonException if it is no such thing
  static <T> @Nullable T read(String text, Class<T> type) {
    return PLAIN.readValue(text, type);
  }

  /// The key of a job: 128 bits of the SHA-256 digest of its type and its components, names sorted.
  static String key(String experiment, Job job) {
    Map<String, Object> content = Map.of("experiment", experiment, "type", job.getClass().getSimpleName(), "job", job);
    return HexFormat.of().formatHex(Seeds.digest(CANONICAL.writeValueAsString(content)), 0, 16);
  }
}
