package dev.jacobean.experiments;

import java.util.Arrays;
import java.util.Locale;

/// How much of an experiment is run.
enum Preset {
  /// Seconds: the effect is visible, the bands are the preset's own.
  QUICK,
  /// Minutes: close to the paper, the bands are the preset's own.
  MEDIUM,
  /// The paper's own settings and the published bands.
  PAPER;

  /// The preset of that name.
  ///
  /// @throws Refusal if there is none
  static Preset parse(String name) {
    return Arrays.stream(values()).filter(preset -> preset.toString().equals(name.toLowerCase(Locale.ROOT))).findFirst()
        .orElseThrow(() -> Refusal.usage("--preset is \"" + name + "\"; it must be quick, medium or paper"));
  }

  /// The name in options, folders and files.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
