package dev.jacobean.nn.data;

import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/// The values of a function of 0, 1, 2, … in order, a bounded number of them computed ahead on other threads.
///
/// Which thread computes a value changes nothing, since the function is pure. For one consumer.
///
/// @param <T> the values
public final class Prefetch<T> implements AutoCloseable {
  private final LongFunction<? extends T> source;
  private final long to;
  private final ExecutorService threads;
  private final Queue<Future<T>> ahead = new ArrayDeque<>();
  private long next;
  private boolean closed;

  /// Values from number `from` to `to` − 1, at most `depth` ahead.
  ///
  /// @param source pure, and callable from any thread
  /// @param from number of the first value
  /// @param to number after the last
  /// @param depth how many values wait at the most
  /// @param threads how many compute ahead
  /// @throws IllegalArgumentException unless `depth` and `threads` are positive
  public Prefetch(LongFunction<? extends T> source, long from, long to, int depth, int threads) {
    if (depth <= 0 || threads <= 0) {
      throw new IllegalArgumentException(
          "prefetch: depth is " + depth + ", threads are " + threads + "; must be positive");
    }
    this.source = source;
    this.to = to;
    this.next = from;
    this.threads = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().name("prefetch-", 1).factory());
    for (int i = 0; i < depth; i++) {
      request();
    }
  }

  /// {@return whether there is another value}
  public boolean hasNext() {
    return !ahead.isEmpty();
  }

  /// {@return the next value; waits until it is there} What its computation threw is thrown here, however often it
  /// is asked for: a value is taken only when it is returned.
  ///
  /// @throws NoSuchElementException if there is none
  /// @throws CancellationException if the thread is interrupted while it waits, or this is closed
  public T next() {
    T value = peek();
    ahead.remove();
    request();
    return value;
  }

  /// {@return what [#next] will return, without taking it; waits until it is there}
  ///
  /// @throws NoSuchElementException if there is none
  /// @throws CancellationException if the thread is interrupted while it waits, or this is closed
  public T peek() {
    if (closed) {
      throw new CancellationException("prefetch: is closed; must be open for another value");
    }
    if (ahead.isEmpty()) {
      throw new NoSuchElementException("prefetch: all values up to number " + (to - 1) + " are taken");
    }
    try {
      return ahead.element().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("prefetch: interrupted while waiting for data");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Error error -> throw error;
        case RuntimeException exception -> throw exception;
        case null, default -> throw new IllegalStateException("a function of a number threw a checked exception", e);
      }
    }
  }

  /// After the last request threads end when they have computed what was asked for.
  private void request() {
    if (next < to) {
      long number = next++;
      ahead.add(threads.submit(() -> source.apply(number)));
    }
    if (next >= to) {
      threads.shutdown();
    }
  }

  /// Stops computing ahead.
  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
    ahead.forEach(value -> value.cancel(true));
    ahead.clear();
  }
}
