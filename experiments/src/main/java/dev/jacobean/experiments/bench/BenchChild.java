package dev.jacobean.experiments.bench;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.Parallel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What can only be measured in a fresh Java machine: how long until the first gradient, and how much memory a step needs.
public final class BenchChild {
  private static final String START = "start";
  private static final String MEMORY = "memory";
  private static final int STEPS = 4;
  private static final int MEBI = 1 << 20;
  private static final long PATIENCE = 120;

  private BenchChild() {}

  /// The child's program: `start`, or `memory` and a number of threads.
  public static void main(String[] arguments) {
    if (arguments[0].equals(START)) {
      System.out.println("gradient " + gradient().output());
    } else {
      Parallel.setThreads(Integer.parseInt(arguments[1]));
      BenchModel<?> vgg = BenchSteps.vgg();
      for (int step = 0; step < STEPS; step++) {
        vgg.sgdStep();
      }
      System.out.println("resident " + resident());
    }
  }

  // ---- the time until the first gradient

  /// A network of two layers.
  public record Net(Tensor hidden, Tensor output) {
    Tensor apply(Tensor x) {
      return x.matmul(hidden).relu().matmul(output);
    }
  }

  /// The smallest program with a model in it: two layers, a mean square, one gradient.
  private static Net gradient() {
    Tensor x = Tensor.of(new double[][] {{1, 2}, {3, -1}, {0, 1}});
    Tensor y = Tensor.of(new double[][] {{1}, {-1}, {0}});
    Net at = new Net(Tensor.of(new double[][] {{0.5, -1}, {1, 0.25}}), Tensor.of(new double[][] {{1}, {-0.5}}));
    return Autodiff.gradient(net -> net.apply(x).minus(y).square().mean(), at);
  }

  /// Starts a Java machine; returns when it has printed its first gradient. The clock is the caller's: one inside the new
  /// machine would start late.
  ///
  /// @param options of the Java machine
  public static String firstGradient(String... options) throws IOException {
    Process child = start(List.of(options), START);
    try (var reader = child.inputReader()) {
      String line = reader.readLine();
      if (line == null || !line.startsWith("gradient")) {
        throw new IllegalStateException("bench: a child that should print a gradient printed " + line);
      }
      return line;
    } finally {
      child.destroy();
    }
  }

  // ---- memory

  /// The memory of a step of VGG-11, in MiB. How much a Java machine takes depends on how much it is given: it collects
  /// garbage only when it must. So there are two answers.
  ///
  /// @param resident the largest resident set of a process that is given as much as the launcher gives; 0 where the
  ///     system does not tell
  /// @param heap     the smallest heap (`-Xmx`) in which the steps succeed, which bounds from above what is alive at once
  /// @param tight    the largest resident set of a process with that heap: what the step needs
  public record Memory(long resident, long heap, long tight) {}

  /// Measures it, in some ten processes.
  ///
  /// @param free a heap, in MiB, that is surely enough
  public static Memory memory(int threads, int free) throws IOException {
    long resident = resident(threads, "-XX:MaxRAMPercentage=70").orElseThrow(() ->
        new IllegalStateException("bench: a child that should make a step of VGG-11 failed"));
    int enough = free;
    int tooLittle = 0;
    long tight = resident;
    while (enough - tooLittle > Math.max(16, enough / 64)) {
      int middle = (enough + tooLittle) / 2;
      Optional<Long> set = resident(threads, "-Xmx" + middle + "m");
      if (set.isPresent()) {
        enough = middle;
        tight = set.get();
      } else {
        tooLittle = middle;
      }
    }
    return new Memory(resident / MEBI, enough, tight / MEBI);
  }

  /// The largest resident set of a child, in bytes; empty if it failed, for want of memory.
  private static Optional<Long> resident(int threads, String heap) throws IOException {
    Process child = start(List.of("-XX:+UseParallelGC", heap, "-XX:+ExitOnOutOfMemoryError", "--add-modules",
        "jdk.incubator.vector"), MEMORY, String.valueOf(threads));
    try (var reader = child.inputReader()) {
      if (!child.waitFor(PATIENCE, TimeUnit.SECONDS)) {
        return Optional.empty(); // it does nothing any more but collect garbage
      }
      return reader.lines().filter(line -> line.startsWith("resident ")).findFirst()
          .map(line -> Long.parseLong(line.substring("resident ".length())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      child.destroyForcibly();
    }
  }

  /// The largest resident set of this process so far, in bytes; 0 where the system does not tell.
  private static long resident() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines.filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024).findFirst().orElse(0);
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0;
    }
  }

  /// A Java machine with this program, in modules or on the class path, as this one is.
  private static Process start(List<String> options, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    Module module = BenchChild.class.getModule();
    if (module.isNamed()) {
      command.addAll(List.of("--module-path", System.getProperty("jdk.module.path"), "--module",
          module.getName() + "/" + BenchChild.class.getName()));
    } else {
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchChild.class.getName()));
    }
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
