package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.jacobean.experiments.bench.DeviceCase;
import dev.jacobean.experiments.bench.DeviceCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table that a check of a device ends with.
class DeviceTableTest {
  @TempDir Path folder;

  private static DeviceLine line(String library, String name, double ms, Double error) {
    return new DeviceLine(library, name, ms, error);
  }

  private static String row(String name, DeviceLine... lines) {
    return new DeviceTable(List.of(lines)).rows(false).stream().filter(row -> row.startsWith(name + " "))
        .findFirst().orElseThrow();
  }

  /// A product of 4096 takes 137.4 GFLOP: 2.75 ms are 50 TFLOP/s.
  @ParameterizedTest
  @CsvSource({"2.75, 2.65, 'holds: 0.96 of torch'", "2.75, 2.5, 'MISSED: 0.91 of torch'"})
  void aProductIsComparedWithTorch(double ours, double torch, String verdict) {
    assertThat(row("product 4096 F32", line("jacobean", "product 4096 F32", ours, 3e-7),
        line("torch eager", "product 4096 F32", torch, 3e-7))).contains("TFLOP/s", " 49.98 ", verdict).doesNotContain("(!)");
  }

  @ParameterizedTest
  @CsvSource({"F32, 3e-7, false", "F32, 3e-4, true", "TF32, 3e-4, false", "TF32, 3e-7, true", "TF32, 0.5, true",
    "F64, 1e-15, false", "F64, 3e-7, true", "F32, NaN, true"})
  void anotherPrecisionThanTheNameSaysIsMarked(String precision, double error, boolean marked) {
    String name = "product 4096 " + precision;
    String row = row(name, line("jacobean", name, 2, null), line("torch eager", name, 2, error));
    assertThat(row.contains("(!) was computed in another precision")).isEqualTo(marked);
  }

  @Test
  void aPassIsComparedWithACopy() {
    int n = 1 << 26;
    DeviceLine copy = line("jacobean", "copy " + n + " F32", 1, null);
    assertThat(row("negate " + n + " F32", copy, line("jacobean", "negate " + n + " F32", 1.2, null)))
        .contains("GB/s", "holds: 0.83 of the copy's rate, at least 0.80");
    assertThat(row("sum " + n + " F32", copy, line("jacobean", "sum " + n + " F32", 1.2, null)))
        .contains("MISSED: 0.42 of the copy's rate"); // it reads, and writes nothing
  }

  @Test
  void stepsAndCallsHaveTheirBounds() {
    assertThat(row("vgg11.sgd_step F32", line("jacobean", "vgg11.sgd_step F32", 3, null),
        line("torch eager", "vgg11.sgd_step F32", 2, null))).contains("holds: 1.50 times torch's time");
    assertThat(row("vgg11.linearised_step TF32", line("jacobean", "vgg11.linearised_step TF32", 3, null),
        line("torch eager", "vgg11.linearised_step TF32", 2, null))).contains("MISSED: 1.50 times torch's time, at most 1.20");
    assertThat(row("call of a kernel", line("jacobean", "call of a kernel", 0.004, null))).contains("holds: 4.00 µs");
    assertThat(row("vgg11.sgd_step F32", line("jacobean", "vgg11.sgd_step F32", 3, null)))
        .contains("open: at most 1.50 times torch's time");
    assertThat(row("vgg11.sgd_step F32", line("jax jit", "vgg11.sgd_step F32", 3, null))).contains("not measured");
  }

  @Test
  void linesComeFromEveryFile() throws IOException {
    Files.writeString(folder.resolve("a.jsonl"), "{\"library\": \"torch eager\", \"case\": \"call of a kernel\", \"ms\": 0.002}\n");
    Files.writeString(folder.resolve("b.jsonl"), Json.line(line("jacobean", "call of a kernel", 0.003, null)) + "\n");
    Files.writeString(folder.resolve("c.txt"), "no line\n");
    assertThat(DeviceLine.read(folder, line -> fail(line))).containsExactly(
        line("torch eager", "call of a kernel", 0.002, null), line("jacobean", "call of a kernel", 0.003, null));
    Shell shell = Shell.lazy(List.of(), "gpu-check", "--part", "table", "--log", folder);
    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.out().lines().toList()).hasSize(2).last().asString().matches("call of a kernel +µs +3.00 +2.00  holds.*");
    assertThat(folder.resolve("table.txt")).hasContent(shell.out());
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
      {'library': 'jax jit', 'case': 'sum'}
      {'case': 'sum', 'ms': 1}
      {'library': 'torch eager', 'case': 'sum', 'ms': 1, 'error': NaN}
      [1]
      {
      """)
  void aLineOfSomethingElseIsNamedAndLeftOut(String text) throws IOException {
    Files.writeString(folder.resolve("a.jsonl"), text.replace('\'', '"') + "\n"
        + Json.line(line("jacobean", "call of a kernel", 0.003, null)) + "\n");
    List<String> said = new ArrayList<>();
    assertThat(DeviceLine.read(folder, said::add)).containsExactly(line("jacobean", "call of a kernel", 0.003, null));
    assertThat(said).singleElement().asString().contains("a.jsonl has the line \"" + text.replace('\'', '"').strip())
        .endsWith("it must be a JSON object with library, case and ms");
  }

  /// The scripts for other libraries measure the same by the same names.
  @Test
  void theScriptsKnowEveryCase() throws IOException {
    String torch = Files.readString(Page.ROOT.resolve("scripts/gpu/torch_peer.py"));
    String jax = Files.readString(Page.ROOT.resolve("scripts/gpu/jax_peer.py"));
    List<String> names = DeviceCases.all(false).stream().map(DeviceCase::name).toList();
    assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(15);
    for (String name : names) {
      String stem = name.replaceAll("^vgg11\\.| F32$| TF32$| F64$", "").replaceAll(" \\d+$", "");
      assertThat(torch).as(name).contains(stem);
      if (!name.startsWith("call")) {
        assertThat(jax).as(name).contains(stem);
      }
      Stream.of(name.split(" ")).filter(word -> word.matches("4096|8192")).forEach(size -> assertThat(torch).contains(size));
    }
  }
}
