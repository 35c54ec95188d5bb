package dev.jacobean.experiments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Where a result was computed.
///
/// @param processor what the processor calls itself, or its architecture
/// @param cores     how many of them the process may use
/// @param memory    the largest heap, in bytes
/// @param system    operating system and its version
/// @param java      the Java runtime
record Machine(String processor, int cores, long memory, String system, String java) {
  /// This machine.
  static Machine here() {
    Runtime runtime = Runtime.getRuntime();
    return new Machine(processorName(), runtime.availableProcessors(), runtime.maxMemory(),
        System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"),
        System.getProperty("java.vendor") + " " + Runtime.version());
  }

  /// The version of this program.
  static String version() {
    try (var in = Machine.class.getResourceAsStream("version.txt")) {
      return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String processorName() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith("model name")).findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(System.getProperty("os.arch"));
    } catch (IOException | java.io.UncheckedIOException e) {
      return System.getProperty("os.arch");
    }
  }
}
