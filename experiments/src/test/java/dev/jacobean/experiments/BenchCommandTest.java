package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.array.Parallel;
import dev.jacobean.experiments.bench.BenchChild;
import dev.jacobean.experiments.bench.BenchSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `lazy bench` in this process, on its shortest cases.
class BenchCommandTest {
  private final int threads = Parallel.threads();

  @TempDir Path folder;

  @AfterEach
  void restoreThreads() {
    Parallel.setThreads(threads);
  }

  private static Shell bench(Object... arguments) {
    return Shell.lazy(List.of(), Stream.concat(Stream.of("bench"), Stream.of(arguments)).toArray());
  }

  @Test
  void jsonIsOneObjectPerCaseInTheFieldsOfThePeers() throws IOException {
    Path peers = folder.resolve("peers.jsonl");
    Files.writeString(peers, """
        {"name": "torch.matmul", "shape": [64, 64, 64], "layout": "nn", "threads": 1, "median_ms": 1000.0, "gflops": 1.0}
        {"name": "torch.matmul", "shape": [64, 64, 64], "layout": "tn", "threads": 1, "median_ms": 1.0, "gflops": 1.0}
        {"name": "jax.matmul", "shape": [64, 64, 64], "layout": "nn", "threads": 2, "median_ms": 1.0, "gflops": 1.0}
        {"name": "jax.matmul-nhwc", "shape": [64, 64, 64], "layout": "nn", "threads": 1, "median_ms": 1000.0}
        """);
    Shell shell = bench("--suite", "gemm", "--only", "matmul [64, 64, 64] nn", "--threads", 1, "--json", "--beside", peers);
    assertThat(shell.status()).as(shell.err()).isZero();
    var line = Json.parse(shell.out().lines().reduce((before, last) -> last).orElseThrow());
    assertThat(line.path("name").asString()).isEqualTo("jacobean.matmul");
    assertThat(line.path("shape").toString()).isEqualTo("[64,64,64]");
    assertThat(line.path("layout").asString()).isEqualTo("nn");
    assertThat(line.path("threads").asInt()).isEqualTo(1);
    assertThat(line.path("median_ms").asDouble()).isGreaterThanOrEqualTo(line.path("min_ms").asDouble()).isPositive();
    assertThat(line.path("gflops").asDouble()).isPositive();
    assertThat(line.path("times_torch.matmul").asDouble()).isLessThan(1);
    assertThat(line.has("times_jax.matmul")).as("measured on another number of threads").isFalse();
    assertThat(line.path("times_jax.matmul-nhwc").asDouble()).isLessThan(1);
  }

  @Test
  void theTableNamesTheCaseAndItsTimes() {
    Shell shell = bench("--suite", "tape", "--only", "evaluate [1000, 1]", "--threads", 1);
    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.out().lines().toList()).hasSize(3).last().asString()
        .matches("tape\\.evaluate \\[1000, 1] +[0-9.]+ +[0-9.]+ +[0-9.]+");
  }

  @Test
  void everyCaseHasItsOwnName() {
    List<String> titles = Stream.of(BenchSuite.values()).flatMap(suite -> suite.cases().stream())
        .flatMap(List::stream).map(one -> one.title()).toList();
    assertThat(titles).doesNotHaveDuplicates().hasSizeGreaterThan(130);
    assertThat(titles.stream().map(title -> title.replaceAll(" .*", "")).collect(Collectors.toSet())).contains(
        "matmul", "matmul_f64", "conv2d.forward", "conv2d.grad_input", "conv2d.grad_weight", "mlp.forward",
        "mlp.sgd_step", "mlp.jvp", "mlp.linearised_step", "vgg11.forward", "vgg11.sgd_step", "vgg11.jvp",
        "vgg11.linearised_step", "two_layer.gd_step", "exp", "tanh", "log", "relu", "add", "sum", "softmax");
  }

  @Test
  void theFirstGradientIsPrintedByAFreshMachine() throws IOException {
    assertThat(BenchChild.firstGradient("--add-modules", "jdk.incubator.vector")).startsWith("gradient ");
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', textBlock = """
      --suite gems         ; --suite is "gems"; it must be one of gemm, conv, elementwise, tape, steps
      --only nonsense      ; --only is "nonsense"; it must be part of the name of a case
      --threads 0          ; --threads is 0; it must be from 1
      --backend gpu        ; --backend is "gpu"; it must be auto, vector, reference or cuda
      --tf32               ; --tf32 goes with --backend cuda only
      --beside /no/such    ; --beside is /no/such; it must be a file of JSON lines
      --json --fast        ; Unknown option: '--fast'
      """)
  void badInputIsOneSentenceAndStatusTwo(String options, String sentence) {
    isRefused(bench((Object[]) options.strip().split(" +")), sentence);
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
      [1, 2]
      {'name': 'matmul'}
      {'name': 'torch.matmul', 'shape': [1], 'median_ms': 'soon'}
      {'name'
      """)
  void aPeersFileOfSomethingElseIsRefused(String text) throws IOException {
    Path peers = folder.resolve("peers.jsonl");
    Files.writeString(peers, "\n" + text.replace('\'', '"') + "\n");
    isRefused(bench("--suite", "tape", "--beside", peers), "its line 2 must be a JSON object with name, shape");
  }

  private static void isRefused(Shell shell, String sentence) {
    assertThat(shell.status()).as(shell.err()).isEqualTo(2);
    assertThat(shell.err()).startsWith("lazy: ").contains(sentence.strip());
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.out()).isEmpty();
  }
}
