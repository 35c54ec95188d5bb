package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.cuda.Availability;
import dev.jacobean.autodiff.array.cuda.Cuda;
import dev.jacobean.nn.data.DataFolder;
import dev.jacobean.nn.data.DataSet;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lazy doctor`: what this machine has and what it lacks.
@Command(name = "doctor", mixinStandardHelpOptions = true,
    description = "Shows what this machine has: Java, vector unit, cores, memory, data sets, GPU.")
final class DoctorCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--data", paramLabel = "DIR", defaultValue = "data",
      description = "Where data sets are; unless told, ${DEFAULT-VALUE}, JACOBEAN_DATA and ~/.cache/jacobean.")
  private Path data = Path.of("data");

  @Override
  public void run() {
    Machine machine = Machine.here();
    line("program", "lazy " + Machine.version());
    line("Java", machine.java() + (Runtime.version().compareTo(Runtime.Version.parse("25.0.3")) < 0
        ? "; 25.0.3 or later is better: before it the G1 collector may move pinned arrays" : ""));
    line("system", machine.system());
    line("processor", machine.processor());
    line("cores", String.valueOf(machine.cores()));
    line("memory", String.format(Locale.ROOT, "%.1f GiB for this program (-Xmx sets it)", machine.memory() / 0x1p30));
    line("arithmetic", Backends.description());
    line("CIFAR-10", found(DataSet.CIFAR10));
    line("MNIST", found(DataSet.MNIST));
    Availability gpu = Cuda.availability();
    line("GPU", gpu.sentence() + (gpu.usable() ? "; --backend cuda uses it" : "; no experiment needs one"));
  }

  private void line(String name, String value) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-11s %s%n", name, value);
    out.flush();
  }

  private String found(DataSet set) {
    boolean told = spec.commandLine().getParseResult().hasMatchedOption("--data");
    DataFolder folder = told ? DataFolder.of(data) : DataFolder.find(Optional.of(data).filter(Files::isDirectory));
    String places = folder.roots().stream().map(Path::toString).collect(Collectors.joining(", "));
    return (folder.has(set) ? "found in " : "not found in ") + places + (folder.has(set) ? ""
        : " (lazy data fetch " + set.name().toLowerCase(Locale.ROOT) + " downloads it, --data names another folder)");
  }
}
