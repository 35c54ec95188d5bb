package dev.jacobean.experiments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Says which jobs a merge lacks, and how to get them.
///
/// @param plans    all experiments that are merged
/// @param finished the keys of the jobs that were found
/// @param parts    where they were found
record Missing(List<Plan> plans, Set<String> finished, List<Part> parts) {
  /// Refuses a merge that lacks jobs.
  ///
  /// @throws Refusal if it does
  void refuse() {
    List<Plan> lacking = plans.stream().filter(plan -> plan.missing(finished) > 0).toList();
    if (!lacking.isEmpty()) {
      Plan first = lacking.getFirst();
      String what = first.id() + " lacks " + first.missing(finished) + " of its " + first.keys().size() + " jobs";
      String others = lacking.size() == 1 ? ""
          : lacking.size() == 2 ? ", and another experiment some" : ", and " + (lacking.size() - 1) + " others some";
      throw Refusal.usage(what + others + remedy());
    }
  }

  private String remedy() {
    Map<Shard, Path> found = new TreeMap<>(Comparator.comparingInt(Shard::of).thenComparingInt(Shard::number));
    parts.forEach(part -> ResultFolder.shards(part.path()).forEach(shard -> found.putIfAbsent(shard, part.out())));
    List<Integer> counts = found.keySet().stream().map(Shard::of).distinct().toList();
    if (counts.size() != 1) {
      return "; " + command(Optional.empty(), Optional.of(parts.getFirst().out())) + " does them";
    }
    int n = counts.getFirst();
    Set<Integer> numbers = new TreeSet<>();
    Shard.owners(plans, n).forEach((key, owner) -> {
      if (!finished.contains(key)) {
        numbers.add(owner);
      }
    });
    String which = numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    Shard next = new Shard(numbers.iterator().next(), n);
    String does = command(Optional.of(next), Optional.ofNullable(found.get(next)));
    return numbers.size() == 1 ? ": part " + which + " of " + n + " is missing or not complete; " + does + " does it"
        : ": parts " + which + " of " + n + " are missing or not complete; " + does + " does the first of them";
  }

  private String command(Optional<Shard> shard, Optional<Path> folder) {
    Plan plan = plans.getFirst();
    List<String> words = new ArrayList<>(List.of("lazy", "run"));
    plans.forEach(each -> words.add(each.id()));
    words.addAll(List.of("--preset", plan.configuration().preset(), "--seed", "" + plan.configuration().seed()));
    words.addAll(Configuration.options(plan.configuration().backend()));
    shard.ifPresent(part -> words.addAll(List.of("--shard", part.toString())));
    words.addAll(folder.map(path -> List.of("--resume", "--out", path.toString())).orElse(List.of("--out", "DIR")));
    return String.join(" ", words);
  }
}
