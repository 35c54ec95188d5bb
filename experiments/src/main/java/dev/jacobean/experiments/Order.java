package dev.jacobean.experiments;

import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A job to be done, here or in another process.
///
/// In another process the job itself is not sent but found again: that of the same number in the same experiment, as
/// asked for with the same preset and seed. A process that would do anything else, because it is of another version,
/// computes with another backend or sees other data, says so and does nothing.
public final class Order implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  /// What only the process that made the order has.
  private record Here(Job job, Progress progress, Path place) {}

  private final String experiment;
  private final Preset preset;
  private final long seed;
  private final String data;
  private final String configuration;
  private final int index;
  private final String key;
  private final long work;
  private final boolean alone;
  private final transient @Nullable Here here;

  /// The order of a run's job.
  Order(Run run, int index, Progress progress) {
    Plan plan = run.plan();
    Request request = plan.request();
    experiment = plan.id();
    preset = request.preset();
    seed = request.seed();
    data = request.data().toAbsolutePath().toString();
    configuration = Json.line(plan.configuration());
    this.index = index;
    key = plan.keys().get(index);
    Job job = plan.jobs().get(index);
    work = job.work();
    alone = job.alone();
    here = new Here(job, progress, run.place(index));
  }

  /// Names the job by its content.
  String key() {
    return key;
  }

  /// How much there is to do.
  long work() {
    return work;
  }

  /// Whether the job is better done by many threads than beside others.
  boolean alone() {
    return alone;
  }

  /// Does the job, on the calling thread and those that it shares its loops with.
  ///
  /// What a long job keeps on disk, to go on from should it be stopped, it keeps only in the process that made the order.
  public Delivery perform() {
    Here known = here;
    if (known != null) {
      return timed(() -> known.job.run(known.progress, known.place));
    }
    try {
      Job job = found();
      return timed(() -> job.run(Progress.silent()));
    } catch (RuntimeException e) {
      Optional<Refusal> refusal = Lazy.refusal(e);
      return Delivery.refused(key, refusal.orElseThrow(() -> e).sentence());
    }
  }

  private Delivery timed(Supplier<Result> job) {
    long start = System.nanoTime();
    Result result = job.get();
    return Delivery.of(key, result, (System.nanoTime() - start) / 1e9);
  }

  private Job found() {
    Experiment wanted = Catalogue.paper().find(List.of(experiment)).getFirst();
    Request request = new Request(preset, seed, Path.of(data));
    useArithmetic();
    Plan plan = Plan.of(wanted, request);
    plan.configuration().difference(Json.parse(configuration)).ifPresent(difference -> {
      throw Refusal.usage("a worker refuses a job of " + experiment + ", because its " + difference
          + " (\"here\" is the worker); workers must run the same program in the same way");
    });
    if (index >= plan.keys().size() || !plan.keys().get(index).equals(key)) {
      throw Refusal.usage("a worker has another job number " + index + " of " + experiment
          + "; workers must run the same program and see the same data");
    }
    return plan.jobs().get(index);
  }

  /// The backend is one for the whole process, so it is changed only where it must be.
  private void useArithmetic() {
    String wanted = Json.parse(configuration).path("backend").asString("");
    synchronized (Order.class) {
      if (!wanted.equals(Configuration.arithmetic())) {
        Configuration.use(wanted);
      }
    }
  }
}
