package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Parallel;
import dev.jacobean.autodiff.array.cuda.Cuda;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lazy run`: runs experiments and judges their claims.
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Runs experiments; each writes config.json, metrics.csv, claims.json, figure.png and figure.svg"
        + " into DIR/ID/PRESET.",
    footer = {"", "If DIR/ID/PRESET holds results of the same configuration they are computed anew and replaced once"
        + " the new ones are complete; with --resume, jobs that are finished are kept. Results of another"
        + " configuration (seed, backend, version, parameters) are never overwritten: the command refuses."},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:every claim holds, or a shard is done", "1:a claim fails", "2:bad usage or input", "3:data is missing",
        "130:stopped by Ctrl-C"})
final class RunCommand implements Callable<Integer> {
  private static final int MOST_THREADS = 1024;
  private static final Duration LINE_INTERVAL = Duration.ofSeconds(10);

  private final Catalogue catalogue;
  private final Executor executor;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "ID", arity = "0..*", description = "Experiments or groups of them; lazy list shows them.")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--all", description = "Every experiment.")
  private boolean all;

  @Option(names = "--preset", paramLabel = "PRESET", defaultValue = "quick",
      description = "How much: quick, medium or paper; ${DEFAULT-VALUE} unless told.")
  private Preset preset = Preset.QUICK;

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "results",
      description = "Where results go; ${DEFAULT-VALUE} unless told.")
  private Path out = Path.of("results");

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "Where all random numbers start; ${DEFAULT-VALUE} unless told.")
  private long seed;

  @Option(names = "--threads", paramLabel = "N",
      description = "How many cores to use; all unless told. Results do not depend on it.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--backend", paramLabel = "NAME", defaultValue = "auto",
      description = "The arithmetic: auto, vector, reference or cuda; ${DEFAULT-VALUE} unless told.")
  private String backend = "auto";

  @Option(names = "--tf32",
      description = "On cuda, let products of single precision round their factors to 10 bits of fraction: faster.")
  private boolean tf32;

  @Option(names = "--data", paramLabel = "DIR", defaultValue = "data",
      description = "Where data sets are; unless told, ${DEFAULT-VALUE}, JACOBEAN_DATA and ~/.cache/jacobean.")
  private Path data = Path.of("data");

  @Option(names = "--resume", description = "Keep the jobs that an earlier, stopped run has finished.")
  private boolean resume;

  @Option(names = "--shard", paramLabel = "I/N", description = "Do the I-th of N equal parts of the jobs and conclude"
      + " nothing; once all are done, into one DIR or several, lazy merge concludes.")
  private Optional<Shard> shard = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object per experiment on standard output, nothing else.")
  private boolean json;

  @Option(names = "--quiet", description = "Print no progress, and of the claims only those that fail.")
  private boolean quiet;

  RunCommand(Catalogue catalogue, Executor executor) {
    this.catalogue = catalogue;
    this.executor = executor;
  }

  @Override
  public Integer call() {
    List<Experiment> experiments = chosen();
    configure();
    Request request = new Request(preset, seed, data);
    // Everything is checked before anything is computed or written.
    List<Plan> plans = experiments.stream().map(experiment -> Plan.of(experiment, request)).toList();
    List<Run> runs = shard.map(part -> Run.prepare(plans, out, part))
        .orElseGet(() -> plans.stream().map(plan -> Run.prepare(plan, out)).toList());
    runs.forEach(run -> run.start(resume, this::note));
    return shard.isPresent() ? workOff(runs, shard.get()) : conclude(runs);
  }

  private int conclude(List<Run> runs) {
    Printer printer = printer();
    List<Run.Outcome> outcomes = new ArrayList<>();
    work(runs, run -> {
      outcomes.add(run.conclude());
      if (!Console.terminal()) { // there, the bar would be torn
        printer.print(outcomes.getLast());
      }
    });
    if (Console.terminal()) {
      outcomes.forEach(printer::print);
    }
    return outcomes.stream().allMatch(Run.Outcome::holds) ? 0 : 1;
  }

  /// A shard concludes nothing: others have the other jobs.
  private int workOff(List<Run> runs, Shard part) {
    work(runs, ignored -> {});
    Printer printer = printer();
    List<Run.Share> parts = runs.stream().map(Run::share).toList();
    parts.forEach(printer::print);
    printer.say("part %s is done: %d of %d jobs, kept in %s; when all parts are, lazy merge with their folders concludes"
        .formatted(part, parts.stream().mapToInt(Run.Share::jobs).sum(), parts.stream().mapToInt(Run.Share::of).sum(),
            out));
    return 0;
  }

  private Printer printer() {
    return new Printer(spec.commandLine().getOut(), json, quiet);
  }

  private void work(List<Run> runs, Consumer<Run> finished) {
    Progress progress = progress(runs);
    Thread interruption = Thread.ofPlatform().unstarted(() -> interrupted(progress));
    Runtime.getRuntime().addShutdownHook(interruption);
    try (progress) {
      Sweep.execute(runs, executor, progress, finished);
    } finally {
      Runtime.getRuntime().removeShutdownHook(interruption);
    }
  }

  private List<Experiment> chosen() {
    if (all && !ids.isEmpty()) {
      throw usage("--all runs every experiment; name experiments or say --all, not both");
    }
    if (!all && ids.isEmpty()) {
      throw usage("no experiment is named; name some, or say --all");
    }
    return all ? catalogue.experiments() : catalogue.find(ids);
  }

  private void configure() {
    if (threads < 1 || threads > MOST_THREADS) {
      throw usage("--threads is " + threads + "; it must be from 1 to " + MOST_THREADS);
    }
    if (!List.of("auto", "vector", "reference", "cuda").contains(backend)) {
      throw usage("--backend is \"" + backend + "\"; it must be auto, vector, reference or cuda");
    }
    if (tf32 && !backend.equals("cuda")) {
      throw usage("--tf32 goes with --backend cuda only");
    }
    if (out.toString().isEmpty()) {
      throw usage("--out is empty; it must name a folder");
    }
    Refusal.unlessFolder(spec, "--data", data);
    try {
      Backends.use(backend);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw usage("--backend " + backend + ": " + e.getMessage());
    }
    Cuda.useTf32(tf32);
    Parallel.setThreads(threads);
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private Progress progress(List<Run> runs) {
    long total = Sweep.pendingWork(runs);
    if (quiet || total == 0) {
      return Progress.silent();
    }
    String name = runs.size() == 1 ? runs.getFirst().id() : runs.size() + " experiments";
    return Console.terminal() ? Console.bar(name, total)
        : Console.lines(name, total, LINE_INTERVAL, spec.commandLine().getErr());
  }

  private void interrupted(Progress progress) {
    ResultFolder.CHANGING.lock(); // never released: whatever is being written is finished, and nothing is begun
    progress.close();
    note("stopped; what is finished is kept in " + out + ", and the same command with --resume goes on from there");
  }

  private void note(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("lazy: " + sentence);
    err.flush();
  }
}
