package dev.jacobean.autodiff.array;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Buffers that go round: while a step runs, results are written into buffers of exactly their size that an earlier step
/// no longer needs. For one thread at a time.
///
/// A fresh Java array is zeroed and comes from cold memory, which costs more than most operations that fill it; a loop
/// whose steps are alike needs none after the first few. What a step makes, and does not return, ends with it: whoever
/// reads it later is told so, and never sees another array's numbers.
public final class Pool {
  /// Smaller arrays are always fresh.
  private static final int SMALL = 1024;

  /// After so many steps, buffers that none of them needed are dropped.
  private static final int WINDOW = 8;

  private static final ScopedValue<Step> STEP = ScopedValue.newInstance();

  private final Map<Size, Spare> spares = new HashMap<>();
  private final int smallest;
  private final boolean poisoned;
  private @Nullable Thread user;
  private int steps;
  private long fresh;

  /// An empty pool.
  public Pool() {
    this(SMALL, false);
  }

  private Pool(int smallest, boolean poisoned) {
    this.smallest = smallest;
    this.poisoned = poisoned;
  }

  /// {@return an empty pool that lends arrays of any size, and fills with NaN what comes back} For tests.
  static Pool poisoned() {
    return new Pool(1, true);
  }

  private record Size(Class<?> type, int length) {}

  /// Buffers of one size that nobody uses, and the fewest that there were lately.
  private static final class Spare {
    final ArrayDeque<Object> buffers = new ArrayDeque<>();
    int fewest;
  }

  // ---- steps

  /// Runs a program whose results may be written into this pool's buffers.
  ///
  /// @param <T> what the program returns
  /// @param program runs in this thread, at once
  /// @param arrays the arrays of the program's result: they live on
  /// @return what the program returns
  /// @throws IllegalStateException if another thread is in a step of this pool
  public <T> T step(Supplier<T> program, Function<T, ? extends Collection<Array>> arrays) {
    enter();
    Thread before = user;
    user = Thread.currentThread();
    Step step = new Step(this, STEP.isBound() ? STEP.get() : null);
    List<Block> kept = new ArrayList<>();
    try {
      return ScopedValue.where(STEP, step).call(() -> {
        T result = program.get();
        arrays.apply(result).forEach(array -> kept.add(array.block()));
        return result;
      });
    } finally {
      end(step, kept);
      user = before;
    }
  }

  private void enter() {
    if (user != null && user != Thread.currentThread()) {
      throw new IllegalStateException("a step of this workspace is running in " + user + "; give each thread its own");
    }
  }

  /// Takes back what a step was lent, but for what it keeps: that passes to the step around it, if there is one.
  private void end(Step step, List<Block> kept) {
    step.end();
    Step outer = step.outer();
    Set<Object> living = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Block block : kept) {
      if (block.step() == step) {
        block.outlive(outer);
        living.add(block.identity());
      }
    }
    for (Object buffer : step.lent()) {
      if (!living.contains(buffer)) {
        give(buffer);
      } else if (outer != null) {
        outer.lent().add(buffer);
        living.remove(buffer);
      }
    }
    if (outer == null) {
      living.retainAll(identities(step.lent()));
      kept.stream().filter(block -> living.contains(block.identity())).forEach(block -> block.belongsTo(this));
    }
    if (++steps % WINDOW == 0) {
      trim();
    }
  }

  private static Set<Object> identities(List<Object> buffers) {
    Set<Object> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(buffers);
    return set;
  }

  /// Takes back arrays that an earlier step of this pool returned, except for those whose numbers `kept` shares. Arrays
  /// of other origin are left alone.
  ///
  /// @param arrays nobody will read them again
  /// @param kept live on
  /// @throws IllegalStateException if another thread is in a step of this pool
  public void release(Collection<Array> arrays, Collection<Array> kept) {
    enter();
    Set<Object> living = Collections.newSetFromMap(new IdentityHashMap<>());
    kept.forEach(array -> living.add(array.block().identity()));
    for (Array array : arrays) {
      Block block = array.block();
      if (!living.contains(block.identity()) && block.end(this)) {
        give(block.identity());
      }
    }
  }

  /// Runs a program whose results live as long as `array` does, whatever step is running: for what is computed once and
  /// kept beside it.
  ///
  /// @param <T> what the program returns
  /// @param array what the results are kept beside
  /// @param program runs in this thread, at once
  /// @return what the program returns
  public static <T> T alongside(Array array, Supplier<T> program) {
    Step running = step();
    if (running == null || array.block().step() == running) {
      return program.get();
    }
    return ScopedValue.where(STEP, null).call(program::get);
  }

  /// The step that this thread is in.
  static @Nullable Step step() {
    return STEP.isBound() ? STEP.get() : null;
  }

  // ---- buffers

  /// A `float[]` for a result: zeros, or whatever it may hold.
  static float[] floats(int length, boolean zero) {
    Step step = step();
    if (step == null || length < step.pool().smallest) {
      return new float[length];
    }
    if (!(step.pool().take(step, float[].class, length) instanceof float[] spare)) {
      return step.pool().fresh(step, new float[length], (long) length * Float.BYTES);
    }
    if (zero) {
      Arrays.fill(spare, 0);
    }
    return spare;
  }

  /// A `double[]` for a result: zeros, or whatever it may hold.
  static double[] doubles(int length, boolean zero) {
    Step step = step();
    if (step == null || length < step.pool().smallest) {
      return new double[length];
    }
    if (!(step.pool().take(step, double[].class, length) instanceof double[] spare)) {
      return step.pool().fresh(step, new double[length], (long) length * Double.BYTES);
    }
    if (zero) {
      Arrays.fill(spare, 0);
    }
    return spare;
  }

  /// Notes storage that another has lent: it ends with the step.
  static void lend(Loan loan) {
    Step step = step();
    if (step != null) {
      step.lent().add(loan);
    }
  }

  private <T> T fresh(Step step, T buffer, long bytes) {
    fresh += bytes;
    step.lent().add(buffer);
    return buffer;
  }

  private @Nullable Object take(Step step, Class<?> type, int length) {
    Spare spare = spares.get(new Size(type, length));
    Object buffer = spare == null ? null : spare.buffers.pollLast(); // the one used last: it may still be in a cache
    if (spare != null && buffer != null) {
      spare.fewest = Math.min(spare.fewest, spare.buffers.size());
      step.lent().add(buffer);
    }
    return buffer;
  }

  private void give(Object buffer) {
    if (buffer instanceof Loan loan) {
      loan.end();
      return;
    }
    if (poisoned) {
      poison(buffer);
    }
    int length = buffer instanceof float[] floats ? floats.length : ((double[]) buffer).length;
    spares.computeIfAbsent(new Size(buffer.getClass(), length), size -> new Spare()).buffers.addLast(buffer);
  }

  private static void poison(Object buffer) {
    if (buffer instanceof float[] floats) {
      Arrays.fill(floats, Float.NaN);
    } else {
      Arrays.fill((double[]) buffer, Double.NaN);
    }
  }

  /// Drops what lay unused through a whole window.
  private void trim() {
    for (Iterator<Spare> all = spares.values().iterator(); all.hasNext();) {
      Spare spare = all.next();
      for (int i = 0; i < spare.fewest; i++) {
        spare.buffers.pollFirst();
      }
      spare.fewest = spare.buffers.size();
      if (spare.buffers.isEmpty()) {
        all.remove();
      }
    }
  }

  /// {@return how many bytes had to be allocated so far}
  public long freshBytes() {
    return fresh;
  }

  /// {@return how many bytes lie unused}
  public long spareBytes() {
    return spares.entrySet().stream().mapToLong(entry -> (long) entry.getKey().length()
        * (entry.getKey().type() == float[].class ? Float.BYTES : Double.BYTES) * entry.getValue().buffers.size()).sum();
  }
}
