package dev.jacobean.experiments;

import java.util.List;

/// One item of the paper that can be run by name.
interface Experiment {
  /// The name on the command line and of the results' folder: `fig1c`.
  String id();

  /// A name that runs this experiment together with its neighbours: `fig1`.
  default String group() {
    return id();
  }

  /// The experiment whose jobs these are: itself, unless it draws other conclusions from another one's.
  default String trainedBy() {
    return id();
  }

  /// A headline, without a full stop.
  String title();

  /// What can be seen in it, in one sentence.
  String shows();

  /// Where the paper's text and its code disagree, or leave something open, and what is done here: for people, each a
  /// sentence or a few, with a full stop.
  default List<String> notes() {
    return List.of();
  }

  /// About how long `preset` takes on two cores, for people: `20 s`.
  String cost(Preset preset);

  /// Decides everything about one run before anything is computed.
  ///
  /// @throws Refusal if data that it needs is missing
  Study study(Request request);
}
