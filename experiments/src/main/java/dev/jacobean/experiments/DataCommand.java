package dev.jacobean.experiments;

import dev.jacobean.nn.data.Cifar10;
import dev.jacobean.nn.data.DataFolder;
import dev.jacobean.nn.data.DataSet;
import dev.jacobean.nn.data.Fetch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lazy data`: downloads data sets from their official addresses and checks them. Nothing else ever downloads.
@Command(name = "data", mixinStandardHelpOptions = true,
    description = "Downloads data sets from their official addresses, and checks them byte for byte.",
    synopsisSubcommandLabel = "COMMAND")
final class DataCommand implements Runnable {
  /// Puts a data set's files into a folder: [Fetch#fetch].
  @FunctionalInterface
  interface Source {
    void fetch(DataSet set, Path root, Fetch.Watcher watcher);
  }

  private static final Duration LINE_INTERVAL = Duration.ofSeconds(10);
  private static final Duration REDRAW_INTERVAL = Duration.ofMillis(500);

  private final Source source;

  @Spec private CommandSpec spec = CommandSpec.create();

  DataCommand(Source source) {
    this.source = source;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: fetch, verify or speed");
  }

  /// Downloads what is not there; a transfer that was broken off is taken up where it stopped.
  @Command(name = "fetch", mixinStandardHelpOptions = true,
      description = "Downloads data sets. A transfer that was broken off is taken up where it stopped; what arrives is"
          + " checked.")
  int fetch(
      @Parameters(paramLabel = "SET", arity = "1..*", description = "cifar10 (162 MiB) or mnist (11 MiB).")
      List<String> names,
      @Option(names = "--data", paramLabel = "DIR", description = "Where to; ~/.cache/jacobean unless told.")
      Path data) {
    Path root = Optional.ofNullable(data).orElseGet(DataFolder::cache);
    for (DataSet set : names.stream().map(this::named).toList()) {
      if (!DataFolder.of(root).has(set)) {
        source.fetch(set, root, new Meter());
      }
      report(set, DataFolder.of(root));
    }
    return 0;
  }

  /// Checks data sets byte for byte.
  @Command(name = "verify", mixinStandardHelpOptions = true, description = "Checks the files of data sets byte for byte.")
  int verify(
      @Parameters(paramLabel = "SET", arity = "0..*", description = "cifar10 or mnist; both unless told.")
      List<String> names,
      @Option(names = "--data", paramLabel = "DIR",
          description = "Where they are; unless told, JACOBEAN_DATA and ~/.cache/jacobean.")
      Path data) {
    DataFolder found = DataFolder.find(Optional.ofNullable(data)); // refuses what is no folder
    DataFolder folder = data == null ? found : DataFolder.of(data); // who names a folder asks about that one
    List<DataSet> sets = names == null || names.isEmpty() ? fetchable() : names.stream().map(this::named).toList();
    sets.forEach(set -> report(set, folder));
    return 0;
  }

  /// Measures the input pipeline.
  @Command(name = "speed", mixinStandardHelpOptions = true,
      description = "Measures what it takes to prepare a batch of CIFAR-10, moved at random, against the training step"
          + " of VGG-11 that it is for.")
  int speed(
      @Option(names = "--batch", paramLabel = "N", defaultValue = "128",
          description = "Images a step; ${DEFAULT-VALUE} unless told.") int batch,
      @Option(names = "--data", paramLabel = "DIR",
          description = "Where CIFAR-10 is; unless told, JACOBEAN_DATA and ~/.cache/jacobean.")
      Path data) {
    if (batch < 1 || batch > 1024) {
      throw new ParameterException(spec.commandLine(), "--batch is " + batch + "; it must be from 1 to 1024");
    }
    PipelineSpeed found = PipelineSpeed.measure(DataFolder.find(Optional.ofNullable(data)), batch);
    spec.commandLine().getOut().println(found.sentence());
    spec.commandLine().getOut().flush();
    return 0;
  }

  /// Writes the resource of [SmallImages] anew; for whoever maintains this program.
  @Command(name = "shrink", hidden = true, description = "Makes the file of small images from CIFAR-10.")
  int shrink(@Parameters(paramLabel = "FILE") Path file, @Option(names = "--data", paramLabel = "DIR") Path data) {
    DataFolder folder = DataFolder.find(Optional.ofNullable(data));
    SmallImages small = SmallImages.of(Cifar10.train(folder, SmallImages.TRAIN), Cifar10.test(folder));
    try {
      Files.write(file, small.packed());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + ResultFolder.reason(e), e);
    }
    return 0;
  }

  private static List<DataSet> fetchable() {
    return Arrays.stream(DataSet.values()).filter(DataSet::isFetchable).toList();
  }

  private DataSet named(String name) {
    return fetchable().stream().filter(set -> set.name().equalsIgnoreCase(name)).findFirst()
        .orElseThrow(() -> new ParameterException(spec.commandLine(),
            "there is no data set \"" + name + "\" to be downloaded; it must be cifar10 or mnist"));
  }

  /// Says that each file is whole.
  ///
  /// @throws Refusal in the sentence of the first that is not
  private void report(DataSet set, DataFolder folder) {
    for (DataFolder.Finding finding : folder.verify(set)) {
      switch (finding.state()) {
        case WHOLE -> spec.commandLine().getOut().println(finding.sentence());
        case MISSING -> throw Refusal.data(finding.sentence());
        case DAMAGED -> throw Refusal.usage(finding.sentence());
      }
    }
    spec.commandLine().getOut().flush();
  }

  /// Progress: a line that is redrawn on a terminal, a line now and then elsewhere.
  private final class Meter implements Fetch.Watcher {
    private final boolean terminal = Console.terminal();
    private final long interval = (terminal ? REDRAW_INTERVAL : LINE_INTERVAL).toNanos();
    private long last = System.nanoTime();

    @Override
    public void arrived(String file, long bytes, long total) {
      boolean complete = bytes == total;
      if (System.nanoTime() - last < interval && !complete) {
        return;
      }
      last = System.nanoTime();
      PrintWriter err = spec.commandLine().getErr();
      String text = total < 0 ? "%s: %.1f MiB".formatted(file, bytes / 0x1p20)
          : String.format(Locale.ROOT, "%s: %.1f of %.1f MiB, %d %%", file, bytes / 0x1p20, total / 0x1p20,
              total == 0 ? 100 : 100 * bytes / total);
      err.print(terminal ? "\r" + text + (complete ? "\n" : "") : text + "\n");
      err.flush();
    }
  }
}
