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
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lazy gpu-check`: whether the graphics processor computes what it should, and how fast.
@Command(name = "gpu-check", mixinStandardHelpOptions = true,
    description = "Compares every operation of the graphics processor with plain loops, then measures products, passes over"
        + " memory, steps of training and calls. Where there is no Java, scripts/gpu-check does this and more.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:every operation is right", "1:an operation is wrong", "2:bad usage, or no such processor"})
final class GpuCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--log", paramLabel = "DIR", description = "Also write what is printed to DIR/checks.txt and so on, and"
      + " times to DIR/jacobean.jsonl.")
  private Optional<Path> log = Optional.empty();

  @Option(names = "--small", description = "Measure a thousandth: whether it runs, not how fast.")
  private boolean small;

  @Option(names = "--part", paramLabel = "PART", defaultValue = "checks,speed", split = ",",
      description = "checks, speed, profile (what takes how long in a step; needs JACOBEAN_CUDA_SYNC=true), fig3a (epochs of"
          + " Figure 3(a) at paper size and α = 1; goes on where DIR stopped), or table (of all times in DIR);"
          + " ${DEFAULT-VALUE} unless told.")
  private Set<GpuPart> parts = Set.of();

  @Option(names = "--epochs", paramLabel = "N", defaultValue = "10",
      description = "How many epochs of fig3a; ${DEFAULT-VALUE} unless told.")
  private int epochs = 10;

  @Option(names = "--data", paramLabel = "DIR",
      description = "Where data sets are, for fig3a; unless told, JACOBEAN_DATA and ~/.cache/jacobean.")
  private Optional<Path> data = Optional.empty();

  @Option(names = "--noise", description = "Train fig3a on noise, which takes as long as on images.")
  private boolean noise;

  private final List<String> said = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    if (parts.contains(GpuPart.TABLE) && log.isEmpty()) {
      throw usage("--part table needs --log; it must be the folder with the times");
    }
    if (parts.contains(GpuPart.FIG3A) && log.isEmpty()) {
      throw usage("--part fig3a needs --log; it must be the folder where training is saved");
    }
    if (epochs < 1) {
      throw usage("--epochs is " + epochs + "; it must be at least 1");
    }
    if (parts.contains(GpuPart.PROFILE) && !Cuda.isSynchronous()) {
      throw usage("--part profile needs JACOBEAN_CUDA_SYNC=true in the environment; each call must be waited for");
    }
    boolean right = true;
    if (!parts.equals(Set.of(GpuPart.TABLE))) {
      open();
    }
    if (parts.contains(GpuPart.CHECKS)) {
      right = check();
      write(GpuPart.CHECKS);
    }
    if (parts.contains(GpuPart.SPEED)) {
      speed();
      write(GpuPart.SPEED);
    }
    if (parts.contains(GpuPart.PROFILE)) {
      new DeviceProfile(small).run(this::say);
      write(GpuPart.PROFILE);
    }
    if (parts.contains(GpuPart.FIG3A)) {
      DeviceEpochs.of(small, noise, data, log.orElseThrow().resolve("fig3a")).run(epochs, this::say);
      write(GpuPart.FIG3A);
    }
    if (parts.contains(GpuPart.TABLE)) {
      new DeviceTable(DeviceLine.read(log.orElseThrow(), this::say)).rows(small).forEach(this::say);
      write(GpuPart.TABLE);
    }
    return right ? 0 : 1;
  }

  private void open() {
    Availability gpu = Cuda.availability();
    if (!gpu.usable()) {
      throw usage(gpu.sentence());
    }
    Backends.use("cuda");
    say(gpu.sentence());
  }

  private boolean check() {
    List<DeviceParity.Outcome> outcomes = new DeviceParity().outcomes(Cuda::backend);
    outcomes.forEach(outcome -> say(outcome.line()));
    long wrong = outcomes.stream().filter(outcome -> !outcome.holds()).count();
    say("%d of %d comparisons hold".formatted(outcomes.size() - wrong, outcomes.size()));
    return wrong == 0;
  }

  private void speed() throws IOException {
    List<DeviceLine> lines = new DeviceSpeed(small, this::say).measure();
    MemoryUse use = Cuda.memory();
    say("memory: at most %d MiB of %d MiB were in use".formatted(use.peak() >> 20, use.budget() >> 20));
    if (log.isPresent()) {
      Files.write(Files.createDirectories(log.get()).resolve(DeviceSpeed.LIBRARY + ".jsonl"),
          lines.stream().map(Json::line).toList());
    }
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
    said.add(line);
  }

  /// Writes what was said since the last time.
  private void write(GpuPart part) throws IOException {
    if (log.isPresent()) {
      Files.write(Files.createDirectories(log.get()).resolve(part.word() + ".txt"), said);
    }
    said.clear();
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
