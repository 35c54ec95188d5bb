package dev.jacobean.experiments;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/// Progress for people: a bar on a terminal, a line now and then elsewhere.
final class Console {
  /// The part of the work, one in so many, after which the time left is foretold.
  private static final long FORETOLD_FROM = 25;

  private Console() {}

  /// Whether this is a terminal that shows characters and nothing else.
  static boolean dumb() {
    return "dumb".equals(System.getenv("TERM"));
  }

  /// Whether somebody is watching, and sees lines drawn anew.
  static boolean terminal() {
    return !dumb() && Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false);
  }

  /// A bar that redraws itself on the terminal.
  static Progress bar(String name, long total) {
    ProgressBar bar = new ProgressBarBuilder().setTaskName(name).setInitialMax(total).setUpdateIntervalMillis(500)
        .setUnit(" steps", 1).setConsumer(new ConsoleProgressBarConsumer(System.err)).build();
    return new Progress() {
      @Override
      public void advance(long steps) {
        bar.stepBy(steps);
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }

  /// A line at most every `interval`.
  static Progress lines(String name, long total, Duration interval, PrintWriter out) {
    return new Lines(name, total, interval.toNanos(), out);
  }

  /// A duration for people: `4 min 20 s`.
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600 ? whole / 60 + " min " + whole % 60 + " s" : whole / 3600 + " h " + whole / 60 % 60 + " min";
  }

  private static final class Lines implements Progress {
    private final String name;
    private final long total;
    private final long interval;
    private final PrintWriter out;
    private final long start = System.nanoTime();
    private long last = start;
    private long done;
    private long skipped;

    Lines(String name, long total, long interval, PrintWriter out) {
      this.name = name;
      this.total = total;
      this.interval = interval;
      this.out = out;
    }

    @Override
    public synchronized void skip(long steps) {
      skipped += steps;
      advance(steps);
    }

    @Override
    public synchronized void advance(long steps) {
      done += steps;
      long now = System.nanoTime();
      if (now - last < interval || done >= total) {
        return;
      }
      last = now;
      double elapsed = (now - start) / 1e9;
      // The first steps are slow, while the code is being compiled; nothing can be foretold from them.
      long here = done - skipped;
      boolean early = here * FORETOLD_FROM < total - skipped;
      out.println(name + ": " + done * 100 / total + " % after " + duration(elapsed)
          + (early ? "" : ", about " + duration(elapsed * (total - done) / here) + " left"));
      out.flush();
    }
  }
}
