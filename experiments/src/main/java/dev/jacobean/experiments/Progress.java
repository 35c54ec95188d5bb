package dev.jacobean.experiments;

/// Is told about work done; called from several threads.
interface Progress extends AutoCloseable {
  /// Notes that `steps` more steps are done.
  void advance(long steps);

  /// Notes that `steps` more steps were done by an earlier run, in no time.
  default void skip(long steps) {
    advance(steps);
  }

  /// Nothing more will be done.
  @Override
  default void close() {}

  /// Tells nobody.
  static Progress silent() {
    return steps -> {};
  }
}
