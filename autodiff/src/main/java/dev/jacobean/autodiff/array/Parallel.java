package dev.jacobean.autodiff.array;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Threads that share the tasks of one loop.
///
/// The caller and daemon helpers each have a share of the task numbers, and then take from the far end of the others'
/// shares until none is left: so no thread waits for a slower one, and loops over the same arrays mostly find in a
/// thread's cache what it wrote there before (Blumofe & Leiserson 1999, Scheduling multithreaded computations by work
/// stealing). Which thread runs a task is up to chance: a task's result must depend on its number only. Only one loop has
/// the helpers at a time; any other, in particular one inside a task, runs on its caller alone.
///
/// {@snippet file="dev/jacobean/autodiff/snippets/NumbersTest.java" region="parallel"}
public final class Parallel {
  /// Rounds of busy waiting before a thread parks: some hundred microseconds. Waking a parked thread takes about 50 µs.
  private static final int SPINS = 20_000;

  /// The same where threads outnumber processors, so that waiting takes time from working.
  private static final int CROWDED_SPINS = 100;

  private static volatile Team team = new Team(Runtime.getRuntime().availableProcessors());

  private Parallel() {}

  /// {@return how many threads may work on one loop, the caller included}
  public static int threads() {
    return team.helpers.length + 1;
  }

  /// Sets [#threads]; at the start it is the number of processors.
  ///
  /// @param threads at least 1: the caller alone
  /// @throws IllegalArgumentException unless positive
  public static void setThreads(int threads) {
    if (threads <= 0) {
      throw new IllegalArgumentException("threads: is " + threads + "; must be positive");
    }
    synchronized (Parallel.class) {
      if (threads != threads()) {
        Team old = team;
        team = new Team(threads);
        old.dismiss();
      }
    }
  }

  /// Runs `body` for 0, 1, …, `tasks` − 1, in any order, and returns when all are done.
  ///
  /// A task that throws stops the loop: no further task begins, and its exception is thrown here.
  ///
  /// @param tasks how many there are; none is fine
  /// @param body takes a task's number; must not depend on which thread runs it or on the order
  public static void forEach(int tasks, IntConsumer body) {
    Team current = team;
    if (tasks <= 1 || current.helpers.length == 0 || !current.busy.compareAndSet(false, true)) {
      for (int task = 0; task < tasks; task++) {
        body.accept(task);
      }
      return;
    }
    try {
      current.run(new Loop(tasks, body, current));
    } finally {
      current.busy.set(false);
    }
  }

  /// One loop in progress.
  private static final class Loop {
    /// Between the shares, so that no two lie in one line of a cache.
    private static final int GAP = 16;

    private final int tasks;
    private final IntConsumer body;
    private final int spins;
    private final Thread caller = Thread.currentThread();
    private final int threads;

    /// What is left of each thread's share: its first task, and behind its last.
    private final AtomicLongArray shares;
    private final AtomicInteger done = new AtomicInteger();
    private volatile boolean callerParks;
    private volatile @Nullable Throwable failure;

    Loop(int tasks, IntConsumer body, Team team) {
      this.tasks = tasks;
      this.spins = team.spins;
      this.body = body;
      threads = team.helpers.length + 1;
      shares = new AtomicLongArray(threads * GAP);
      for (int i = 0; i < threads; i++) {
        shares.setPlain(i * GAP, share((int) ((long) tasks * i / threads), (int) ((long) tasks * (i + 1) / threads)));
      }
    }

    private static long share(int first, int behind) {
      return (long) first << Integer.SIZE | behind;
    }

    boolean isTaken() {
      for (int i = 0; i < threads; i++) {
        long share = shares.get(i * GAP);
        if ((int) (share >> Integer.SIZE) < (int) share) {
          return false;
        }
      }
      return true;
    }

    /// Takes tasks until none is left: first those of one thread's own share.
    void work(int self) {
      for (int i = 0; i < threads; i++) {
        int whose = (self + i) % threads;
        for (int task = take(whose, i == 0); task >= 0; task = take(whose, i == 0)) {
          run(task);
        }
      }
    }

    /// The first task of a share, or the last; −1 if it is used up.
    private int take(int whose, boolean own) {
      while (true) {
        long share = shares.get(whose * GAP);
        int first = (int) (share >> Integer.SIZE);
        int behind = (int) share;
        if (first >= behind) {
          return -1;
        }
        long rest = own ? share(first + 1, behind) : share(first, behind - 1);
        if (shares.compareAndSet(whose * GAP, share, rest)) {
          return own ? first : behind - 1;
        }
      }
    }

    private void run(int task) {
      try {
        if (failure == null) {
          body.accept(task);
        }
      } catch (Throwable thrown) {
        failure = thrown;
      }
      if (done.incrementAndGet() == tasks && callerParks) {
        LockSupport.unpark(caller);
      }
    }

    /// Waits for the tasks that others took.
    void join() {
      boolean interrupted = false;
      for (int spin = 0; done.get() < tasks; spin++) {
        if (spin < spins) {
          Thread.onSpinWait();
        } else {
          callerParks = true;
          if (done.get() < tasks) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
          }
        }
      }
      if (interrupted) {
        caller.interrupt();
      }
      if (failure != null) {
        throw Loop.<RuntimeException>sneak(failure);
      }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the point: a checked exception passes as it is
    private static <E extends Throwable> E sneak(Throwable thrown) throws E {
      throw (E) thrown;
    }
  }

  /// Helpers that serve one loop after another.
  private static final class Team {
    private final Helper[] helpers;
    private final int spins;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile @Nullable Loop loop;
    private volatile boolean dismissed;

    Team(int threads) {
      spins = threads > Runtime.getRuntime().availableProcessors() ? CROWDED_SPINS : SPINS;
      helpers = new Helper[threads - 1];
      for (int i = 0; i < helpers.length; i++) {
        helpers[i] = new Helper(this, i + 1);
      }
    }

    /// Called by one thread at a time, the one that holds `busy`.
    void run(Loop next) {
      for (Helper helper : helpers) {
        if (!helper.started) {
          helper.start(); // throws where the system allows no more threads; the next loop tries again
          helper.started = true;
        }
      }
      loop = next;
      for (Helper helper : helpers) {
        if (helper.parked) {
          LockSupport.unpark(helper);
        }
      }
      next.work(0);
      loop = null;
      next.join();
    }

    void dismiss() {
      dismissed = true;
      for (Helper helper : helpers) {
        LockSupport.unpark(helper);
      }
    }
  }

  private static final class Helper extends Thread {
    private final Team team;
    private final int number;
    private boolean started; // of the thread that holds `busy`
    private volatile boolean parked;

    Helper(Team team, int number) {
      super(null, null, "jacobean-" + number, 0, false);
      this.team = team;
      this.number = number;
      setDaemon(true);
    }

    @Override
    public void run() {
      int spin = 0;
      while (!team.dismissed) {
        Loop loop = team.loop;
        if (loop != null && !loop.isTaken()) {
          loop.work(number);
          spin = 0;
        } else if (++spin < team.spins) {
          Thread.onSpinWait();
        } else {
          parked = true;
          if (team.loop == null && !team.dismissed) {
            LockSupport.park(team);
          }
          parked = false;
          spin = 0;
        }
      }
    }
  }
}
