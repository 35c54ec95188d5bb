package dev.jacobean.experiments;

import dev.jacobean.experiments.bench.DeviceCase;
import dev.jacobean.experiments.bench.DeviceCase.Kind;
import dev.jacobean.experiments.bench.DeviceCases;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a device did with this library, beside what it did with others: a row for each case, and whether that is as much
/// as was wanted.
final class DeviceTable {
  /// Of torch's rate, for products: it calls the same library.
  private static final double OF_PRODUCT = 0.95;

  /// Of the rate at which this library copies, for passes over memory.
  private static final double OF_COPY = 0.80;

  /// Times torch's time, for a step of training, without and with a tangent.
  private static final double OF_STEP = 1.5;

  private static final double OF_LINEARISED = 1.2;

  /// Microseconds for the call of a kernel.
  private static final double OF_CALL = 5;

  private static final String TORCH = "torch eager";

  private final List<DeviceLine> lines;
  private final List<String> libraries;

  DeviceTable(List<DeviceLine> lines) {
    this.lines = lines;
    Set<String> names = new LinkedHashSet<>(List.of(DeviceSpeed.LIBRARY));
    lines.forEach(line -> names.add(line.library()));
    this.libraries = List.copyOf(names);
  }

  /// The table's lines; only cases that some library measured.
  ///
  /// @param small whether it was a thousandth of the work, of which nothing is wanted
  List<String> rows(boolean small) {
    List<DeviceCase> cases = DeviceCases.all(small);
    List<String> rows = new ArrayList<>();
    rows.add(row("case", "unit", libraries, small ? "" : "wanted"));
    for (DeviceCase one : cases) {
      if (libraries.stream().anyMatch(library -> find(library, one.name()).isPresent())) {
        rows.add(row(one.name(), one.kind().unit(), libraries.stream().map(library -> cell(library, one)).toList(),
            small ? "" : verdict(one, cases)));
      }
    }
    return rows;
  }

  private static String row(String name, String unit, List<String> cells, String last) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-30s %-8s", name, unit));
    cells.forEach(cell -> text.append(String.format(Locale.ROOT, " %14s", cell)));
    return text.append("  ").append(last).toString().stripTrailing();
  }

  private Optional<DeviceLine> find(String library, String name) {
    return lines.stream().filter(line -> line.library().equals(library) && line.name().equals(name)).findFirst();
  }

  private String cell(String library, DeviceCase one) {
    return find(library, one.name()).map(line -> String.format(Locale.ROOT, "%.2f%s",
        one.kind().rate(one.amount(), line.ms() / 1e3), isOff(one, line) ? " (!)" : "")).orElse("-");
  }

  // ---- what is wanted

  private String verdict(DeviceCase one, List<DeviceCase> cases) {
    Optional<DeviceLine> ours = find(DeviceSpeed.LIBRARY, one.name());
    Optional<DeviceLine> other = find(TORCH, one.name());
    if (ours.isEmpty()) {
      return "not measured";
    }
    double ms = ours.get().ms();
    String word = switch (one.kind()) {
      case PRODUCT -> beside(other.map(line -> line.ms() / ms), OF_PRODUCT, true, "of torch's rate");
      case STEP -> beside(other.map(line -> ms / line.ms()), OF_STEP, false, "times torch's time");
      case LINEARISED -> beside(other.map(line -> ms / line.ms()), OF_LINEARISED, false, "times torch's time");
      case PASS -> beside(copied(cases).map(rate -> one.kind().rate(one.amount(), ms / 1e3) / rate), OF_COPY, true,
          "of the copy's rate");
      case CALL -> beside(Optional.of(ms * 1e3), OF_CALL, false, "µs");
      case COPY -> "";
    };
    return word + (other.isPresent() && isOff(one, other.get()) || isOff(one, ours.get())
        ? "; (!) was computed in another precision" : "");
  }

  private Optional<Double> copied(List<DeviceCase> cases) {
    return cases.stream().filter(one -> one.kind() == Kind.COPY).findFirst().flatMap(copy ->
        find(DeviceSpeed.LIBRARY, copy.name()).map(line -> copy.kind().rate(copy.amount(), line.ms() / 1e3)));
  }

  private static String beside(Optional<Double> measured, double wanted, boolean least, String what) {
    if (measured.isEmpty()) {
      return String.format(Locale.ROOT, "open: %s %.2f %s", least ? "at least" : "at most", wanted, what);
    }
    boolean holds = least ? measured.get() >= wanted : measured.get() <= wanted;
    return String.format(Locale.ROOT, "%s: %.2f %s, %s %.2f", holds ? "holds" : "MISSED", measured.get(), what,
        least ? "at least" : "at most", wanted);
  }

  // ---- precision

  /// Whether the error of a product is not of the size that its name says: a library may have another precision than it was
  /// told. Products of normal numbers err by some 3e-7 in single precision, and by 3e-4 where factors have 10 bits of
  /// fraction; between them lies a wide gap.
  private static boolean isOff(DeviceCase one, DeviceLine line) {
    Double error = line.error();
    if (one.kind() != Kind.PRODUCT || error == null) {
      return false;
    }
    if (one.name().endsWith("F64")) {
      return !(error < 1e-12);
    }
    return one.tf32() ? !(error > 1e-5 && error < 3e-3) : !(error < 1e-5);
  }
}
