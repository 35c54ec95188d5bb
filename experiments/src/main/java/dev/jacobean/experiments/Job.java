package dev.jacobean.experiments;

/// One independent piece of a study, implemented by a record.
///
/// Its components say everything about it, seed included, so that running it is a pure function: the same bits today
/// and tomorrow, here and elsewhere, alone or among others. Random numbers come from [Seeds].
interface Job {
  /// How much there is to do, in steps of any size that is the same for all jobs of a study.
  long work();

  /// Computes the result.
  ///
  /// @param progress told of steps as they are done, [#work()] in all
  Result run(Progress progress);
}
