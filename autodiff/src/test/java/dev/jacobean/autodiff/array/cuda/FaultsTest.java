package dev.jacobean.autodiff.array.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever is wrong with a device or its libraries is one sentence, and never the end of the process. Libraries are
/// chosen once a process, so that each case has one of its own.
@Tag("gpu")
class FaultsTest {
  private static final String ALLOWED = "--enable-native-access=ALL-UNNAMED";

  /// Whatever file the environment names for cuBLAS is not meant.
  private static final List<String> UNNAMED = List.of("JACOBEAN_CUDA_CUBLAS=");

  /// The stand-in with faults planted; more options than its own replace them.
  private static String standIn(List<String> options, List<String> variables, String... what) {
    List<String> all = new ArrayList<>(StandIn.settings());
    all.add(ALLOWED);
    all.addAll(options);
    return said(all, variables, what);
  }

  private static String said(List<String> options, List<String> variables, String... what) {
    StandIn.Ended ended = StandIn.run(Probe.class, options, variables, what);
    assertThat(ended.status()).as(ended.said()).isZero();
    assertThat(ended.said()).doesNotContain("\tat ");
    return String.join("\n", ended.said().lines() // without what is said once of plain loops
        .filter(line -> !line.contains("Backends$Notice") && !line.startsWith("INFO: Plain loops")).toList());
  }

  @Test
  void aDeviceThatIsThereIsDescribed() {
    assertThat(standIn(List.of(), List.of(), "availability", "auto", "use", "sum", "product").lines()).hasSize(5)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("availability: true, stand-in, 0.5 GiB, compute capability 9.0; driver for CUDA 13.0,"
                + " cuBLAS 13.99 (").contains("NVRTC 13.99 ("),
            line -> assertThat(line).isEqualTo("auto: reference"),
            line -> assertThat(line).startsWith("use: cuda f64, cuda: stand-in"),
            line -> assertThat(line).isEqualTo("sum: -1000.0"),
            line -> assertThat(line).isEqualTo("product: 1000.0"));
  }

  @Test
  void withoutADriverTheRestIsNotLookedFor(@TempDir Path empty) {
    // A machine with a driver would find it: so this one is told where to look, and there is none.
    String said = said(List.of(ALLOWED, "-Djacobean.cuda.driver=" + empty.resolve("libcuda.so.1")), List.of(),
        "availability", "auto", "sum");
    assertThat(said.lines()).hasSize(3)
        .first().asString().startsWith("availability: false, jacobean.cuda.driver is set to ")
        .contains("which is no library", "No such file");
    assertThat(said).contains("auto: reference", "sum: Unavailable: jacobean.cuda.driver is set to");
  }

  @Test
  void whatIsNoLibraryIsSaidToBeNone(@TempDir Path folder) throws IOException {
    for (String text : List.of("", "no library\n")) {
      Path file = Files.writeString(folder.resolve("libcuda.so.1"), text);
      assertThat(said(List.of(ALLOWED, "-Djacobean.cuda.driver=" + file), List.of(), "availability"))
          .startsWith("availability: false, jacobean.cuda.driver is set to " + file + ", which is no library: ")
          .containsAnyOf("file too short", "invalid ELF header");
    }
  }

  @Test
  void aMissingLibraryNamesTheFileAndThePlaces(@TempDir Path folder) {
    String said = standIn(List.of("-Djacobean.cuda.nvrtc=" + folder.resolve("none.so")), List.of(), "availability", "use");
    assertThat(said).contains("availability: false, jacobean.cuda.nvrtc is set to", "none.so")
        .contains("use: IllegalArgumentException: backend cuda: jacobean.cuda.nvrtc is set to");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "STANDIN_CUBLAS=14 | cuBLAS 14.99 (%s) is newer than the driver, which serves CUDA 13.0; install cuBLAS 13 or update the driver",
    "STANDIN_NVRTC=14  | NVRTC 14.99 (%s) is newer than the driver, which serves CUDA 13.0; install NVRTC 13 or update the driver",
    "STANDIN_CUBLAS=11 | cuBLAS 11.99 (%s) is too old; 12.0 or later is needed",
    "STANDIN_NVRTC=11  | NVRTC 11.99 (%s) is too old; 12.0 or later is needed",
  })
  void aLibraryOfAnotherMajorVersionIsRefused(String variable, String sentence) {
    assertThat(standIn(List.of(), List.of(variable), "availability"))
        .isEqualTo("availability: false, " + sentence.formatted(StandIn.library()));
  }

  /// cuBLAS needs a second file beside it; where it lies in a folder of its own the system does not find that.
  @Test
  void whatALibraryNeedsIsLookedForBesideIt(@TempDir Path folder) {
    Path half = folder.resolve("libcublasLt.so.13");
    StandIn.variant(half, "-Wl,-soname,libcublasLt.so.13");
    Path library = StandIn.variant(folder.resolve("libcublas.so.13"), "-Wl,--no-as-needed", half.toString());
    List<String> options = new ArrayList<>(StandIn.settings().stream().filter(option -> !option.contains("cublas")).toList());
    options.addAll(List.of(ALLOWED, "-Djacobean.cuda.path=" + folder));
    assertThat(said(options, UNNAMED, "availability")).contains("availability: true", "cuBLAS 13.99 (" + library + ")");
  }

  /// Libraries are looked for by the names of the versions that would do; one that would not is named all the same.
  @Test
  void aLibraryOfAnotherNameIsNamed(@TempDir Path folder) throws IOException {
    Files.copy(StandIn.library(), folder.resolve("libcublas.so.11"));
    List<String> options = StandIn.settings().stream().filter(option -> !option.contains("cublas")).toList();
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(ALLOWED, "-Djacobean.cuda.path=" + folder));
    String said = said(all, UNNAMED, "availability");
    Assumptions.assumeTrue(said.startsWith("availability: false"), "this machine has a cuBLAS of its own");
    assertThat(said).startsWith("availability: false, no cuBLAS: libcublas.so.13 or libcublas.so.12 was not found (but "
        + folder.resolve("libcublas.so.11") + ", which is of another version); looked in ");
  }

  @Test
  void aMissingFunctionIsNamed(@TempDir Path folder) {
    Path library = StandIn.variant(folder.resolve("libvariant.so"), "-DWITHOUT_BATCHES");
    assertThat(standIn(List.of("-Djacobean.cuda.cublas=" + library), List.of(), "availability", "sum"))
        .contains("availability: false, cuBLAS (" + library + ") has no function cublasGemmStridedBatchedEx;"
            + " a newer version is needed")
        .contains("sum: Unavailable: cuBLAS");
  }

  @Test
  void deniedAccessSaysWhatToAdd() {
    List<String> options = new ArrayList<>(StandIn.settings());
    options.add("--illegal-native-access=deny");
    assertThat(said(options, List.of(), "availability")).startsWith("availability: false, native access is denied;"
        + " start Java with --enable-native-access=dev.jacobean.autodiff");
  }

  /// Nothing native is touched unless somebody asks: else Java would warn, and some day refuse.
  @Test
  void otherBackendsNeedNoAccess() {
    List<String> options = new ArrayList<>(StandIn.settings());
    assertThat(said(options, List.of(), "auto")).isEqualTo("auto: reference");
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
    "STANDIN_DRIVER=11040         ; the NVIDIA driver serves CUDA 11.4; 12.0 or later is needed",
    "STANDIN_DEVICES=0            ; the NVIDIA driver sees no device",
    "STANDIN_CAPABILITY=70        ; stand-in has compute capability 7.0; 7.5 or later is needed",
    "STANDIN_FAULT=cuInit:1:34    ; cuInit: CUDA_ERROR_STUB_LIBRARY (34",
    "STANDIN_FAULT=cuInit:1:100   ; cuInit: CUDA_ERROR_NO_DEVICE (100",
    "STANDIN_FAULT=cuDeviceGetCount:1:3 ; cuDeviceGetCount: CUDA_ERROR_NOT_INITIALIZED (3",
  })
  void whatTheDriverRefusesIsSaid(String variable, String sentence) {
    String[] parts = sentence.split("; ");
    assertThat(standIn(List.of(), List.of(variable), "availability")).startsWith("availability: false, " + parts[0])
        .contains(Arrays.asList(parts));
  }

  @ParameterizedTest
  @CsvSource({"1, 'jacobean.cuda.device is 1; the driver sees 1'", "-1, 'jacobean.cuda.device is \"-1\"; must be a whole number'",
    "x, 'jacobean.cuda.device is \"x\"; must be'"})
  void aDeviceThatIsNotThereIsRefused(String number, String sentence) {
    assertThat(standIn(List.of("-Djacobean.cuda.device=" + number), List.of(), "availability"))
        .startsWith("availability: false, " + sentence);
  }

  @Test
  void aDeviceThatIsLostStaysLost() {
    String said = standIn(List.of(), List.of("STANDIN_FAULT=cuLaunchKernel:1:700", "STANDIN_STICKY=1"), "sum", "product");
    assertThat(said.lines()).hasSize(2).allMatch(line -> line.contains("Lost: the device is lost, and every array on it:"
        + " cuLaunchKernel: CUDA_ERROR_ILLEGAL_ADDRESS (700") && line.contains("the last operations were of, negate"));
  }

  /// The device runs behind the program: some later call is told of the fault, with what was done before it.
  @Test
  void aFaultThatShowsLaterIsToldWithTheLastOperations() {
    List<String> variables = List.of("STANDIN_LATE=1:700");
    assertThat(standIn(List.of(), variables, "sum", "sum").lines()).hasSize(2).allMatch(line -> line.contains(
        "Lost: the device is lost, and every array on it: cuEventSynchronize: CUDA_ERROR_ILLEGAL_ADDRESS (700")
        && line.contains("the last operations were of, negate, fold sum, toDoubles; to see which one failed"));
    assertThat(standIn(List.of("-Djacobean.cuda.sync=true"), variables, "sum")).contains("cuStreamSynchronize")
        .endsWith("the last operations were of, negate");
  }

  /// What a device would not do either, though this processor would.
  @Test
  void aPackThatBeginsBetweenTwoIsAFault() {
    assertThat(standIn(List.of(), List.of(), "misaligned")).contains("misaligned: Lost: ", "CUDA_ERROR_MISALIGNED_ADDRESS (716");
  }

  @Test
  void aKernelThatCannotStartNamesItself() {
    assertThat(standIn(List.of(), List.of("STANDIN_FAULT=cuLaunchKernel:1:1"), "sum", "sum")).contains(
        "sum: Launch: kernel NEGATE_PACKS, 1 blocks of 256 threads: cuLaunchKernel: CUDA_ERROR_INVALID_VALUE", "sum: -1000.0");
  }

  @Test
  void aProductThatFailsNamesItsOperation() {
    assertThat(standIn(List.of(), List.of("STANDIN_FAULT=cublasGemmEx:1:13"), "product", "product")).contains(
        "product: CudaException: cublasGemmEx: CUBLAS_STATUS_EXECUTION_FAILED (13), in matmul", "product: 1000.0");
  }

  @Test
  void aKernelThatDoesNotCompileIsNamed(@TempDir Path cache) {
    assertThat(standIn(List.of("-Djacobean.cuda.cache=" + cache), List.of("STANDIN_FAULT=nvrtcCompileProgram:1:6"), "sum"))
        .contains("sum: Compilation: elementwise.cu with --gpu-architecture=sm_90 --std=c++17 --fmad=false:"
            + " NVRTC_ERROR_COMPILATION (6)");
  }

  @Test
  void aSpoiltImageIsCompiledForAnotherDeviceOnly(@TempDir Path cache) throws IOException {
    String again = "-Djacobean.cuda.cache=" + cache;
    assertThat(standIn(List.of(again), List.of(), "sum")).isEqualTo("sum: -1000.0");
    try (var files = Files.list(cache)) {
      assertThat(files.toList()).hasSize(2).allMatch(file -> file.toString().endsWith(".cubin"));
    }
    // Found again: no compiler is called.
    assertThat(standIn(List.of(again), List.of("STANDIN_FAULT=nvrtcCompileProgram:1:6"), "sum")).isEqualTo("sum: -1000.0");
  }

  /// The stand-in's threads run one after another. In the opposite order the same bits come out, unless one reads what
  /// another has not been waited for to write.
  @Test
  void resultsDoNotDependOnTheOrderOfThreads() {
    String forwards = standIn(List.of(), List.of(), "orders");
    assertThat(forwards).startsWith("orders: 1");
    assertThat(standIn(List.of(), List.of("STANDIN_REVERSED=1"), "orders")).isEqualTo(forwards);
  }

  /// What no result need show: the stand-in watches who reads and writes what.
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "unwaited  | thread 1 of block 0 reads what another writes: byte ",
    "warps     | thread 0 of block 0 writes what another writes: byte ",
    "apart     | apart: threads wait for others of their block that have ended",
    "beyond    | thread 63 of block 1 writes byte 512 of an array of 512 bytes",
    "unwritten | thread 0 of block 0 reads what nobody wrote: byte 0 of an array of 512 bytes",
    "together  | thread 0 of block 1 writes what another writes: byte 0 of an array of 512 bytes"})
  void whatKernelsMustNotTouchIsAFault(String kernel, String fault) {
    assertThat(standIn(List.of(), List.of("STANDIN_WATCH=1"), "waited", kernel))
        .contains("waited: done", kernel + ": Lost: ", fault);
  }

  @Test
  void whatTookHowLongIsToldWhereEachCallIsWaitedFor() {
    assertThat(standIn(List.of("-Djacobean.cuda.sync=true"), List.of(), "product", "spent", "sum", "spent", "spent")).contains(
        "spent: [product 10 × 10 × 10 1, tree_SUM 1]", "spent: [NEGATE_PACKS 1, tree_SUM 1]", "spent: []");
    assertThat(standIn(List.of(), List.of(), "sum", "spent")).contains("spent: []");
  }

  // ---- memory

  /// 1000 MiB of arrays pass through 64 MiB, of which cuBLAS has 32, and nobody frees one: the collector is asked.
  @Test
  void garbageMakesRoom() {
    assertThat(standIn(List.of(), List.of("STANDIN_MEMORY=67108864"), "garbage"))
        .isEqualTo("garbage: 1.0 after 1000, within budget true");
  }

  @Test
  void withoutRoomTheHoldersAreNamed() {
    assertThat(standIn(List.of(), List.of("STANDIN_MEMORY=67108864"), "hoard", "sum"))
        .contains("hoard: OutOfMemory: ", ": no room for 1.0 MiB on the device: 28.0 MiB are in use, 0 bytes are cached,"
            + " 28.8 MiB may be held; the most is held by negate (20 arrays, 20.0 MiB), exp (7 arrays, 7.0 MiB),"
            + " of (1 arrays, 1.0 MiB)")
        .doesNotContain("DisableExplicitGC")
        .endsWith("sum: -1000.0");
  }

  /// A step that fails gives back what it holds, and the next one is like the first.
  @Test
  void aStepWithoutRoomEndsLikeAnyOther() {
    assertThat(standIn(List.of(), List.of("STANDIN_MEMORY=67108864"), "step")).isEqualTo("step: OutOfMemory, then 0 arrays, 2.0");
  }

  @Test
  void aDeafCollectorIsSaidToBeDeaf() {
    assertThat(standIn(List.of("-XX:+DisableExplicitGC"), List.of("STANDIN_MEMORY=67108864"), "hoard"))
        .contains("OutOfMemory", "-XX:+DisableExplicitGC");
  }

  /// The driver itself is out of memory although the budget is not: another process took it.
  @Test
  void whatOthersHoldCannotBeHad() {
    assertThat(standIn(List.of("-Djacobean.cuda.memory=1000000000"), List.of("STANDIN_MEMORY=67108864"), "hoard"))
        .contains("OutOfMemory", "no room for 1.0 MiB", "953.7 MiB may be held");
    assertThat(standIn(List.of(), List.of("STANDIN_MEMORY=33554431"), "sum"))
        .contains("sum: OutOfMemory: no room for the 32 MiB that cuBLAS works in");
  }

  @Test
  void aFailureInTheMiddleLeavesTheRestUsable() {
    String said = standIn(List.of(), List.of("STANDIN_FAULT=cuMemAlloc_v2:3:2"), "sum", "sum");
    assertThat(said.lines()).hasSize(2).allMatch("sum: -1000.0"::equals); // asked again, the driver had some
  }
}
