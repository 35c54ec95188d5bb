package dev.jacobean.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lazy report`: one page of everything that was run.
@Command(name = "report", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Writes DIR/index.html: every figure, claim and parameter of the results, in one page that needs no"
        + " network; beside it the numbers, in DIR/data.")
final class ReportCommand implements Runnable {
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
  public void run() {
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
    report.mixture().ifPresent(sentence -> spec.commandLine().getErr().println("lazy: " + sentence));
    spec.commandLine().getErr().flush();
    spec.commandLine().getOut().println(out.resolve("index.html") + ": " + report.summary());
    spec.commandLine().getOut().flush();
  }
}
