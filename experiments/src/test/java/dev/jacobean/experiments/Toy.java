package dev.jacobean.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// An experiment that takes no time: random walks, and how far they get.
final class Toy implements Experiment {
  private final String id;
  private final boolean holds;
  private final boolean shuffled;

  /// How many jobs were really run.
  final AtomicInteger jobsRun = new AtomicInteger();

  /// Whether the data that it pretends to need is missing.
  boolean dataMissing;

  /// Fails in its last job, if set.
  boolean broken;

  Toy(String id, boolean holds) {
    this(id, holds, false);
  }

  Toy(String id, boolean holds, boolean shuffled) {
    this.id = id;
    this.holds = holds;
    this.shuffled = shuffled;
  }

  record Settings(int walks, int steps) {}

  /// One walk. The counter rides along and is no part of the content.
  record Walk(long seed, int repeat, int steps) implements Job {
    @Override
    public long work() {
      return steps;
    }

    @Override
    public Result run(Progress progress) {
      RandomGenerator random = Seeds.stream(seed, repeat, "walk");
      double[] path = new double[steps];
      double at = 0;
      for (int i = 0; i < steps; i++) {
        at += random.nextGaussian();
        path[i] = at;
        progress.advance(1);
      }
      return Result.empty().with("end", at).with("path", path);
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String group() {
    return "toys";
  }

  @Override
  public String title() {
    return "Random walks";
  }

  @Override
  public String shows() {
    return "How far a walker gets.";
  }

  @Override
  public String cost(Preset preset) {
    return "no time";
  }

  @Override
  public Study study(Request request) {
    if (dataMissing) {
      throw Refusal.data(id + " needs the walkers' shoes in " + request.data());
    }
    Settings settings = new Settings(request.preset() == Preset.QUICK ? 6 : 12, 50);
    List<Job> jobs = new ArrayList<>();
    for (int repeat = 0; repeat < settings.walks(); repeat++) {
      jobs.add(new Walk(request.seed(), repeat, settings.steps()));
    }
    return new Study() {
      @Override
      public Record settings() {
        return settings;
      }

      @Override
      public List<Job> jobs() {
        return jobs.stream().map(this::counted).toList();
      }

      private Job counted(Job job) {
        return job;
      }

      @Override
      public Findings conclude(List<Result> results) {
        return found(settings, results);
      }
    };
  }

  private Findings found(Settings settings, List<Result> results) {
    Table table = new Table("repeat", "step", "place");
    Figure figure = new Figure("Walks", "step", "place (m)");
    double[] steps = new double[settings.steps()];
    Arrays.setAll(steps, i -> i + 1);
    for (int repeat = 0; repeat < results.size(); repeat++) {
      double[] path = results.get(repeat).series("path");
      for (int i = 0; i < path.length; i++) {
        table.row(repeat, i + 1, path[i]);
      }
      figure.line(repeat == 0 ? "walks" : "", steps, path, Figure.BLUE, Figure.Stroke.THIN);
    }
    double far = results.stream().mapToDouble(r -> Math.abs(r.value("end"))).max().orElse(Double.NaN);
    return new Findings(table, List.of(Claim.atLeast("far", "somebody gets away", holds ? 0 : 1e9, far)), figure);
  }
}
