package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.cuda.Cuda;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Everything that decides the numbers of a run. Two results with different configurations never share a folder.
///
/// @param experiment the experiment's id
/// @param preset     how much of it
/// @param seed       where its random numbers start
/// @param version    the version of this program
/// @param backend    the arithmetic: another one rounds differently
/// @param settings   every parameter
record Configuration(String experiment, String preset, long seed, String version, String backend, JsonNode settings) {
  /// Refuses a configuration of which a part is missing, as a damaged file may have it.
  Configuration {
    Objects.requireNonNull(experiment, "experiment");
    Objects.requireNonNull(preset, "preset");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(backend, "backend");
    Objects.requireNonNull(settings, "settings");
  }

  /// The configuration of a study.
  static Configuration of(Experiment experiment, Request request, Study study) {
    return new Configuration(experiment.id(), request.preset().toString(), request.seed(), Machine.version(),
        arithmetic(), Json.tree(study.settings()));
  }

  /// The same of another experiment.
  Configuration of(String other) {
    return new Configuration(other, preset, seed, version, backend, settings);
  }

  /// The backend without its threads, on which no number depends, nor why it was chosen.
  static String arithmetic() {
    return Backends.description().replaceFirst(",.*", "");
  }

  private static final String TF32 = "cuda with TF32";

  /// The options that ask for that arithmetic, if it can be had here; none where it is what one gets anyway.
  static List<String> options(String arithmetic) {
    return arithmetic.startsWith(TF32) ? List.of("--backend", "cuda", "--tf32")
        : choice(arithmetic).equals("auto") ? List.of() : List.of("--backend", choice(arithmetic));
  }

  private static String choice(String arithmetic) {
    return arithmetic.startsWith("reference") ? "reference" : arithmetic.startsWith("cuda") ? "cuda" : "auto";
  }

  /// Lets this process compute with that arithmetic.
  ///
  /// @throws IllegalArgumentException if it cannot be had here
  static void use(String arithmetic) {
    Backends.use(choice(arithmetic));
    Cuda.useTf32(arithmetic.startsWith(TF32));
  }

  /// Says how another configuration, as kept in a file, differs from this one; empty if it does not.
  Optional<String> difference(JsonNode there) {
    for (Map.Entry<String, JsonNode> field : Json.tree(this).properties()) {
      JsonNode other = there.path(field.getKey());
      if (!field.getValue().equals(other)) {
        return Optional.of(difference(field.getKey(), other, field.getValue()));
      }
    }
    return Optional.empty();
  }

  private static String difference(String path, JsonNode there, JsonNode here) {
    if (here.isObject() && there.isObject()) {
      for (Map.Entry<String, JsonNode> field : here.properties()) {
        JsonNode other = there.path(field.getKey());
        if (!field.getValue().equals(other)) {
          return difference(path + "." + field.getKey(), other, field.getValue());
        }
      }
    }
    return path + " is " + brief(there) + " there and " + brief(here) + " here";
  }

  private static String brief(JsonNode value) {
    String text = value.isMissingNode() ? "missing" : value.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
