package dev.jacobean.experiments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Everything that was run, in the order of the catalogue.
///
/// @param items   every experiment
/// @param damaged a sentence about each result that cannot be shown
record Report(List<Item> items, List<String> damaged) {
  /// An experiment and its results, the largest preset first; none if it was not run.
  record Item(Experiment experiment, List<Shown> shown) {
    /// The results of the largest preset.
    Optional<Shown> best() {
      return shown.stream().findFirst();
    }
  }

  /// Reads the results of `lazy run`.
  static Report read(Catalogue catalogue, Path results) {
    List<String> damaged = new ArrayList<>();
    List<Item> items = new ArrayList<>();
    for (Experiment experiment : catalogue.experiments()) {
      List<Shown> shown = new ArrayList<>();
      for (Preset preset : List.of(Preset.PAPER, Preset.MEDIUM, Preset.QUICK)) {
        Path folder = results.resolve(experiment.id()).resolve(preset.toString());
        try {
          Shown.read(experiment.id(), preset, folder).ifPresent(shown::add);
        } catch (Refusal e) {
          damaged.add(e.sentence());
        }
      }
      items.add(new Item(experiment, shown));
    }
    return new Report(items, damaged);
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
