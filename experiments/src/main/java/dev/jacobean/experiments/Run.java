package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Parallel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
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

  /// The contents of `config.json`.
  record Config(Configuration configuration, Machine machine, int threads, String started, @Nullable String finished,
                @Nullable Double jobSeconds, int jobs, int jobsTakenOver) {}

  private final Experiment experiment;
  private final Study study;
  private final Configuration configuration;
  private final ResultFolder folder;
  private final List<Job> jobs;
  private final List<String> keys;
  private final Journal.@Nullable Entry[] entries;
  private final String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  private int takenOver;
  private int remaining;

  private Run(Experiment experiment, Request request, Path out) {
    this.experiment = experiment;
    this.study = experiment.study(request);
    this.configuration = Configuration.of(experiment, request, study);
    this.folder = ResultFolder.inspect(out, configuration);
    this.jobs = study.jobs();
    this.keys = jobs.stream().map(job -> Json.key(experiment.trainedBy(), job)).toList();
    this.entries = new Journal.Entry[jobs.size()];
    Set<String> distinct = new HashSet<>(keys);
    if (distinct.size() != keys.size()) {
      throw new IllegalStateException(experiment.id() + ": " + keys.size() + " jobs, " + distinct.size()
          + " different ones; jobs must differ");
    }
  }

  /// Prepares a run; changes nothing in its folder.
  ///
  /// @throws Refusal if the folder cannot be used, or data is missing
  static Run prepare(Experiment experiment, Request request, Path out) {
    return new Run(experiment, request, out);
  }

  /// Starts: takes over the finished jobs if it shall resume, and writes `config.json`.
  void start(boolean resume, Consumer<String> notes) {
    try {
      if (resume) {
        takeOver(folder.finishedJobs(notes));
      } else {
        folder.startAfresh();
      }
      if (!experiment.trainedBy().equals(experiment.id())) {
        takeOver(folder.finishedJobsOf(experiment.trainedBy(), configuration));
      }
      remaining = (int) Arrays.stream(entries).filter(entry -> entry == null).count();
      takenOver = jobs.size() - remaining;
      folder.write("config.json", Json.page(config(null, null)));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void takeOver(Map<String, Journal.Entry> finished) {
    for (int i = 0; i < entries.length; i++) {
      entries[i] = entries[i] == null ? finished.get(keys.get(i)) : entries[i];
    }
  }

  /// The experiment's name.
  String id() {
    return experiment.id();
  }

  /// Which jobs are still to do, by index.
  List<Integer> pending() {
    List<Integer> pending = new ArrayList<>();
    for (int i = 0; i < entries.length; i++) {
      if (entries[i] == null) {
        pending.add(i);
      }
    }
    return pending;
  }

  /// The job of that index.
  Job job(int i) {
    return jobs.get(i);
  }

  /// The job's name by its content: equal in all runs that have the job in common.
  String key(int i) {
    return keys.get(i);
  }

  /// Where the job keeps what lets it go on.
  Path place(int i) {
    return folder.place(keys.get(i));
  }

  /// Notes the result of a job; called from several threads.
  ///
  /// @return whether it was the last one
  synchronized boolean finish(int i, Result result, double seconds) {
    Journal.Entry entry = new Journal.Entry(keys.get(i), jobs.get(i), result, seconds);
    try {
      folder.note(entry);
      folder.clear(keys.get(i));
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
        throw new IllegalStateException(experiment.id() + ": a job is not finished");
      }
      finished.add(entry);
      seconds += entry.seconds();
    }
    Findings findings = study.conclude(finished.stream().map(Journal.Entry::result).toList());
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
    return new Outcome(experiment.id(), configuration.preset(), configuration.seed(), folder.path().toString(),
        findings.claims().stream().allMatch(Claim::holds), seconds, findings.claims());
  }

  private Config config(@Nullable String finished, @Nullable Double seconds) {
    return new Config(configuration, Machine.here(), Parallel.threads(), started, finished, seconds, jobs.size(),
        takenOver);
  }

  private Refusal unwritable(IOException e) {
    return Refusal.usage(folder.path() + " cannot be written (" + ResultFolder.reason(e)
        + "); what is finished is kept, and --resume goes on from there");
  }
}
