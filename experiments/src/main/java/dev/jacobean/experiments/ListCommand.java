package dev.jacobean.experiments;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lazy list`: every experiment, what it shows, and what each preset costs.
@Command(name = "list", mixinStandardHelpOptions = true,
    description = "Shows every experiment: what can be seen in it, and the cost of each preset on two cores.")
final class ListCommand implements Runnable {
  private final Catalogue catalogue;

  @Option(names = "--notes",
      description = "Also where the paper's text and code disagree or leave something open, and what is done here.")
  private boolean notes;

  @Spec private CommandSpec spec = CommandSpec.create();

  ListCommand(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    for (Experiment experiment : catalogue.experiments()) {
      out.printf("%-8s %s%n", experiment.id(), experiment.title());
      out.printf("%-8s %s%n", "", experiment.shows());
      if (notes) {
        experiment.notes().forEach(note -> out.printf("%-8s - %s%n", "", note));
      }
      out.printf("%-8s %s%n%n", "", Arrays.stream(Preset.values())
          .map(preset -> preset + " " + experiment.cost(preset)).collect(Collectors.joining(", ", "cost: ", "")));
    }
    out.println("Run them with: lazy run ID... or a group (fig1 is all of fig1a, fig1b, fig1c) or --all.");
    out.flush();
  }
}
