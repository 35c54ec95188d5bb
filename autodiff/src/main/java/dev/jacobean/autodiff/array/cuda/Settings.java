package dev.jacobean.autodiff.array.cuda;

import java.util.Locale;
import java.util.Optional;

/// What a user may set: the system property `jacobean.cuda.NAME`, else the environment variable `JACOBEAN_CUDA_NAME`.
final class Settings {
  private Settings() {}

  static String property(String name) {
    return "jacobean.cuda." + name;
  }

  /// The value, if one is set and not empty.
  static Optional<String> of(String name) {
    Optional<String> property = Optional.ofNullable(System.getProperty(property(name)));
    return property.or(() -> environment("JACOBEAN_CUDA_" + name.toUpperCase(Locale.ROOT)))
        .filter(value -> !value.isBlank());
  }

  /// A whole number of at least 0.
  ///
  /// @throws CudaException.Unavailable for any other value
  static long number(String name, long otherwise) {
    Optional<String> value = of(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value.get().strip());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, as for a negative number
    }
    throw new CudaException.Unavailable(
        "%s is \"%s\"; must be a whole number of at least 0".formatted(property(name), value.get()));
  }

  static Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }
}
