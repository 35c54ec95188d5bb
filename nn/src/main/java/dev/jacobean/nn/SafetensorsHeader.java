package dev.jacobean.nn;

import static dev.jacobean.nn.data.DataException.require;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Shape;
import dev.jacobean.nn.data.DataException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The JSON header of a safetensors file.
///
/// @param entries the tensors in the order of their numbers
/// @param metadata text beside them, without this library's own
/// @param checksum what the file's SHA-256 must be, or "" if it was written by another program
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata, String checksum) {
  /// A tensor: its numbers are bytes `from` to `to` − 1 after the header.
  record Entry(String name, DType dtype, Shape shape, long from, long to) {}

  private static final String METADATA = "__metadata__";

  /// How every header written here begins; the checksum's digits follow.
  static final String PREFIX = "{\"__metadata__\":{\"format\":\"jacobean\",\"sha256\":\"";

  /// How the checksum's digits are announced in it.
  private static final String MARK = "\"sha256\":\"";

  private static final String ZEROS = "0".repeat(64);
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /// The header of a file with these tensors, padded so that the numbers are aligned, the checksum's digits all 0.
  ///
  /// @throws IllegalArgumentException if a tensor is named as the text beside the tensors
  static String of(Map<String, Tensor> tensors, Map<String, String> metadata) {
    StringWriter text = new StringWriter();
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException(
          "weights: a tensor is named " + METADATA + ", where safetensors has its text; must be named otherwise");
    }
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject().writeName(METADATA).writeStartObject();
      json.writeStringProperty("format", "jacobean").writeStringProperty("sha256", ZEROS);
      metadata.forEach(json::writeStringProperty);
      json.writeEndObject();
      long from = 0;
      for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
        Tensor tensor = entry.getValue();
        long to = from + (long) tensor.shape().size() * tensor.dtype().bytes();
        json.writeName(entry.getKey()).writeStartObject().writeStringProperty("dtype", tensor.dtype().name());
        json.writeName("shape").writeArray(tensor.shape().sizes(), 0, tensor.shape().rank());
        json.writeName("data_offsets").writeArray(new long[] {from, to}, 0, 2).writeEndObject();
        from = to;
      }
      json.writeEndObject();
    }
    int length = text.toString().getBytes(StandardCharsets.UTF_8).length;
    return text + " ".repeat(Math.floorMod(-length, Long.BYTES));
  }

  /// Reads a header.
  ///
  /// @throws DataException unless every part is as the format demands
  static SafetensorsHeader parse(Path path, byte[] bytes) {
    String text = decode(path, bytes);
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      Map<String, String> metadata = new LinkedHashMap<>();
      List<Entry> entries = new ArrayList<>();
      expect(path, json, JsonToken.START_OBJECT);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        expect(path, json, JsonToken.START_OBJECT);
        if (name.equals(METADATA)) {
          metadata.putAll(metadata(path, json));
        } else {
          entries.add(entry(path, name, json));
        }
      }
      int end = (int) json.currentLocation().getCharOffset();
      require(text.substring(end).chars().allMatch(c -> c == ' '),
          "%s: has more after its header's end; must be spaces only", path);
      return checked(path, text, entries, metadata);
    } catch (JacksonException e) {
      throw new DataException("%s: has a header that is not as safetensors demands (%s); must be".formatted(
          path, e.getOriginalMessage().lines().findFirst().orElse("")));
    }
  }

  private static SafetensorsHeader checked(
      Path path, String text, List<Entry> entries, Map<String, String> metadata) {
    entries.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
    long end = 0;
    for (Entry entry : entries) {
      require(entry.from == end, "%s: numbers of %s begin at %d; must begin at %d, where those before end",
          path, entry.name, entry.from, end);
      end = entry.to;
    }
    // A file of ours whose format is damaged still has its checksum where ours have it.
    boolean ours = "jacobean".equals(metadata.remove("format"))
        || text.startsWith(MARK, PREFIX.length() - MARK.length());
    String checksum = ours ? metadata.getOrDefault("sha256", "") : "";
    require(!ours || text.startsWith(PREFIX) && checksum.matches("[0-9a-f]{64}"),
        "%s: has a header that does not begin as this library writes it; must", path);
    metadata.remove("sha256");
    return new SafetensorsHeader(List.copyOf(entries), metadata, checksum);
  }

  /// Bytes of numbers in the file.
  long dataBytes() {
    return entries.isEmpty() ? 0 : entries.getLast().to;
  }

  /// The header's bytes with the checksum's digits all 0.
  byte[] withoutChecksum(byte[] header) {
    byte[] bytes = header.clone();
    if (!checksum.isEmpty()) {
      Arrays.fill(bytes, PREFIX.length(), PREFIX.length() + ZEROS.length(), (byte) '0');
    }
    return bytes;
  }

  private static String decode(Path path, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new DataException(path + ": has a header that is no UTF-8 text; must be");
    }
  }

  private static Map<String, String> metadata(Path path, JsonParser json) {
    Map<String, String> metadata = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      expect(path, json, JsonToken.VALUE_STRING);
      metadata.put(key, json.getString());
    }
    return metadata;
  }

  private static Entry entry(Path path, String name, JsonParser json) {
    String dtype = "";
    List<Long> shape = List.of();
    List<Long> offsets = List.of();
    Set<String> keys = new HashSet<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      keys.add(key);
      switch (key) {
        case "dtype" -> {
          expect(path, json, JsonToken.VALUE_STRING);
          dtype = json.getString();
        }
        case "shape" -> shape = numbers(path, json);
        case "data_offsets" -> offsets = numbers(path, json);
        default -> throw new DataException(
            "%s: %s is described by %s; must be by dtype, shape and data_offsets".formatted(path, name, key));
      }
    }
    require(keys.equals(Set.of("dtype", "shape", "data_offsets")),
        "%s: %s is described by %s; must be by dtype, shape and data_offsets", path, name, keys);
    require(dtype.equals("F32") || dtype.equals("F64"), "%s: %s is of type %s; must be F32 or F64", path, name, dtype);
    return entry(path, name, DType.valueOf(dtype), shape, offsets);
  }

  private static Entry entry(Path path, String name, DType dtype, List<Long> shape, List<Long> offsets) {
    require(Npy.isPossible(shape.stream().mapToLong(Long::longValue).toArray()),
        "%s: %s has shape %s; sizes must not be negative, and their product at most 2147483647", path, name, shape);
    require(offsets.size() == 2 && offsets.get(0) >= 0 && offsets.get(1) >= offsets.get(0),
        "%s: %s has data_offsets %s; must be where its bytes begin and end", path, name, offsets);
    long bytes = shape.stream().reduce((long) dtype.bytes(), (a, b) -> a * b);
    require(offsets.get(1) - offsets.get(0) == bytes,
        "%s: %s is %s %s in %d bytes; must be in %d", path, name, dtype, shape, offsets.get(1) - offsets.get(0), bytes);
    int[] sizes = shape.stream().mapToInt(Math::toIntExact).toArray();
    return new Entry(name, dtype, Shape.of(sizes), offsets.get(0), offsets.get(1));
  }

  private static List<Long> numbers(Path path, JsonParser json) {
    expect(path, json, JsonToken.START_ARRAY);
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      numbers.add(json.getLongValue());
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new DataException(path + ": a list in its header holds " + json.currentToken() + "; must be whole numbers");
    }
    return numbers;
  }

  private static void expect(Path path, JsonParser json, JsonToken token) {
    if (json.nextToken() != token) {
      throw new DataException("%s: its header has %s; must have %s there".formatted(path, json.currentToken(), token));
    }
  }
}
