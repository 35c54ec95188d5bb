package dev.jacobean.nn;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// What can be said about how lazily a model will train, and what was found by training it a little beside its tangent
/// model. Its text is a table and a verdict in words.
///
/// @param alpha the scale α
/// @param centred whether the initial outputs are subtracted
/// @param examples n, how many inputs there are
/// @param outputs numbers in all outputs on them, n·k
/// @param parameters how many there are
/// @param derivative ‖Dh(w₀)‖
/// @param second ‖D²h(w₀)‖, a lower bound
/// @param kappa (‖D²h‖/‖Dh‖)·F/‖∇F‖: the relative change of Dh in a step of gradient descent over the relative change of
///     the objective F
/// @param trial both trainings at this scale
/// @param verdict what was found
/// @param other both trainings at a scale that changes the verdict, from lazy or to lazy; empty if none was found
public record LazinessReport(double alpha, boolean centred, int examples, int outputs, long parameters,
    Laziness.Norm derivative, Laziness.Norm second, double kappa, Trial trial, Verdict verdict, Optional<Trial> other) {
  /// How a model trains.
  public enum Verdict {
    /// Like its tangent model: outputs differ by less than a tenth of what was learned.
    LAZY,
    /// Somewhat like it.
    BETWEEN,
    /// Otherwise: outputs differ by more than half of what was learned, or κ is above 1.
    RICH
  }

  /// A model and its tangent model after equal steps of gradient descent on F = R(αh)/α².
  ///
  /// @param alpha the scale α
  /// @param steps how many
  /// @param rate of each
  /// @param startLoss R at the start
  /// @param loss R of the model at the end
  /// @param tangentLoss R of the tangent model at the end
  /// @param motion ‖w − w₀‖/‖w₀‖
  /// @param parameterGap sup‖w − w̄‖/sup‖w̄ − w₀‖ over the steps
  /// @param outputGap sup‖αh − αh̄‖/sup‖αh̄ − αh(w₀)‖ over the steps
  /// @param drift ‖Θ − Θ₀‖/‖Θ₀‖ of the tangent kernel on some examples
  /// @param alignment ⟨Θ, Θ₀⟩/(‖Θ‖‖Θ₀‖)
  /// @param explained the part of the change of h that the tangent at w₀ explains
  /// @param stability the part of ReLU units that kept their sides, where the model is a network that has some
  public record Trial(double alpha, int steps, double rate, double startLoss, double loss, double tangentLoss,
      double motion, double parameterGap, double outputGap, double drift, double alignment, double explained,
      OptionalDouble stability) {}

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(format("alpha %s%s, %d examples, %d outputs, %,d parameters%n", number(alpha),
        centred ? ", centred" : "", examples, outputs, parameters));
    line(text, "derivative |Dh(w0)|", number(derivative.value()), "");
    line(text, "second derivative |D2h(w0)|", number(second.value()), "at least");
    line(text, "kappa", number(kappa), kappa <= 0.1 ? "far below 1: lazy" : kappa >= 1 ? "not below 1" : "below 1");
    text.append(format("after %d steps of gradient descent, beside the tangent model%n", trial.steps));
    line(text, "loss", number(trial.startLoss) + " to " + number(trial.loss),
        "tangent model: " + number(trial.tangentLoss));
    line(text, "weights moved by", percent(trial.motion), "");
    line(text, "gap of weights", percent(trial.parameterGap), "of that");
    line(text, "gap of outputs", percent(trial.outputGap), "of what was learned");
    line(text, "kernel drift", percent(trial.drift), "");
    line(text, "kernel alignment", number(trial.alignment), "");
    line(text, "change explained by tangent", percent(trial.explained), "");
    trial.stability.ifPresent(part -> line(text, "activations kept", percent(part), ""));
    return text.append(words()).append(System.lineSeparator()).toString();
  }

  /// {@return the verdict as sentences}
  public String words() {
    String found = switch (verdict) {
      case LAZY -> "It trains lazily at alpha = %s: its outputs stay within %s of those of its tangent model."
          .formatted(number(alpha), percent(trial.outputGap));
      case BETWEEN -> "It trains half lazily at alpha = %s: its outputs leave those of its tangent model by %s of what is learned."
          .formatted(number(alpha), percent(trial.outputGap));
      case RICH -> "It does not train lazily at alpha = %s: its outputs leave those of its tangent model by %s of what is learned."
          .formatted(number(alpha), percent(trial.outputGap));
    };
    return found + disagreement() + " " + change();
  }

  private String disagreement() {
    if (verdict == Verdict.LAZY && kappa >= 1) {
      return " (kappa alone says otherwise: this training was too short, or the bend lies where training does not go.)";
    }
    return verdict != Verdict.LAZY && kappa <= 0.1
        ? " (kappa alone says otherwise: it sees no kinks of ReLU or pooling, and only the start.)" : "";
  }

  private String change() {
    boolean lazy = verdict == Verdict.LAZY;
    return other.map(there -> "With alpha = %s it %s: there the gap of outputs is %s.".formatted(number(there.alpha),
        lazy ? "would not" : "would", percent(there.outputGap)))
        .orElse(lazy ? "No smaller alpha was found at which it is not."
            : centred ? "No larger alpha was found at which it is."
            : "No alpha was found at which it is: as its outputs at the start are not 0, centre it first.");
  }

  private static void line(StringBuilder text, String name, String value, String note) {
    text.append(format("  %-28s %s%s%n", name, value, note.isEmpty() ? "" : " (" + note + ")"));
  }

  private static String percent(double part) {
    return number(100 * part) + " %";
  }

  private static String number(double x) {
    double size = Math.abs(x);
    return format(size >= 1e6 || (size > 0 && size < 1e-3) ? "%.2e" : size >= 100 ? "%.0f" : "%.3g", x);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
