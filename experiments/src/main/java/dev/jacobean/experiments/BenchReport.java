package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.experiments.bench.BenchCase;
import dev.jacobean.experiments.bench.BenchChild;
import dev.jacobean.experiments.bench.BenchClock;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What `lazy bench` prints while it measures: a line a case, as a table or as JSON.
final class BenchReport {
  /// The name of the time from the start of Java to the first gradient.
  static final String FIRST_GRADIENT = "first_gradient";

  /// The name of the memory that a step of VGG-11 takes.
  static final String MEMORY = "vgg11.sgd_step.memory";

  private static final String LIBRARY = "jacobean.";
  private static final String ROW = "%-48s %11s %11s %9s %8s %12s  %s";

  private final PrintWriter out;
  private final boolean json;
  private final int threads;
  private final BenchPeers peers;
  private final Map<DType, Double> peaks = new EnumMap<>(DType.class);

  BenchReport(PrintWriter out, boolean json, int threads, BenchPeers peers) {
    this.out = out;
    this.json = json;
    this.threads = threads;
    this.peers = peers;
  }

  /// Says where it is measured.
  void begin(String command) {
    if (!json) {
      Machine machine = Machine.here();
      print("%s: %s, %s, %s, %s".formatted(command, machine.processor(), machine.java(), Backends.description(),
          threads == 1 ? "1 thread" : threads + " threads"));
      print(ROW.formatted("case", "median ms", "min ms", "GFLOP/s", "of peak", "ns each", "beside").stripTrailing());
    }
  }

  /// The most operations a second that this machine does.
  void peak(DType dtype, double flops) {
    peaks.put(dtype, flops);
    if (json) {
      print(Json.line(ordered("name", LIBRARY + "peak", "shape", List.of(), "dtype", dtype.name(), "threads", threads,
          "gflops", round(flops * 1e-9, 1))));
    } else {
      print(row("peak of " + dtype, "", "", number(flops * 1e-9, 1), "", "", ""));
    }
  }

  /// Cases that were timed in turns.
  void group(List<BenchCase> cases, List<BenchClock.Time> times) {
    for (int i = 0; i < cases.size(); i++) {
      one(cases.get(i), times.get(i));
    }
    if (!json) {
      for (int i = 1; i < cases.size(); i++) {
        print("%s takes %s times the time of %s".formatted(cases.getFirst().name(),
            number(times.getFirst().median() / times.get(i).median(), 3), cases.get(i).name()));
      }
    }
  }

  private void one(BenchCase one, BenchClock.Time time) {
    double flops = one.flops() / time.median();
    double share = flops / peaks.getOrDefault(one.dtype(), Double.POSITIVE_INFINITY);
    double each = one.unit().isEmpty() ? 0 : time.median() * 1e9 / one.count();
    List<BenchPeers.Line> others = peers.of(one, threads);
    if (json) {
      Map<String, Object> line = timed(LIBRARY + one.name(), one.shape(), one.layout(), time);
      line.put("dtype", one.dtype().name());
      put(line, "gflops", round(flops * 1e-9, 1));
      put(line, "of_peak", round(share, 3));
      put(line, "ns_per_" + one.unit(), round(each, 4));
      others.forEach(other -> line.put("times_" + other.name(), round(time.median() * 1e3 / other.median(), 3)));
      print(Json.line(line));
      return;
    }
    String beside = others.isEmpty() ? "" : beside(time, others.getFirst());
    print(row(one.title(), number(time.median() * 1e3, 4), number(time.min() * 1e3, 4),
        flops > 0 ? number(flops * 1e-9, 1) : "", share > 0 ? number(share * 100, 0) + " %" : "",
        each > 0 ? number(each, 3) : "", beside));
    others.stream().skip(1).forEach(other -> print(row("", "", "", "", "", "", beside(time, other))));
  }

  private static String beside(BenchClock.Time time, BenchPeers.Line other) {
    return "%s x %s (%s ms)".formatted(number(time.median() * 1e3 / other.median(), 2), other.name(),
        number(other.median(), 4));
  }

  /// The time from the start of Java to the first gradient.
  void start(BenchClock.Time time) {
    print(json ? Json.line(timed(LIBRARY + FIRST_GRADIENT, List.of(), "", time))
        : row(FIRST_GRADIENT, number(time.median() * 1e3, 0), number(time.min() * 1e3, 0), "", "", "", ""));
  }

  /// The memory that a step takes.
  void memory(BenchChild.Memory memory) {
    print(json
        ? Json.line(ordered("name", LIBRARY + MEMORY, "shape", List.of(128, 3, 32, 32), "threads", threads,
            "resident_mib", memory.resident(), "heap_mib", memory.heap(), "tight_resident_mib", memory.tight()))
        : "%s: %d MiB resident with the launcher's options; -Xmx%dm is enough, then %d MiB".formatted(
            MEMORY, memory.resident(), memory.heap(), memory.tight()));
  }

  private Map<String, Object> timed(String name, List<Integer> shape, String layout, BenchClock.Time time) {
    Map<String, Object> line = ordered("name", name, "shape", shape);
    if (!layout.isEmpty()) {
      line.put("layout", layout);
    }
    line.putAll(ordered("threads", threads, "median_ms", round(time.median() * 1e3, 5),
        "min_ms", round(time.min() * 1e3, 5)));
    return line;
  }

  private static void put(Map<String, Object> line, String name, double value) {
    if (value > 0) {
      line.put(name, value);
    }
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  private static String row(Object... cells) {
    return ROW.formatted(cells).stripTrailing();
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static double round(double value, int digits) {
    double unit = Math.pow(10, digits);
    return Math.round(value * unit) / unit;
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }
}
