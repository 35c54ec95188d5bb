package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.cuda.CudaException;
import dev.jacobean.nn.data.DataException;
import dev.jacobean.nn.data.Fetch;
import dev.jacobean.nn.data.MissingDataException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line: `lazy list`, `lazy run`, `lazy merge`, `lazy report`, and so on.
@Command(name = "lazy", mixinStandardHelpOptions = true, versionProvider = Lazy.Version.class,
    description = "Reproduces \"On Lazy Training in Differentiable Programming\" (Chizat, Oyallon, Bach, 2019).",
    synopsisSubcommandLabel = "COMMAND", exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:every claim holds", "1:a claim fails", "2:bad usage or input", "3:data is missing",
        "70:a defect of this program", "130:stopped by Ctrl-C"})
public final class Lazy implements Runnable {
  /// A defect of this program, by the custom of sysexits.h.
  private static final int DEFECT = 70;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Lazy() {}

  /// Runs a command and ends the process with its status.
  public static void main(String[] args) {
    // Results hold letters like τ; today's terminals and files are UTF-8 even where the locale is "C".
    Output output = new Output(new FileOutputStream(FileDescriptor.out));
    PrintWriter out = new PrintWriter(output, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int status = run(Catalogue.paper(), out, err, args);
    out.flush();
    System.exit(output.lost().map(reason -> {
      err.println("lazy: standard output cannot be written (" + reason + "); not all that was asked for is there");
      return Refusal.USAGE;
    }).orElse(status));
  }

  /// Runs a command, whose jobs, if it has any, run where `executor` lets them.
  ///
  /// @param out  for what was asked for
  /// @param err  for everything else
  /// @param args the command and its options
  /// @return the exit status
  public static int run(Executor executor, PrintWriter out, PrintWriter err, String... args) {
    return run(line(Catalogue.paper(), Fetch::fetch, executor), out, err, args);
  }

  /// Runs a command.
  ///
  /// @return the exit status
  static int run(Catalogue catalogue, PrintWriter out, PrintWriter err, String... args) {
    return run(line(catalogue, Fetch::fetch, new ThreadExecutor()), out, err, args);
  }

  private static int run(CommandLine line, PrintWriter out, PrintWriter err, String... args) {
    Locale.setDefault(Locale.ROOT); // the same digits everywhere: files are compared with those of other machines
    line.setOut(out).setErr(err);
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      say(line, "the memory of " + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB is not enough for this;"
          + " JDK_JAVA_OPTIONS=-Xmx... gives more, and fewer --threads need less");
      return Refusal.USAGE;
    }
  }

  /// All commands.
  ///
  /// @param source   where data sets are downloaded from
  /// @param executor where jobs run
  static CommandLine line(Catalogue catalogue, DataCommand.Source source, Executor executor) {
    return new CommandLine(new Lazy())
        .addSubcommand(new ListCommand(catalogue))
        .addSubcommand(new RunCommand(catalogue, executor))
        .addSubcommand(new MergeCommand(catalogue))
        .addSubcommand(new ReportCommand(catalogue))
        .addSubcommand(new DataCommand(source))
        .addSubcommand(new DiagnoseCommand())
        .addSubcommand(new LearnCommand())
        .addSubcommand(new DocsCommand())
        .addSubcommand(new DoctorCommand())
        .addSubcommand(new BenchCommand())
        .addSubcommand(new GpuCheckCommand())
        .addSubcommand(new ImageCommand())
        .registerConverter(Preset.class, Preset::parse)
        .registerConverter(Shard.class, Shard::parse)
        .registerConverter(GpuPart.class, GpuPart::parse)
        .setAbbreviatedOptionsAllowed(false)
        .setColorScheme(CommandLine.Help.defaultColorScheme(
            Console.dumb() ? CommandLine.Help.Ansi.OFF : CommandLine.Help.Ansi.AUTO))
        .setParameterExceptionHandler((e, ignored) -> misused(e))
        .setExecutionExceptionHandler((e, command, ignored) -> failed(e, command));
  }

  @Override
  public void run() {
    List<String> commands = List.copyOf(spec.commandLine().getSubcommands().keySet());
    throw new ParameterException(spec.commandLine(), "a command is missing: "
        + String.join(", ", commands.subList(0, commands.size() - 1)) + " or " + commands.getLast());
  }

  private static int misused(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String first = refusal(e).map(Refusal::sentence)
        .orElseGet(() -> String.valueOf(e.getMessage()).lines().findFirst().orElse("bad usage"));
    say(command, first.replaceAll("\\.$", "") + " (" + command.getCommandSpec().qualifiedName() + " --help shows the usage)");
    return Refusal.USAGE;
  }

  private static int failed(Exception e, CommandLine command) {
    Optional<Refusal> refusal = refusal(e);
    if (refusal.isPresent()) {
      say(command, refusal.get().sentence());
      return refusal.get().status();
    }
    say(command, "internal error: " + e + "; this is a defect of the program"
        + (System.getenv("LAZY_TRACE") == null ? " (LAZY_TRACE=1 shows where)" : ""));
    if (System.getenv("LAZY_TRACE") != null) {
      e.printStackTrace(command.getErr());
    }
    return DEFECT;
  }

  /// The refusal that an exception wraps, or is: bad files and full disks are no defects of the program.
  static Optional<Refusal> refusal(Exception e) {
    return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause).flatMap(cause -> switch (cause) {
      case Refusal refusal -> Stream.of(refusal);
      case MissingDataException missing -> Stream.of(Refusal.data(String.valueOf(missing.getMessage())));
      case DataException bad -> Stream.of(Refusal.usage(String.valueOf(bad.getMessage())));
      case CudaException gpu -> Stream.of(Refusal.usage(String.valueOf(gpu.getMessage())));
      case UncheckedIOException io -> Stream.of(Refusal.usage(String.valueOf(io.getMessage())));
      case FileSystemException file -> Stream.of(Refusal.usage(file.getFile() + ": " + ResultFolder.reason(file)));
      default -> Stream.empty();
    }).findFirst();
  }

  private static void say(CommandLine command, String sentence) {
    command.getErr().println("lazy: " + sentence);
    command.getErr().flush();
  }

  /// Reads the version that Maven wrote.
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"lazy " + Machine.version()};
    }
  }
}
