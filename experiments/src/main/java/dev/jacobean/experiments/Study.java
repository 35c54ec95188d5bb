package dev.jacobean.experiments;

import java.util.List;

/// One run of an experiment, fully decided and not yet computed.
interface Study {
  /// Every parameter of the run, as a record of numbers, strings and lists; it is written to `config.json`, and
  /// results made under other settings are never mixed with those of this run.
  Record settings();

  /// The independent parts of the run. Each is a record; equal records are the same job.
  List<Job> jobs();

  /// Draws the conclusions. Pure: the same results give the same findings.
  ///
  /// @param results one result per job, in the order of [#jobs()]
  Findings conclude(List<Result> results);
}
