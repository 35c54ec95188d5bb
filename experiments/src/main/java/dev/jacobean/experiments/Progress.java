package dev.jacobean.experiments;

/// Is told about work done; called from several threads.
interface Progress extends AutoCloseable {
  /// Notes that `steps` more steps are done.
  void advance(long steps);

  /// Nothing more will be done.
  @Override
  default void close() {}

  /// Tells nobody.
  static Progress silent() {
    return steps -> {};
  }
}
