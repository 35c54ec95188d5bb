package dev.jacobean.experiments;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The jobs of several runs, worked off together.
///
/// A job runs on one thread, unless it wants to be alone; what it computes depends on nothing but the job. So neither
/// where it runs, nor the number of threads, nor the order in which jobs happen to be taken can be seen in a result. The
/// longest are begun first, lest one is left to the end (R. Graham, 1969). A job that several runs have in common is
/// done once.
final class Sweep {
  /// A run's job.
  private record Place(Run run, int index) {}

  /// A job, and all places where its result is wanted.
  private record Task(Order order, List<Place> places) {}

  private Sweep() {}

  /// The steps that are still to do.
  static long pendingWork(List<Run> runs) {
    return tasks(runs, Progress.silent()).values().stream().mapToLong(task -> task.order.work()).sum();
  }

  /// Does everything that is still to do.
  ///
  /// @param executor where
  /// @param finished told of each run as its last job is done, never by two threads at once
  static void execute(List<Run> runs, Executor executor, Progress progress, Consumer<Run> finished) {
    runs.stream().filter(run -> run.pending().isEmpty()).forEach(finished);
    Map<String, Task> tasks = tasks(runs, progress);
    List<Order> orders = tasks.values().stream().map(Task::order)
        .sorted(Comparator.comparing(Order::alone).thenComparingLong(order -> -order.work())).toList();
    executor.execute(orders, delivery -> {
      Task task = tasks.get(delivery.key());
      if (task == null) {
        throw new IllegalStateException("a job was delivered that nobody ordered: " + delivery.key());
      }
      deliver(task, delivery, finished);
    });
  }

  private static Map<String, Task> tasks(List<Run> runs, Progress progress) {
    Map<String, Task> tasks = new LinkedHashMap<>();
    for (Run run : runs) {
      for (int i : run.pending()) {
        tasks.computeIfAbsent(run.plan().keys().get(i), key -> new Task(new Order(run, i, progress), new ArrayList<>()))
            .places.add(new Place(run, i));
      }
    }
    return tasks;
  }

  private static void deliver(Task task, Delivery delivery, Consumer<Run> finished) {
    Result result = delivery.result();
    for (Place place : task.places) {
      if (place.run.finish(place.index, result, delivery.seconds())) {
        synchronized (finished) {
          finished.accept(place.run);
        }
      }
    }
  }
}
