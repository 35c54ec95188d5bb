package dev.jacobean.experiments;

import java.util.Locale;
import java.util.stream.Stream;

/// What `lazy gpu-check` can do by itself.
enum GpuPart {
  /// Every operation, against plain loops.
  CHECKS,
  /// What the device does in a second.
  SPEED,
  /// What takes how long in a step of training.
  PROFILE,
  /// Some epochs of Figure 3(a) at paper size.
  FIG3A,
  /// The speed, beside what other libraries did there.
  TABLE;

  /// Reads a command line's word.
  ///
  /// @throws Refusal for any other
  static GpuPart parse(String word) {
    return Stream.of(values()).filter(part -> part.word().equals(word)).findFirst()
        .orElseThrow(() -> Refusal.usage("--part is \"" + word + "\"; it must be checks, speed, profile, fig3a or table"));
  }

  /// As it is written on the command line, and in the names of files.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
