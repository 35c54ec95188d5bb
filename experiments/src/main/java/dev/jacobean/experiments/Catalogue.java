package dev.jacobean.experiments;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Every experiment, in the order of the paper, found by name or group.
record Catalogue(List<Experiment> experiments) {
  /// The paper's.
  static Catalogue paper() {
    return new Catalogue(List.of(
        Trajectories.small(), Trajectories.large(), new ScaleSweep(),
        WidthSweep.ofCode(), WidthSweep.ofText(), FreshBatches.ofCode(), FreshBatches.ofText(),
        AlphaSweep.accuracy(), new WidthTable(),
        new KernelDraws(),
        new CrowdedPlane(CrowdedPlane.Panel.A), new CrowdedPlane(CrowdedPlane.Panel.B),
        new CrowdedPlane(CrowdedPlane.Panel.C),
        AlphaSweep.losses(), new KernelSpectrum(),
        new FiniteHorizon(), new SquareBounds(), new OverParameterised(), new UnderParameterised(),
        new InverseScale(), new FreshPoints(), new FlowLemmas(),
        new LinearLimit(LinearLimit.Panel.CHANGES), new LinearLimit(LinearLimit.Panel.PATHS), new RichRegime(),
        new FeatureLearning(FeatureLearning.Panel.ERRORS), new FeatureLearning(FeatureLearning.Panel.KERNELS)));
  }

  /// The experiments of those names and groups, each once, in the order of the catalogue.
  ///
  /// @throws Refusal if a name is unknown; the sentence says which names are near
  List<Experiment> find(List<String> names) {
    Set<Experiment> found = new LinkedHashSet<>();
    for (String name : names) {
      String wanted = name.toLowerCase(Locale.ROOT);
      List<Experiment> matching = experiments.stream()
          .filter(e -> e.id().equalsIgnoreCase(name) || e.group().equalsIgnoreCase(name)).toList();
      if (matching.isEmpty()) {
        throw Refusal.usage("there is no experiment \"" + name + "\"" + suggestion(wanted)
            + " (lazy list shows them all)");
      }
      found.addAll(matching);
    }
    return experiments.stream().filter(found::contains).toList();
  }

  private String suggestion(String wanted) {
    List<String> near = experiments.stream().flatMap(e -> Stream.of(e.group(), e.id())).distinct()
        .filter(known -> distance(wanted, known) <= 2 || (!wanted.isEmpty() && known.startsWith(wanted)))
        .sorted(Comparator.comparingInt(known -> distance(wanted, known))).limit(3).toList();
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  /// How many letters must be inserted, removed or changed (V. Levenshtein, 1965).
  private static int distance(String a, String b) {
    List<Integer> row = new ArrayList<>();
    for (int j = 0; j <= b.length(); j++) {
      row.add(j);
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row.get(0);
      row.set(0, i);
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row.get(j);
        row.set(j, Math.min(change, 1 + Math.min(row.get(j), row.get(j - 1))));
      }
    }
    return row.get(b.length());
  }
}
