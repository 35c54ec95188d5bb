package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Backends;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
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
      description = "Where data sets are; ${DEFAULT-VALUE} unless told.")
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
    line("CIFAR-10", found("data_batch_1.bin"));
    line("MNIST", found("train-images-idx3-ubyte"));
    line("GPU", Files.exists(Path.of("/dev/nvidiactl")) ? "NVIDIA driver found; no experiment needs it"
        : "none found; no experiment needs one");
  }

  private void line(String name, String value) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-11s %s%n", name, value);
    out.flush();
  }

  private String found(String file) {
    if (!Files.isDirectory(data)) {
      return "not found: there is no folder " + data + " (--data names another)";
    }
    try (Stream<Path> paths = Files.walk(data, 3)) {
      return paths.filter(path -> path.getFileName().toString().startsWith(file)).findFirst()
          .map(path -> "found in " + path.getParent()).orElse("not found in " + data + " (--data names another folder)");
    } catch (IOException | java.io.UncheckedIOException e) {
      return "not found: " + data + " cannot be read";
    }
  }
}
