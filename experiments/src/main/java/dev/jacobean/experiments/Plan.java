package dev.jacobean.experiments;

import java.util.List;
import java.util.Set;

/// What is to be done for one experiment, wherever it is done: its jobs, each named by its content.
///
/// @param experiment    which
/// @param request       what was asked for
/// @param study         what will be concluded
/// @param configuration everything that decides the numbers
/// @param jobs          what must be computed for that
/// @param keys          the names of the jobs, see [Json#key]; equal in all experiments that have the job in common
record Plan(Experiment experiment, Request request, Study study, Configuration configuration, List<Job> jobs,
            List<String> keys) {
  /// Decides everything.
  ///
  /// @throws Refusal if data is missing
  static Plan of(Experiment experiment, Request request) {
    Study study = experiment.study(request);
    List<Job> jobs = study.jobs();
    List<String> keys = jobs.stream().map(job -> Json.key(experiment.trainedBy(), job)).toList();
    int distinct = (int) keys.stream().distinct().count();
    if (distinct != keys.size()) {
      throw new IllegalStateException(experiment.id() + ": " + keys.size() + " jobs, " + distinct
          + " different ones; jobs must differ");
    }
    return new Plan(experiment, request, study, Configuration.of(experiment, request, study), jobs, keys);
  }

  /// The experiment's name.
  String id() {
    return experiment.id();
  }

  /// How many jobs are not among those.
  int missing(Set<String> finished) {
    return (int) keys.stream().filter(key -> !finished.contains(key)).count();
  }
}
