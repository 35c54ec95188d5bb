package dev.jacobean.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lazy report`: one page of everything that was run.
@Command(name = "report", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Writes DIR/index.html: every figure, claim and parameter of the results, in one page that needs no"
        + " network; beside it the numbers, in DIR/data.",
    footer = {"", "Results that are damaged are named, there and here, and the others shown."},
    exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:the page shows everything", "2:bad usage or input"})
final class ReportCommand implements Callable<Integer> {
  private final Catalogue catalogue;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--results", paramLabel = "DIR", defaultValue = "results",
      description = "Where lazy run has put results; ${DEFAULT-VALUE} unless told.")
  private Path results = Path.of("results");

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "report",
      description = "Where the page goes; ${DEFAULT-VALUE} unless told.")
  private Path out = Path.of("report");

  ReportCommand(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Integer call() {
    if (!Files.isDirectory(results)) {
      throw Refusal.usage("--results is " + results + "; it must be a folder (lazy run makes one)");
    }
    Report report = Report.read(catalogue, results);
    try {
      Files.createDirectories(out.resolve("data"));
      for (Report.Item item : report.items()) {
        for (Shown shown : item.shown()) {
          Path metrics = shown.folder().resolve("metrics.csv");
          if (Files.exists(metrics)) {
            ResultFolder.replace(out.resolve(Report.data(item, shown)), Files.readAllBytes(metrics));
          }
        }
      }
      ResultFolder.replace(out.resolve("index.html"), ReportPage.of(report));
    } catch (IOException e) {
      throw Refusal.usage("--out " + out + ": cannot be written (" + ResultFolder.reason(e) + ")");
    }
    Stream.concat(report.mixture().stream(), report.damaged().stream())
        .forEach(sentence -> spec.commandLine().getErr().println("lazy: " + sentence));
    spec.commandLine().getErr().flush();
    spec.commandLine().getOut().println(out.resolve("index.html") + ": " + report.summary());
    spec.commandLine().getOut().flush();
    return report.damaged().isEmpty() ? 0 : Refusal.USAGE;
  }
}
