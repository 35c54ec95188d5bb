package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The jobs of several runs, worked off together by all threads.
///
/// A job runs on one thread; what it computes depends on nothing but the job. So neither the number of threads nor the
/// order in which jobs happen to be taken can be seen in a result.
final class Sweep {
  private record Task(Run run, int job) {}

  private Sweep() {}

  /// Does everything that is still to do.
  ///
  /// @param finished told of each run as it is finished, never by two threads at once
  static void execute(List<Run> runs, Progress progress, Consumer<Run.Outcome> finished) {
    List<Task> tasks = new ArrayList<>();
    for (Run run : runs) {
      List<Integer> pending = run.pending();
      if (pending.isEmpty()) {
        finished.accept(run.conclude());
      }
      pending.forEach(job -> tasks.add(new Task(run, job)));
    }
    Parallel.forEach(tasks.size(), i -> {
      Task task = tasks.get(i);
      if (perform(task, progress)) {
        synchronized (finished) {
          finished.accept(task.run().conclude());
        }
      }
    });
  }

  private static boolean perform(Task task, Progress progress) {
    long start = System.nanoTime();
    Result result = task.run().job(task.job()).run(progress);
    return task.run().finish(task.job(), result, (System.nanoTime() - start) / 1e9);
  }
}
