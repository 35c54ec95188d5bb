package dev.jacobean.experiments;

import java.util.Locale;
import java.util.Objects;

/// A checkable statement of an experiment and what was found.
///
/// @param id        unique within the experiment
/// @param statement what is claimed, in words
/// @param expected  what must hold of the measured value
/// @param measured  the value found
/// @param holds     whether it does
record Claim(String id, String statement, String expected, String measured, boolean holds) {
  /// Refuses a claim of which a part is missing, as a damaged file may have it.
  Claim {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(statement, "statement");
    Objects.requireNonNull(expected, "expected");
    Objects.requireNonNull(measured, "measured");
  }

  /// Claims that `measured` is at most `bound`; NaN fails.
  static Claim atMost(String id, String statement, double bound, double measured) {
    return new Claim(id, statement, "at most " + number(bound), number(measured), measured <= bound);
  }

  /// Claims that `measured` is at least `bound`; NaN fails.
  static Claim atLeast(String id, String statement, double bound, double measured) {
    return new Claim(id, statement, "at least " + number(bound), number(measured), measured >= bound);
  }

  /// Claims that `measured` lies between `low` and `high`, both included; NaN fails.
  static Claim within(String id, String statement, double low, double high, double measured) {
    String expected = number(low) + " to " + number(high);
    return new Claim(id, statement, expected, number(measured), measured >= low && measured <= high);
  }

  /// A number for people: four significant digits.
  static String number(double x) {
    if (x == Math.rint(x) && Math.abs(x) < 1e6) {
      return String.valueOf((long) x);
    }
    String text = String.format(Locale.ROOT, "%.4g", x);
    return text.contains("e") || !text.contains(".") ? text : text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
