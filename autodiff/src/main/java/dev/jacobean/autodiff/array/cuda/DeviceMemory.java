package dev.jacobean.autodiff.array.cuda;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The device's memory, given out and taken back. Called under the device's lock only.
///
/// A buffer comes back when the step ends in which it was made, or when the garbage collector finds that nobody can
/// reach it, whichever is first. What came back is kept for the next buffer of its size: one stream does everything in
/// order, so whoever gets it writes after the last reader.
///
/// The collector cannot see the device's memory, and does not run because that is scarce. Hence the rule of
/// [#allocate]: before more than [#SOFT] of the budget is live, it is asked to run, and waited for – at most so long
/// that waiting takes [#patience] of the time –, and before anything fails it is asked again, whatever that takes.
final class DeviceMemory {
  /// Part of the free memory at start that may be used, unless the setting `memory` says how many bytes.
  private static final double BUDGET = 0.9;

  /// Part of the budget above which the collector is asked.
  private static final double SOFT = 0.75;

  private static final long SMALL = 512;
  private static final long WAIT_NANOS = 500_000_000;

  /// After the collector returned, what it found arrives within this time, or there is nothing more.
  private static final long SILENCE_MILLIS = 50;

  /// Waiting that is allowed in the first moments.
  private static final long GRACE_NANOS = 100_000_000;

  private static final int HOLDERS = 5;

  private final long budget;
  private final Runnable finish;
  private final ReferenceQueue<DeviceBuffer> unreachable = new ReferenceQueue<>();
  private final Set<Ticket> tickets = new HashSet<>();
  private final TreeMap<Long, ArrayDeque<Long>> spare = new TreeMap<>();
  private final long start = System.nanoTime();
  private long waited;
  private long live;
  private long cached;
  private long peak;

  /// @param free   bytes that the device has free
  /// @param finish waits for the device
  DeviceMemory(long free, Runnable finish) {
    this.finish = finish;
    this.budget = Settings.number("memory", (long) (free * BUDGET));
  }

  /// What is known of a buffer when the buffer itself is gone.
  static final class Ticket extends PhantomReference<DeviceBuffer> {
    private final long address;
    private final long bytes;
    private final String operation;
    private boolean closed;

    private Ticket(DeviceBuffer buffer, ReferenceQueue<DeviceBuffer> queue, long address, long bytes,
        String operation) {
      super(buffer, queue);
      this.address = address;
      this.bytes = bytes;
      this.operation = operation;
    }

    long address() {
      return address;
    }

    String operation() {
      return operation;
    }

    boolean isClosed() {
      return closed;
    }
  }

  Ticket ticket(DeviceBuffer buffer, long address, long bytes, String operation) {
    Ticket ticket = new Ticket(buffer, unreachable, address, bytes, operation);
    tickets.add(ticket);
    return ticket;
  }

  MemoryUse use() {
    drain();
    return new MemoryUse(live, cached, peak, budget);
  }

  // ---- taking

  /// Room for so many bytes, rounded up to [#rounded].
  ///
  /// @throws CudaException.OutOfMemory if there is none even after the collector ran and the cache was emptied
  long allocate(long bytes, String operation) {
    long size = rounded(bytes);
    drain();
    if (live + size > SOFT * budget && mayWait((double) (live + size) / budget)) {
      collect(size);
    }
    long address = take(size);
    if (address == 0) { // the last resort takes what time it takes
      collect(size);
      address = take(size);
    }
    if (address == 0) {
      trim(Long.MAX_VALUE);
      address = take(size);
    }
    if (address == 0) {
      throw full(bytes, size, operation);
    }
    live += size;
    peak = Math.max(peak, live);
    return address;
  }

  /// Sizes that are given out: multiples of 512 bytes; from 4 KiB on with three binary digits after the first, so that
  /// at most an eighth is wasted and buffers of nearly one size can stand in for each other.
  static long rounded(long bytes) {
    long unit = Math.max(SMALL, Long.highestOneBit(Math.max(bytes - 1, 1)) >> 3);
    return Math.ceilDiv(bytes, unit) * unit;
  }

  /// From the cache, or else from the driver; 0 if neither has any.
  private long take(long size) {
    ArrayDeque<Long> same = spare.get(size);
    Long cachedAddress = same == null ? null : same.pollLast();
    if (cachedAddress != null) {
      cached -= size;
      return cachedAddress;
    }
    long excess = live + cached + size - budget;
    if (excess > 0) {
      trim(excess);
    }
    return live + cached + size > budget ? 0 : Driver.allocate(size);
  }

  // ---- taking back

  /// The buffer is no longer wanted; a second time does nothing.
  void giveBack(Ticket ticket) {
    if (!ticket.closed) {
      ticket.closed = true;
      tickets.remove(ticket);
      ticket.clear();
      long size = rounded(ticket.bytes);
      live -= size;
      cached += size;
      spare.computeIfAbsent(size, key -> new ArrayDeque<>()).addLast(ticket.address);
    }
  }

  /// Takes back what the collector found.
  private void drain() {
    for (Reference<?> found = unreachable.poll(); found != null; found = unreachable.poll()) {
      giveBack((Ticket) found);
    }
  }

  /// Returns cached memory to the driver, the largest first, until `excess` bytes are.
  private void trim(long excess) {
    if (spare.isEmpty()) {
      return;
    }
    finish.run(); // whoever still reads it
    long freed = 0;
    while (freed < excess && !spare.isEmpty()) {
      Map.Entry<Long, ArrayDeque<Long>> largest = spare.lastEntry();
      Long address = largest.getValue().pollLast();
      if (address == null) {
        spare.remove(largest.getKey());
        continue;
      }
      Driver.free(address);
      freed += largest.getKey();
      cached -= largest.getKey();
    }
  }

  // ---- the collector

  /// Whether waiting for the collector has taken less than the part of the time that it may.
  private boolean mayWait(double fullness) {
    return waited <= patience(fullness) * (System.nanoTime() - start) + GRACE_NANOS;
  }

  /// The part of the time that may be spent waiting: more as memory fills (the thresholds of Julia's packages).
  private static double patience(double fullness) {
    return fullness > 0.95 ? 0.2 : fullness > 0.9 ? 0.1 : 0.05;
  }

  /// Asks the collector to run, and waits until what it found makes room for `size` bytes under the soft limit.
  private void collect(long size) {
    long begun = System.nanoTime();
    System.gc();
    boolean interrupted = false;
    try {
      while (live + size > SOFT * budget) {
        long left = (begun + WAIT_NANOS - System.nanoTime()) / 1_000_000;
        Reference<?> found = left <= 0 ? null : unreachable.remove(Math.min(left, SILENCE_MILLIS));
        if (found == null) {
          break;
        }
        giveBack((Ticket) found);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    waited += System.nanoTime() - begun;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    drain();
  }

  /// Whether the collector runs when it is asked (`-XX:+DisableExplicitGC` forbids it).
  private static boolean isDeaf() {
    WeakReference<Object> probe = new WeakReference<>(new Object());
    System.gc();
    return probe.get() != null;
  }

  // ---- the report

  private CudaException.OutOfMemory full(long bytes, long size, String operation) {
    return new CudaException.OutOfMemory(Driver.OUT_OF_MEMORY,
        "%s: no room for %s on the device: %s are in use, %s are cached, %s may be held; the most is held by %s%s"
            .formatted(operation, text(Math.min(bytes, size)), text(live), text(cached), text(budget), holders(),
                isDeaf() ? "; the garbage collector does not run when asked (-XX:+DisableExplicitGC), so arrays that"
                    + " nobody can reach stay" : ""));
  }

  /// The operations whose results hold most, each with how many there are.
  private String holders() {
    record Sum(String operation, long count, long bytes) {}

    Map<String, Sum> sums = new HashMap<>();
    for (Ticket ticket : tickets) {
      sums.merge(ticket.operation, new Sum(ticket.operation, 1, ticket.bytes),
          (a, b) -> new Sum(a.operation(), a.count() + b.count(), a.bytes() + b.bytes()));
    }
    List<Sum> sorted = new ArrayList<>(sums.values());
    sorted.sort(Comparator.comparingLong(Sum::bytes).reversed());
    List<String> lines = sorted.stream().limit(HOLDERS)
        .map(sum -> "%s (%d arrays, %s)".formatted(sum.operation(), sum.count(), text(sum.bytes()))).toList();
    return lines.isEmpty() ? "nobody" : String.join(", ", lines);
  }

  private static String text(long bytes) {
    return bytes < 1 << 20 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f MiB", bytes / 0x1p20);
  }
}
