package dev.jacobean.experiments;

import java.io.PrintWriter;

/// Tells what became of runs.
///
/// @param to    where it is told
/// @param json  one JSON object per experiment, and nothing else
/// @param quiet of the claims only those that fail
record Printer(PrintWriter to, boolean json, boolean quiet) {
  /// Tells the claims of a run.
  void print(Run.Outcome outcome) {
    if (json) {
      to.println(Json.line(outcome));
    } else {
      if (!quiet) {
        to.printf("%s (%s, seed %d) took %s of computing: %s%n", outcome.id(), outcome.preset(), outcome.seed(),
            Console.duration(outcome.seconds()), outcome.folder());
      }
      outcome.claims().stream().filter(claim -> !quiet || !claim.holds()).forEach(claim -> to.printf(
          "  %-5s %s: %s (expected %s, measured %s)%n", claim.holds() ? "holds" : "FAILS",
          quiet ? outcome.id() + " " + claim.id() : claim.id(), claim.statement(), claim.expected(), claim.measured()));
    }
    to.flush();
  }

  /// Tells that a shard has done its jobs of a run, for programs.
  void print(Run.Share share) {
    if (json) {
      to.println(Json.line(share));
      to.flush();
    }
  }

  /// Tells people something, unless they want to hear nothing.
  void say(String sentence) {
    if (!json && !quiet) {
      to.println(sentence);
      to.flush();
    }
  }
}
