package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.cuda.Availability;
import dev.jacobean.autodiff.array.cuda.Cuda;
import dev.jacobean.autodiff.array.cuda.MemoryUse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lazy gpu-check`: whether the graphics processor computes what it should, and how fast.
@Command(name = "gpu-check", mixinStandardHelpOptions = true,
    description = "Compares every operation of the graphics processor with plain loops, then measures products, passes over"
        + " memory and calls. To run it where there is no Java, carry over what \"lazy image\" makes.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:every operation is right", "1:an operation is wrong", "2:bad usage, or no such processor"})
final class GpuCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--log", paramLabel = "DIR", description = "Also write what is printed to DIR/gpu-check.txt.")
  private Optional<Path> log = Optional.empty();

  @Option(names = "--small", description = "Measure a thousandth: whether it runs, not how fast.")
  private boolean small;

  private final List<String> said = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Availability gpu = Cuda.availability();
    if (!gpu.usable()) {
      throw new ParameterException(spec.commandLine(), gpu.sentence());
    }
    Backends.use("cuda");
    say(gpu.sentence());
    List<DeviceParity.Outcome> outcomes = new DeviceParity().outcomes(Cuda::backend);
    outcomes.forEach(outcome -> say(outcome.line()));
    long wrong = outcomes.stream().filter(outcome -> !outcome.holds()).count();
    say("%d of %d comparisons hold".formatted(outcomes.size() - wrong, outcomes.size()));
    new DeviceSpeed(small, this::say).measure();
    MemoryUse use = Cuda.memory();
    say("memory: at most %d MiB of %d MiB were in use".formatted(use.peak() >> 20, use.budget() >> 20));
    if (log.isPresent()) {
      Files.write(Files.createDirectories(log.get()).resolve("gpu-check.txt"), said);
    }
    return wrong == 0 ? 0 : 1;
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
    said.add(line);
  }
}
