package dev.jacobean.experiments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Jobs that were finished in several folders, joined.
///
/// Everything is read and compared before anything is written, and what is read is never changed.
final class Merge {
  /// A finished job, the file that holds it, and the folder that was named.
  private record Found(Journal.Entry entry, Path file, Path out) {}

  private final List<Experiment> experiments;
  private final List<Part> parts;
  private final Map<String, Found> jobs = new LinkedHashMap<>();
  private int twice;

  private Merge(List<Experiment> experiments, List<Part> parts) {
    this.experiments = experiments;
    this.parts = parts;
  }

  /// Reads what is in the folders.
  ///
  /// @param preset which, should there be several
  /// @param notes  told in a sentence of what was dropped and what was there twice
  /// @throws Refusal if they are no results, do not belong together or contradict each other
  static Merge read(Catalogue catalogue, List<Path> folders, Optional<Preset> preset, Consumer<String> notes) {
    List<Part> parts = folders.stream().map(Path::normalize).distinct()
        .flatMap(folder -> Part.in(folder, catalogue, preset).stream()).toList();
    for (String field : List.of("preset", "seed", "version", "backend")) {
      Part first = parts.getFirst();
      parts.stream().filter(part -> !part.common(field).equals(first.common(field))).findFirst().ifPresent(part -> {
        throw Refusal.usage("%s is of %s %s and %s of %s %s; only results of the same %s can be merged%s".formatted(
            first.path(), field, first.common(field), part.path(), field, part.common(field), field,
            field.equals("preset") ? ", and --preset chooses one" : ""));
      });
    }
    Merge merge = new Merge(catalogue.experiments().stream()
        .filter(experiment -> parts.stream().anyMatch(part -> part.experiment().equals(experiment))).toList(), parts);
    parts.forEach(part -> merge.add(part, notes));
    if (merge.twice > 0) {
      notes.accept(merge.twice + (merge.twice == 1 ? " job was" : " jobs were") + " found more than once, with equal"
          + " results; one of each is kept");
    }
    return merge;
  }

  private void add(Part part, Consumer<String> notes) {
    for (Path file : ResultFolder.journals(part.path())) {
      try {
        new Journal(file).read(notes).values().forEach(entry -> add(new Found(entry, file, part.out())));
      } catch (IOException e) {
        throw Refusal.usage(file + " cannot be read (" + ResultFolder.reason(e) + ")");
      }
    }
  }

  private void add(Found found) {
    Found known = jobs.putIfAbsent(found.entry.key(), found);
    if (known == null) {
      return;
    }
    if (!known.entry.result().sameAs(found.entry.result())) {
      throw Refusal.usage("%s and %s hold different results of the same job, %s; find out which is right and remove the"
          .formatted(known.file, found.file, found.entry.key()) + " line of the other");
    }
    if (!known.out.equals(found.out)) { // in one folder, experiments share jobs
      twice++;
    }
  }

  /// Prepares the runs that will conclude.
  ///
  /// @param out  where they write
  /// @param data where data sets are
  /// @throws Refusal if jobs are missing, or the folder cannot be used; then nothing has been written
  List<Run> into(Path out, Path data) {
    Request request = new Request(Preset.parse(parts.getFirst().common("preset")), seed(), data);
    Configuration.use(parts.getFirst().common("backend"));
    List<Plan> plans = experiments.stream().map(experiment -> Plan.of(experiment, request)).toList();
    plans.forEach(this::compare);
    new Missing(plans, jobs.keySet(), parts).refuse();
    Map<String, Journal.Entry> finished = new LinkedHashMap<>();
    jobs.forEach((key, found) -> finished.put(key, found.entry));
    List<Run> runs = plans.stream().map(plan -> Run.prepare(plan, out)).toList();
    List<Run.Config> origins = runs.stream().map(run -> where(run.id())).toList();
    for (int i = 0; i < runs.size(); i++) {
      runs.get(i).start(finished, origins.get(i));
    }
    return runs;
  }

  private void compare(Plan plan) {
    parts.stream().filter(part -> part.experiment().id().equals(plan.id())).forEach(part ->
        plan.configuration().difference(part.configuration()).ifPresent(difference -> {
          throw Refusal.usage(part.path() + " holds results of another configuration: " + difference
              + " (\"here\" is this program on this machine)");
        }));
  }

  private long seed() {
    return parts.getFirst().config().configuration().seed();
  }

  private Run.Config where(String experiment) {
    return parts.stream().filter(part -> part.experiment().id().equals(experiment)).findFirst().orElseThrow().config();
  }
}
