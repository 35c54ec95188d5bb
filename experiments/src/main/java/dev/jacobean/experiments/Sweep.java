package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Parallel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The jobs of several runs, worked off together by all threads.
///
/// A job runs on one thread, unless it wants to be alone; what it computes depends on nothing but the job. So neither
/// the number of threads nor the order in which jobs happen to be taken can be seen in a result. The longest are begun
/// first, lest one is left to the end (R. Graham, 1969). A job that several runs have in common is done once.
final class Sweep {
  /// A run's job.
  private record Place(Run run, int index) {}

  /// A job, and all places where its result is wanted.
  private record Task(Job job, List<Place> places) {}

  private Sweep() {}

  /// The steps that are still to do.
  static long pendingWork(List<Run> runs) {
    return tasks(runs).stream().mapToLong(task -> task.job.work()).sum();
  }

  /// Does everything that is still to do.
  ///
  /// @param finished told of each run as it is finished, never by two threads at once
  static void execute(List<Run> runs, Progress progress, Consumer<Run.Outcome> finished) {
    runs.stream().filter(run -> run.pending().isEmpty()).forEach(run -> finished.accept(run.conclude()));
    List<Task> tasks = tasks(runs);
    List<Task> sharing = tasks.stream().filter(task -> !task.job.alone())
        .sorted(Comparator.comparingLong(task -> -task.job.work())).toList();
    Parallel.forEach(sharing.size(), i -> perform(sharing.get(i), progress, finished));
    tasks.stream().filter(task -> task.job.alone()).forEach(task -> perform(task, progress, finished));
  }

  private static List<Task> tasks(List<Run> runs) {
    Map<String, Task> tasks = new LinkedHashMap<>();
    for (Run run : runs) {
      for (int i : run.pending()) {
        Job job = run.job(i);
        tasks.computeIfAbsent(run.key(i), key -> new Task(job, new ArrayList<>())).places.add(new Place(run, i));
      }
    }
    return List.copyOf(tasks.values());
  }

  private static void perform(Task task, Progress progress, Consumer<Run.Outcome> finished) {
    long start = System.nanoTime();
    Place first = task.places.getFirst();
    Result result = task.job.run(progress, first.run.place(first.index));
    double seconds = (System.nanoTime() - start) / 1e9;
    for (Place place : task.places) {
      if (place.run.finish(place.index, result, seconds)) {
        synchronized (finished) {
          finished.accept(place.run.conclude());
        }
      }
    }
  }
}
