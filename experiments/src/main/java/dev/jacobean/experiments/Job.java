package dev.jacobean.experiments;

import java.nio.file.Path;

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

  /// Computes the result, keeping on disk what lets a later call go on should this one be stopped. Short jobs keep
  /// nothing.
  ///
  /// @param folder for this job alone; need not exist, and is removed once the job is finished
  default Result run(Progress progress, Path folder) {
    return run(progress);
  }

  /// Whether the job wants all threads for itself, because of its size; other jobs run side by side, a thread each.
  default boolean alone() {
    return false;
  }
}
