package dev.jacobean.experiments;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// An experiment that takes no time: random walks, and how far they get.
///
/// @param id        its name
/// @param holds     whether its claim holds
/// @param steps     the length of a walk: another one is another configuration
/// @param available whether the data that it pretends to need is there
/// @param pause     milliseconds of rest after each step
record Toy(String id, boolean holds, int steps, boolean available, int pause) implements Experiment {
  /// How many jobs were run by anybody.
  static final AtomicInteger JOBS_RUN = new AtomicInteger();

  Toy(String id) {
    this(id, true, 50, true, 0);
  }

  record Settings(int walks, int steps) {}

  /// One walk.
  record Walk(long seed, int repeat, int steps, int pause) implements Job {
    @Override
    public long work() {
      return steps;
    }

    @Override
    public Result run(Progress progress) {
      JOBS_RUN.incrementAndGet();
      RandomGenerator random = Seeds.stream(seed, repeat, "walk");
      double[] path = new double[steps];
      double at = 0;
      for (int i = 0; i < steps; i++) {
        at += random.nextGaussian();
        path[i] = at;
        LockSupport.parkNanos(pause * 1_000_000L);
        progress.advance(1);
      }
      return Result.empty().with("end", at).with("path", path);
    }
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
  public List<String> notes() {
    return List.of("the text walks, the code runs & jumps");
  }

  @Override
  public String cost(Preset preset) {
    return "no time";
  }

  @Override
  public Study study(Request request) {
    if (!available) {
      throw Refusal.data(id + " needs the walkers' shoes in " + request.data());
    }
    Settings settings = new Settings(request.preset() == Preset.QUICK ? 6 : 12, steps);
    List<Job> jobs = IntStream.range(0, settings.walks())
        .<Job>mapToObj(repeat -> new Walk(request.seed(), repeat, steps, pause)).toList();
    return new Study() {
      @Override
      public Record settings() {
        return settings;
      }

      @Override
      public List<Job> jobs() {
        return jobs;
      }

      @Override
      public Findings conclude(List<Result> results) {
        return found(results);
      }
    };
  }

  private Findings found(List<Result> results) {
    Table table = new Table("repeat", "step", "place");
    Figure figure = new Figure("Walks", "step", "place (m)");
    double[] count = IntStream.rangeClosed(1, steps).asDoubleStream().toArray();
    for (int repeat = 0; repeat < results.size(); repeat++) {
      double[] path = results.get(repeat).series("path");
      for (int i = 0; i < path.length; i++) {
        table.row(repeat, i + 1, path[i]);
      }
      figure.line(repeat == 0 ? "walks" : "", count, path, Figure.BLUE, Figure.Stroke.THIN);
    }
    double far = results.stream().mapToDouble(result -> Math.abs(result.value("end"))).max().orElse(Double.NaN);
    return new Findings(table, List.of(Claim.atLeast("far", "somebody gets away", holds ? 0 : 1e9, far)), figure);
  }
}
