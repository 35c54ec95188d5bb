package dev.jacobean.experiments;

/// Bad input, told to the user in the one sentence of its message.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Bad usage or input.
  static final int USAGE = 2;

  /// Data that the experiment needs is not there.
  static final int DATA = 3;

  private final int status;
  private final String sentence;

  private Refusal(int status, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
    this.sentence = sentence;
  }

  /// Bad usage or input.
  static Refusal usage(String sentence) {
    return new Refusal(USAGE, sentence);
  }

  /// Missing data.
  static Refusal data(String sentence) {
    return new Refusal(DATA, sentence);
  }

  /// What is there and what must hold.
  String sentence() {
    return sentence;
  }

  /// The exit status of the command.
  int status() {
    return status;
  }
}
