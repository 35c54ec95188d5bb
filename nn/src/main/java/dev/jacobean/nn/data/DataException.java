package dev.jacobean.nn.data;

/// A file that does not hold what it must: its message is one sentence that says what is there and what must hold.
public sealed class DataException extends RuntimeException permits MissingDataException {
  private static final long serialVersionUID = 1;

  /// An exception with this sentence.
  ///
  /// @param message says what is there and what must hold
  public DataException(String message) {
    super(message);
  }

  /// Throws unless `holds`; the sentence is put together as by [String#formatted].
  ///
  /// @param holds whether all is well
  /// @param message a format string
  /// @param values what the sentence names
  /// @throws DataException with that sentence
  public static void require(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new DataException(message.formatted(values));
    }
  }
}
