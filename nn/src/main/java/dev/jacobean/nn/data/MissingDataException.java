package dev.jacobean.nn.data;

/// A data file that is not there: says where it was looked for.
public final class MissingDataException extends DataException {
  private static final long serialVersionUID = 1;

  /// An exception with this sentence.
  ///
  /// @param message says what is there and what must hold
  public MissingDataException(String message) {
    super(message);
  }
}
