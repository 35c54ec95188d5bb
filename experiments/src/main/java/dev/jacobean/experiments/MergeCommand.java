package dev.jacobean.experiments;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lazy merge`: concludes what shards have computed.
@Command(name = "merge", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Joins the jobs that runs with --shard have finished, into whichever folders, and concludes their"
        + " experiments as if one run had done them all: the same numbers, claims and figures.",
    footer = {"", "The folders must hold every job of every experiment in them, of one seed, version and backend; if"
        + " not, the command says what is missing or mixed and writes nothing."},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:every claim holds", "1:a claim fails", "2:bad usage or input", "3:data is missing"})
final class MergeCommand implements Callable<Integer> {
  private final Catalogue catalogue;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "What runs had as --out.")
  private List<Path> folders = new ArrayList<>();

  @Option(names = "--out", paramLabel = "DIR", required = true,
      description = "Where results go; one of the folders will do, and is tidied.")
  private Path out = Path.of("results");

  @Option(names = "--preset", paramLabel = "PRESET",
      description = "Which preset, should there be several: quick, medium or paper.")
  private Optional<Preset> preset = Optional.empty();

  @Option(names = "--data", paramLabel = "DIR", defaultValue = "data",
      description = "Where data sets are; unless told, ${DEFAULT-VALUE}, JACOBEAN_DATA and ~/.cache/jacobean.")
  private Path data = Path.of("data");

  @Option(names = "--json", description = "Print one JSON object per experiment on standard output, nothing else.")
  private boolean json;

  @Option(names = "--quiet", description = "Of the claims print only those that fail.")
  private boolean quiet;

  MergeCommand(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Integer call() {
    Refusal.unlessFolder(spec, "--data", data);
    PrintWriter err = spec.commandLine().getErr();
    Merge merge = Merge.read(catalogue, folders, preset, sentence -> {
      err.println("lazy: " + sentence);
      err.flush();
    });
    Printer printer = new Printer(spec.commandLine().getOut(), json, quiet);
    boolean holds = true;
    for (Run run : merge.into(out, data)) {
      Run.Outcome outcome = run.conclude();
      printer.print(outcome);
      holds &= outcome.holds();
    }
    return holds ? 0 : 1;
  }
}
