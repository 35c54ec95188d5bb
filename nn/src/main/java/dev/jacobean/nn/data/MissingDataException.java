package dev.jacobean.nn.data;

/// A data file that is not there: says where it was looked for.
public final class MissingDataException extends DataException {
  private static final long serialVersionUID = 1;

  /// With its sentence.
  public MissingDataException(String message) {
    super(message);
  }
}
