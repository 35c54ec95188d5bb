package dev.jacobean.experiments;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One of several equal parts of a sweep, for a machine or a job array that works off one part each.
///
/// @param number which of them, from 1
/// @param of     how many there are
record Shard(int number, int of) {
  /// Twice as many as large clusters let one array have; more would be a slip of the finger.
  private static final int MOST = 10_000;

  private static final Pattern FRACTION = Pattern.compile("(\\d{1,9})/(\\d{1,9})");
  private static final Pattern FILE = Pattern.compile("jobs\\.(\\d{1,9})-of-(\\d{1,9})\\.jsonl");

  /// Reads `2/3`.
  ///
  /// @throws Refusal if it is no such thing
  static Shard parse(String text) {
    Matcher fraction = FRACTION.matcher(text);
    if (fraction.matches()) {
      Shard shard = new Shard(Integer.parseInt(fraction.group(1)), Integer.parseInt(fraction.group(2)));
      if (shard.number >= 1 && shard.number <= shard.of && shard.of <= MOST) {
        return shard;
      }
    }
    throw Refusal.usage("--shard is \"" + text + "\"; it must be i/n, the i-th of n parts, with 1 ≤ i ≤ n ≤ " + MOST);
  }

  /// The shard whose journal has that file name, as a stream of one or none.
  static Stream<Shard> ofFile(String name) {
    Matcher file = FILE.matcher(name);
    return file.matches()
        ? Stream.of(new Shard(Integer.parseInt(file.group(1)), Integer.parseInt(file.group(2))))
        : Stream.empty();
  }

  /// The file of its finished jobs. Each shard has one of its own, so that several can share a folder.
  String file() {
    return "jobs." + number + "-of-" + of + ".jsonl";
  }

  /// The keys of its jobs.
  Set<String> keys(List<Plan> plans) {
    return owners(plans, of).entrySet().stream().filter(owner -> owner.getValue() == number)
        .map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
  }

  /// Deals the jobs of all experiments, finished or not, to `n` shards: the shard's number by the job's key.
  ///
  /// Steps of different experiments take different times, so each experiment is dealt evenly by itself, its longest
  /// jobs first, each to the shard that has the least of it (R. Graham, 1969); among those, to the one that has the
  /// least of the other experiments, each of which counts as much. A job that several experiments share is dealt once.
  static Map<String, Integer> owners(List<Plan> plans, int n) {
    Map<String, Integer> owners = new LinkedHashMap<>();
    double[] before = new double[n];
    for (Plan plan : plans) {
      List<Integer> jobs = new ArrayList<>(IntStream.range(0, plan.keys().size())
          .filter(i -> !owners.containsKey(plan.keys().get(i))).boxed().toList());
      jobs.sort(Comparator.<Integer>comparingLong(i -> -plan.jobs().get(i).work()).thenComparing(plan.keys()::get));
      double total = Math.max(1, jobs.stream().mapToDouble(i -> plan.jobs().get(i).work()).sum());
      long[] load = new long[n];
      for (int i : jobs) {
        int least = IntStream.range(0, n).boxed().min(Comparator.<Integer>comparingLong(shard -> load[shard])
            .thenComparingDouble(shard -> before[shard] + load[shard] / total)).orElseThrow();
        load[least] += plan.jobs().get(i).work();
        owners.put(plan.keys().get(i), least + 1);
      }
      IntStream.range(0, n).forEach(shard -> before[shard] += load[shard] / total);
    }
    return owners;
  }

  @Override
  public String toString() {
    return number + "/" + of;
  }
}
