package dev.jacobean.experiments;

import java.io.Serial;
import java.io.Serializable;

/// What came of an [Order]: a result, or the sentence that says why there is none.
public final class Delivery implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private final String key;
  private final Result result;
  private final double seconds;
  private final String refusal;

  private Delivery(String key, Result result, double seconds, String refusal) {
    this.key = key;
    this.result = result;
    this.seconds = seconds;
    this.refusal = refusal;
  }

  /// A result.
  static Delivery of(String key, Result result, double seconds) {
    return new Delivery(key, result, seconds, "");
  }

  /// None.
  static Delivery refused(String key, String sentence) {
    return new Delivery(key, Result.empty(), 0, sentence);
  }

  /// Names the job.
  String key() {
    return key;
  }

  /// What it computed.
  ///
  /// @throws Refusal if it could not be done where it was sent
  Result result() {
    if (!refusal.isEmpty()) {
      throw Refusal.usage(refusal);
    }
    return result;
  }

  /// How long that took.
  double seconds() {
    return seconds;
  }
}
