package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The programs in `examples` print what their page says, with SIMD and on plain loops, and what they print is right.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesTest {
  private static final Path HOME = Page.ROOT.resolve("examples");
  private static final Pattern SHOWN =
      Pattern.compile("```sh\njava [^\n]* examples/(\\w+)\\.java\n```\n\n```text\n(.*?)```", Pattern.DOTALL);

  private final Map<String, String> printed = new HashMap<>();
  private final Map<String, String> printedOnPlainLoops = new HashMap<>();

  @BeforeAll
  void run(@TempDir Path folder) throws Exception {
    Programs.compile(HOME, folder.resolve("classes"));
    List<String> names = names();
    List<Path> classes = names.stream().map(name -> folder.resolve("classes").resolve(name)).toList();
    Programs programs = new Programs(folder);
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      Future<List<String>> simd = two.submit(() -> programs.printed(LearnCommand.SIMD, classes));
      Future<List<String>> plain = two.submit(() -> programs.printed(List.of(), classes));
      for (int i = 0; i < names.size(); i++) {
        printed.put(names.get(i), simd.get().get(i));
        printedOnPlainLoops.put(names.get(i), plain.get().get(i));
      }
    }
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(HOME)) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".java"))
          .map(name -> name.replace(".java", "")).sorted().toList();
    }
  }

  /// The numbers that follow some words in what a program printed, in order.
  private double[] numbers(String program, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(printed.get(program));
    double[] numbers = found.results().mapToDouble(one -> Double.parseDouble(one.group(1))).toArray();
    assertThat(numbers).as(pattern + " in\n" + printed.get(program)).isNotEmpty();
    return numbers;
  }

  @Test
  void everyProgramPrintsWhatThePageSays() {
    Map<String, String> shown = new HashMap<>();
    SHOWN.matcher(Page.read(HOME.resolve("README.md")).text()).results().forEach(one -> shown.put(one.group(1), one.group(2)));
    assertThat(printed).isEqualTo(shown);
    assertThat(printedOnPlainLoops).isEqualTo(shown);
  }

  @Test
  void everyProgramFitsAPage() throws IOException {
    for (String name : names()) {
      assertThat(Files.readAllLines(HOME.resolve(name + ".java"))).as(name).hasSizeLessThanOrEqualTo(60)
          .allMatch(line -> line.length() <= 120);
    }
  }

  @Test
  void theReportAgreesWithTrainingByHand() {
    double[] apart = numbers("OwnModel", "the two are ([0-9.]+) % apart");
    assertThat(apart[0]).isBetween(10.0, 50.0); // the report's own bounds: below a tenth is lazy, above a half is not
    assertThat(apart[1]).isLessThan(10);
    assertThat(printed.get("OwnModel")).containsSubsequence("It trains half lazily at alpha = 0.2", "It trains lazily at alpha = 20.0");
  }

  @Test
  void gaussNewtonFindsTheParametersAndConvergesFaster() {
    assertThat(printed.get("GaussNewton")).endsWith("size 2.0000, decay 0.3000, pitch 3.0000\n");
    double[] losses = numbers("GaussNewton", "loss ([0-9e.-]+)");
    int last = losses.length - 1;
    assertThat(losses[last] / losses[last - 1]).as("each step multiplies more digits than the one before, as the fit is exact")
        .isLessThan(losses[last - 1] / losses[last - 2]);
  }

  @Test
  void aNetworkIsLessSureAwayFromItsExamples() {
    double[] at = numbers("Laplace", "x = ([0-9.]+)");
    double[] deviations = numbers("Laplace", "± ([0-9.]+)");
    assertThat(at).containsExactly(0, 0.5, 1, 1.5, 2, 3, 4);
    double among = Math.max(deviations[1], Math.max(deviations[2], deviations[3]));
    assertThat(among).as("less than the noise, 0.1, of one example").isLessThan(0.1);
    assertThat(deviations[0]).as("in the gap").isGreaterThan(2 * among);
    assertThat(new double[] {among, deviations[4], deviations[5], deviations[6]}).isSorted();
    double[] means = numbers("Laplace", ": +(-?[0-9.]+) ±");
    for (int i = 1; i <= 3; i++) {
      assertThat(Math.abs(means[i] - Math.sin(2 * at[i]))).as("at " + at[i] + ", in its own deviations")
          .isLessThan(3 * deviations[i]);
    }
  }

  @Test
  void theEquationIsSolved() {
    double[] errors = numbers("Physics", "off by at most (\\de[+-]\\d+)");
    assertThat(errors[0]).as("untrained").isGreaterThan(0.5);
    assertThat(errors[errors.length - 1]).isLessThan(2e-4);
    // What the loss asks for, at a place between those where it asks for it.
    assertThat(Math.abs(numbers("Physics", "u″\\(1/3\\) = (-?[0-9.]+)")[0] + Math.PI * Math.PI * Math.sin(Math.PI / 3))).isLessThan(0.01);
  }

  @Test
  void theWrongLabelIsFoundAndGradientsAgree() {
    assertThat(printed.get("PerExample")).contains("example 17 pulls hardest", "the batch's gradient: true", "all losses: true");
    assertThat(numbers("PerExample", "length ([0-9.]+)")[0]).as("a mean of vectors no longer than that").isLessThanOrEqualTo(0.1);
  }

  @Test
  void theKernelIsPyTorchs() {
    assertThat(printed.get("FromPython")).contains("0.weight  F32 [16, 2]", "the tangent kernel is PyTorch's: true");
    double smallest = numbers("FromPython", "between ([0-9.]+) and")[0];
    assertThat(smallest).as("a kernel of 15 outputs and 99 parameters").isPositive();
  }
}
