package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.array.DType;
import dev.jacobean.nn.data.DataFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files never pass on the command line, and are never answered with a stack trace: one sentence, status 2, or 3
/// if something is missing. What exactly is said of which damage is tested where files are read, in nn.
class BadInputTest {
  private static final int FILES = 400;

  @TempDir Path folder;

  private final SplittableRandom random = new SplittableRandom(12);

  @Test
  void damagedDataFilesAreOneSentence() throws IOException {
    Path place = Files.createDirectories(folder.resolve("cifar-10-binary"));
    byte[] content = new byte[5 * 3073];
    random.nextBytes(content);
    byte[] zipped = gzip(content);
    for (int i = 0; i < FILES; i++) {
      Path file = place.resolve(switch (i % 3) {
        case 0 -> "data_batch_1.bin";
        case 1 -> "data_batch_1.bin.gz";
        default -> "cifar-10-binary.tar.gz";
      });
      Files.write(file, damaged(i % 3 == 0 ? content : zipped));
      assertRefused("damage " + i, Shell.lazy(List.of(), "data", "verify", "cifar10", "--data", folder));
      Files.delete(file);
    }
  }

  @Test
  void anExperimentOnDamagedDataIsRefusedInOneSentence() throws IOException {
    Path place = Files.createDirectories(folder.resolve("cifar-10-binary"));
    for (String name : List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5",
        "test_batch")) {
      Files.write(place.resolve(name + ".bin"), new byte[3073]);
    }
    Shell shell = Shell.lazy(List.of(AlphaSweep.losses()), "run", "fig7a", "--preset", "medium", "--quiet", "--data",
        folder, "--out", folder.resolve("out"));
    assertRefused("fig7a", shell);
    assertThat(shell.err()).contains("data_batch_1.bin: holds 3073 bytes; must hold exactly 30730000");
  }

  @Test
  void damagedCheckpointsAreOneSentenceAndStay() throws IOException {
    Tiny tiny = new Tiny(folder);
    Path out = folder.resolve("out");
    Object[] run = {"run", "tiny", "--quiet", "--resume", "--out", out};
    Path place = out.resolve("tiny/quick/unfinished").resolve(Json.key("tiny", tiny.job()));
    tiny.job().run(Progress.silent(), place, Duration.ZERO);
    Path last;
    try (Stream<Path> files = Files.list(place)) {
      last = files.sorted().toList().getLast();
    }
    byte[] whole = Files.readAllBytes(last);
    for (int i = 0; i < 100; i++) {
      byte[] damaged = damaged(whole);
      Files.write(last, damaged);
      Shell shell = Shell.lazy(List.of(tiny), run);
      assertRefused("damage " + i, shell);
      assertThat(shell.err()).contains(last.getFileName().toString());
      assertThat(last).hasBinaryContent(damaged);
    }
    Files.write(last, whole);
    assertThat(Shell.lazy(List.of(tiny), run).status()).isZero();
  }

  private static void assertRefused(String what, Shell shell) {
    assertThat(shell.status()).as("%s: %s", what, shell).isIn(Refusal.USAGE, Refusal.DATA);
    assertThat(shell.err()).as(what).startsWith("lazy: ").hasLineCount(1).doesNotContain("internal error");
  }

  /// A copy that differs: a bit flipped, cut, or bytes put in.
  private byte[] damaged(byte[] content) {
    int at = random.nextInt(content.length);
    byte[] copy = switch (random.nextInt(3)) {
      case 0 -> Arrays.copyOf(content, at);
      case 1 -> Arrays.copyOf(content, content.length + 1 + at % 40);
      default -> content.clone();
    };
    if (copy.length == content.length) {
      copy[at] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  /// An experiment with one small training.
  private record Tiny(Path folder) implements Experiment {
    record Settings(int width) {}

    ImageTraining job() {
      Recipe recipe = new Recipe(Net.SMALL_VGG, 1, 1, new Pictures(true, 8, 4, false), Recipe.Aim.SQUARED, 4, 1, 0.1);
      return new ImageTraining(0, recipe, 1, DType.F32, 4, false, DataFolder.of(folder));
    }

    @Override
    public String id() {
      return "tiny";
    }

    @Override
    public String title() {
      return "Tiny";
    }

    @Override
    public String shows() {
      return "Nothing.";
    }

    @Override
    public String cost(Preset preset) {
      return "no time";
    }

    @Override
    public Study study(Request request) {
      return new Study() {
        @Override
        public Record settings() {
          return new Settings(1);
        }

        @Override
        public List<Job> jobs() {
          return List.of(job());
        }

        @Override
        public Findings conclude(List<Result> results) {
          double[] x = IntStream.range(0, 2).asDoubleStream().toArray();
          Figure figure = new Figure("Tiny", "x", "y").line("", x, x, Figure.BLUE, Figure.Stroke.SOLID);
          return new Findings(new Table("x").row(1), List.of(), figure);
        }
      };
    }
  }
}
