package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Parallel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One experiment being run: its jobs, those finished so far, and the folder that keeps them.
final class Run {
  /// What a finished run reports.
  ///
  /// @param id      the experiment
  /// @param preset  how much of it
  /// @param seed    where its random numbers started
  /// @param folder  where its files are
  /// @param holds   whether every claim holds
  /// @param seconds computing time of all its jobs, added up
  /// @param claims  the claims
  record Outcome(String id, String preset, long seed, String folder, boolean holds, double seconds,
                 List<Claim> claims) {}

  /// What one shard of a run reports.
  ///
  /// @param id     the experiment
  /// @param preset how much of it
  /// @param seed   where its random numbers started
  /// @param folder where its files are
  /// @param shard  which one: `2/3`
  /// @param jobs   how many jobs it has done, now or earlier
  /// @param of     how many the experiment has
  record Share(String id, String preset, long seed, String folder, String shard, int jobs, int of) {}

  /// The contents of `config.json`.
  record Config(Configuration configuration, Machine machine, int threads, String started, @Nullable String finished,
                @Nullable Double jobSeconds, int jobs, int jobsTakenOver) {
    /// Refuses contents of which a part is missing, as a damaged file may have them.
    Config {
      Objects.requireNonNull(configuration, "configuration");
      Objects.requireNonNull(machine, "machine");
      Objects.requireNonNull(started, "started");
    }
  }

  private final Plan plan;
  private final ResultFolder folder;
  private final Optional<Shard> shard;
  private final Set<String> mine;
  private final Journal.@Nullable Entry[] entries;
  private Machine machine = Machine.here();
  private int threads = Parallel.threads();
  private String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  private int takenOver;
  private int remaining;

  private Run(Plan plan, Path out, Optional<Shard> shard, Set<String> keys) {
    this.plan = plan;
    this.folder = ResultFolder.inspect(out, plan.configuration(), shard);
    this.shard = shard;
    this.mine = plan.keys().stream().filter(keys::contains).collect(Collectors.toUnmodifiableSet());
    this.entries = new Journal.Entry[plan.jobs().size()];
  }

  /// Prepares a run; changes nothing in its folder.
  ///
  /// @throws Refusal if the folder cannot be used
  static Run prepare(Plan plan, Path out) {
    return new Run(plan, out, Optional.empty(), Set.copyOf(plan.keys()));
  }

  /// Prepares one shard of several runs: of their jobs, only its own will be done.
  ///
  /// @throws Refusal if a folder cannot be used
  static List<Run> prepare(List<Plan> plans, Path out, Shard shard) {
    Set<String> keys = shard.keys(plans);
    return plans.stream().map(plan -> new Run(plan, out, Optional.of(shard), keys)).toList();
  }

  /// Starts: takes over the finished jobs if it shall resume, and writes `config.json`.
  void start(boolean resume, Consumer<String> notes) {
    try {
      if (resume) {
        takeOver(folder.finishedJobs(notes));
      } else if (shard.isPresent()) {
        folder.startAfresh(mine);
      } else {
        folder.startAfresh();
      }
      if (!plan.experiment().trainedBy().equals(plan.id())) {
        takeOver(folder.finishedJobsOf(plan.experiment().trainedBy(), plan.configuration()));
      }
      begin();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /// Starts with jobs that were finished elsewhere.
  ///
  /// @param where what is known of the run that finished them
  void start(Map<String, Journal.Entry> finished, Config where) {
    try {
      machine = where.machine;
      threads = where.threads;
      started = where.started;
      takeOver(finished);
      begin();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void begin() throws IOException {
    remaining = pending().size();
    takenOver = (int) Arrays.stream(entries).filter(Objects::nonNull).count();
    folder.write("config.json", Json.page(config(null, null)));
  }

  private void takeOver(Map<String, Journal.Entry> finished) {
    for (int i = 0; i < entries.length; i++) {
      entries[i] = entries[i] == null ? finished.get(plan.keys().get(i)) : entries[i];
    }
  }

  /// The experiment's name.
  String id() {
    return plan.id();
  }

  /// Everything that was to be done for it, finished or not.
  Plan plan() {
    return plan;
  }

  /// What this shard has done.
  Share share() {
    return new Share(plan.id(), plan.configuration().preset(), plan.configuration().seed(), folder.path().toString(),
        shard.map(Shard::toString).orElse("1/1"), mine.size() - pending().size(), plan.jobs().size());
  }

  /// Which jobs are still to do here, by index.
  List<Integer> pending() {
    List<Integer> pending = new ArrayList<>();
    for (int i = 0; i < entries.length; i++) {
      if (entries[i] == null && mine.contains(plan.keys().get(i))) {
        pending.add(i);
      }
    }
    return pending;
  }

  /// Where the job keeps what lets it go on.
  Path place(int i) {
    return folder.place(plan.keys().get(i));
  }

  /// Notes the result of a job; called from several threads.
  ///
  /// @return whether it was the last one
  synchronized boolean finish(int i, Result result, double seconds) {
    Journal.Entry entry = new Journal.Entry(plan.keys().get(i), plan.jobs().get(i), result, seconds);
    try {
      folder.note(entry);
      folder.clear(plan.keys().get(i));
    } catch (IOException e) {
      throw unwritable(e);
    }
    entries[i] = entry;
    remaining--;
    return remaining == 0;
  }

  /// Draws the conclusions of the finished jobs and writes every file.
  Outcome conclude() {
    List<Journal.Entry> finished = new ArrayList<>();
    double seconds = 0;
    for (Journal.@Nullable Entry entry : entries) {
      if (entry == null) {
        throw new IllegalStateException(plan.id() + ": a job is not finished");
      }
      finished.add(entry);
      seconds += entry.seconds();
    }
    Findings findings = conclude(finished.stream().map(Journal.Entry::result).toList());
    try {
      folder.write("metrics.csv", findings.metrics().csv());
      folder.write("claims.json", Json.page(findings.claims()));
      folder.write("figure.png", findings.figure().png());
      folder.write("figure.svg", findings.figure().svg());
      String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      folder.write("config.json", Json.page(config(now, seconds)));
      folder.close(finished);
    } catch (IOException e) {
      throw unwritable(e);
    }
    return new Outcome(plan.id(), plan.configuration().preset(), plan.configuration().seed(), folder.path().toString(),
        findings.claims().stream().allMatch(Claim::holds), seconds, findings.claims());
  }

  private Findings conclude(List<Result> results) {
    try {
      return plan.study().conclude(results);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      if (takenOver == 0) {
        throw e; // what was computed here is what the study expects
      }
      throw Refusal.usage(folder.path() + ": its finished jobs are not what this program concludes from (" + e.getMessage()
          + "); they are kept, and another --out computes them anew");
    }
  }

  private Config config(@Nullable String finished, @Nullable Double seconds) {
    return new Config(plan.configuration(), machine, threads, started, finished, seconds, plan.jobs().size(), takenOver);
  }

  private Refusal unwritable(IOException e) {
    return Refusal.usage(folder.path() + " cannot be written (" + ResultFolder.reason(e)
        + "); what is finished is kept, and --resume goes on from there");
  }
}
