package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.autodiff.array.Parallel;
import dev.jacobean.autodiff.array.cuda.Cuda;
import dev.jacobean.autodiff.array.Peak;
import dev.jacobean.experiments.bench.BenchCase;
import dev.jacobean.experiments.bench.BenchChild;
import dev.jacobean.experiments.bench.BenchClock;
import dev.jacobean.experiments.bench.BenchSuite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lazy bench`: how fast the arithmetic is here, beside what other libraries were measured to do.
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Times matrix products, convolutions, elementwise functions, the tape and whole training steps.",
    footer = {"", "Measure on a machine with nothing else to do, and compare ratios: the clock of a processor is no constant."})
final class BenchCommand implements Runnable {
  private static final int MOST_THREADS = 1024;
  private static final int STARTS = 9;

  /// In MiB: surely enough for a step of VGG-11 on 128 images.
  private static final int ENOUGH = 4096;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--suite", paramLabel = "NAME", description = "gemm, conv, elementwise, tape or steps; all unless told.")
  private @Nullable String suite;

  @Option(names = "--only", paramLabel = "TEXT", defaultValue = "",
      description = "Only the cases whose name, sizes and layout contain this, e.g. mlp.sgd_step.")
  private String only = "";

  @Option(names = "--threads", paramLabel = "N", description = "How many cores to use; all unless told.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--backend", paramLabel = "NAME", defaultValue = "auto",
      description = "The arithmetic: auto, vector, reference or cuda; ${DEFAULT-VALUE} unless told.")
  private String backend = "auto";

  @Option(names = "--tf32",
      description = "On cuda, let products of single precision round their factors to 10 bits of fraction: faster.")
  private boolean tf32;

  @Option(names = "--beside", paramLabel = "FILE",
      description = "JSON lines of another library's measurements of the same cases; may be given several times.")
  private List<Path> beside = new ArrayList<>();

  @Option(names = "--json", description = "Print one JSON object per case, nothing else.")
  private boolean json;

  @Override
  public void run() {
    List<BenchSuite> suites = chosen();
    BenchReport report = new BenchReport(spec.commandLine().getOut(), json, threads, BenchPeers.read(beside));
    configure();
    List<List<BenchCase>> cases = suites.stream().flatMap(one -> one.cases().stream())
        .map(group -> group.stream().filter(one -> one.title().contains(only)).toList())
        .filter(group -> !group.isEmpty()).toList();
    boolean steps = suites.contains(BenchSuite.STEPS);
    boolean start = steps && BenchReport.FIRST_GRADIENT.contains(only);
    boolean memory = steps && BenchReport.MEMORY.contains(only);
    if (cases.isEmpty() && !start && !memory) {
      throw usage("--only is \"" + only + "\"; it must be part of the name of a case");
    }
    report.begin(spec.qualifiedName());
    for (DType dtype : DType.values()) {
      if (cases.stream().flatMap(List::stream).anyMatch(one -> one.dtype() == dtype && one.flops() > 0)) {
        OptionalDouble peak = Peak.measure(dtype);
        peak.ifPresent(flops -> report.peak(dtype, flops));
      }
    }
    for (List<BenchCase> group : cases) {
      report.group(group, BenchClock.standard().inTurns(group));
    }
    children(report, start, memory);
  }

  private void children(BenchReport report, boolean start, boolean memory) {
    try {
      if (start) {
        report.start(firstGradient());
      }
      if (memory) {
        report.memory(BenchChild.memory(threads, ENOUGH));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BenchClock.Time firstGradient() throws IOException {
    double[] seconds = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      long begin = System.nanoTime();
      BenchChild.firstGradient("--add-modules", "jdk.incubator.vector", "-XX:+UseParallelGC");
      seconds[i] = (System.nanoTime() - begin) * 1e-9;
    }
    Arrays.sort(seconds);
    return new BenchClock.Time(seconds[STARTS / 2], seconds[0]);
  }

  private List<BenchSuite> chosen() {
    if (suite == null) {
      return List.of(BenchSuite.values());
    }
    Optional<BenchSuite> named = BenchSuite.named(suite);
    return List.of(named.orElseThrow(() -> usage("--suite is \"" + suite + "\"; it must be one of "
        + Arrays.stream(BenchSuite.values()).map(BenchSuite::toString).collect(Collectors.joining(", ")))));
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
    try {
      Backends.use(backend);
    } catch (IllegalArgumentException e) {
      throw usage("--backend " + backend + ": " + e.getMessage());
    }
    Cuda.useTf32(tf32);
    Parallel.setThreads(threads);
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
