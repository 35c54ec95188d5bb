package dev.jacobean.autodiff.array.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The kernels, by what they do: each family is one readable file, compiled on first use.
enum Family {
  /// Functions of one number, or of several at the same place.
  ELEMENTWISE,
  /// Sums and extremes.
  FOLD,
  /// Copies to other places.
  MOVE,
  /// What slides over images.
  WINDOW;

  /// The file's name.
  String file() {
    return name().toLowerCase(Locale.ROOT) + ".cu";
  }

  /// The file's text, behind what all have in common.
  String source() {
    return read("common.cu") + "#line 1 \"" + file() + "\"\n" + read(file());
  }

  private static String read(String name) {
    try (InputStream stream = Family.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing beside " + Family.class.getName());
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }
}
