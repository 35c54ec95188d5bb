package dev.jacobean.experiments;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Stand-in for the array library's threads and backends, until they land.
final class Engine {
  private static int threads = Runtime.getRuntime().availableProcessors();

  private Engine() {}

  static void useThreads(int n) {
    threads = n;
  }

  static int threads() {
    return threads;
  }

  static void useBackend(String name) {}

  static String backend() {
    return "none yet";
  }

  static void forEach(int tasks, IntConsumer body) {
    AtomicInteger next = new AtomicInteger();
    IntStream.range(0, threads).parallel().forEach(t -> {
      for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
        body.accept(i);
      }
    });
  }
}
