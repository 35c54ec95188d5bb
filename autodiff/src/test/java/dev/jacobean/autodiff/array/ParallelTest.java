package dev.jacobean.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {
  private final int threads = Parallel.threads();

  @AfterEach
  void restoreThreads() {
    Parallel.setThreads(threads);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void everyTaskRunsExactlyOnce(int threads) {
    Parallel.setThreads(threads);
    assertThat(Parallel.threads()).isEqualTo(threads);
    for (int tasks = 0; tasks < 200; tasks++) {
      AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
      Parallel.forEach(tasks, runs::incrementAndGet);
      for (int task = 0; task < tasks; task++) {
        assertThat(runs.get(task)).isEqualTo(1);
      }
    }
  }

  @Test
  void loopsInsideTasksAndInOtherThreadsComplete() throws InterruptedException {
    Parallel.setThreads(3);
    AtomicIntegerArray runs = new AtomicIntegerArray(3 * 40 * 50);
    Thread[] callers = new Thread[3];
    for (int c = 0; c < callers.length; c++) {
      int first = c * 40 * 50;
      callers[c] = new Thread(() -> Parallel.forEach(40, outer ->
          Parallel.forEach(50, inner -> runs.incrementAndGet(first + outer * 50 + inner))));
      callers[c].start();
    }
    for (Thread caller : callers) {
      caller.join();
    }
    for (int task = 0; task < runs.length(); task++) {
      assertThat(runs.get(task)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anExceptionInATaskReachesTheCaller(int threads) {
    Parallel.setThreads(threads);
    assertThatThrownBy(() -> Parallel.forEach(100, task -> {
      if (task == 17) {
        throw new IllegalStateException("task 17");
      }
    })).isInstanceOf(IllegalStateException.class).hasMessage("task 17");
    everyTaskRunsExactlyOnce(threads);
  }

  @Test
  void threadsMustBePositive() {
    assertThatThrownBy(() -> Parallel.setThreads(0)).hasMessage("threads: is 0; must be positive");
  }
}
