package dev.jacobean.experiments;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Everything that was run, in the order of the catalogue.
record Report(List<Item> items) {
  /// An experiment and its results, the largest preset first; none if it was not run.
  record Item(Experiment experiment, List<Shown> shown) {
    /// The results of the largest preset.
    Optional<Shown> best() {
      return shown.stream().findFirst();
    }
  }

  /// Reads the results of `lazy run`.
  ///
  /// @throws Refusal if a file of them is damaged
  static Report read(Catalogue catalogue, Path results) {
    return new Report(catalogue.experiments().stream().map(experiment -> new Item(experiment,
        Stream.of(Preset.PAPER, Preset.MEDIUM, Preset.QUICK)
            .flatMap(preset -> Shown.read(preset, results.resolve(experiment.id()).resolve(preset.toString())).stream())
            .toList())).toList());
  }

  /// Where the numbers of a result stand, beside the page.
  static String data(Item item, Shown shown) {
    return "data/" + item.experiment.id() + "-" + shown.preset() + ".csv";
  }

  /// What the results that are shown have of one field of their configurations, in order.
  Set<String> values(String field) {
    return items.stream().flatMap(item -> item.shown().stream()).map(shown -> shown.configured(field))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// A sentence about results that were not made alike: no comparison between them is one of like with like.
  Optional<String> mixture() {
    String fields = Stream.of("seed", "version", "backend").filter(field -> values(field).size() > 1)
        .map(field -> field + " (" + String.join("; ", values(field)) + ")").collect(Collectors.joining(" and "));
    return fields.isEmpty() ? Optional.empty()
        : Optional.of("the results are of more than one " + fields + "; each says of which it is");
  }

  /// In one sentence.
  String summary() {
    List<Shown> best = items.stream().flatMap(item -> item.best().stream()).toList();
    long claims = best.stream().mapToLong(shown -> shown.claims().size()).sum();
    long holding = best.stream().mapToLong(Shown::holding).sum();
    return "%d of %d experiments were run; %d of their %d claims hold".formatted(
        best.size(), items.size(), holding, claims);
  }
}
