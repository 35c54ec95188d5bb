package dev.jacobean.autodiff.array.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The bindings are written by hand: where NVIDIA's headers are, each is compared with its prototype.
class HeadersTest {
  private static final Pattern BINDING = Pattern.compile("LIBRARY\\.bind(?:Text)?\\(\\s*\"(\\w+)\",\\s*\"([IJPB]*)\"");

  @ParameterizedTest
  @CsvSource({"Driver, cuda.h, 27", "Nvrtc, nvrtc.h, 13", "Cublas, cublas_api.h, 7"})
  void bindingsHaveTheTypesOfTheirPrototypes(String type, String header, int functions) throws IOException {
    Map<String, String> bound = bindings(type);
    assertThat(bound).hasSize(functions);
    Optional<Path> file = folders().map(folder -> folder.resolve(header)).filter(Files::exists).findFirst();
    Assumptions.assumeTrue(file.isPresent(), header + " is not installed");
    String text = Files.readString(file.get()).replaceAll("(?s)/\\*.*?\\*/", " ").replaceAll("//[^\n]*", " ");
    bound.forEach((function, letters) ->
        assertThat(prototypes(text, function)).as("%s in %s", function, file.get()).contains(letters));
  }

  private static Map<String, String> bindings(String type) throws IOException {
    Matcher matcher = BINDING.matcher(
        Files.readString(Path.of("src/main/java/dev/jacobean/autodiff/array/cuda", type + ".java")));
    Map<String, String> found = new TreeMap<>();
    while (matcher.find()) {
      found.put(matcher.group(1), matcher.group(2));
    }
    return found;
  }

  /// Where headers may be: of a toolkit, or of Python packages that the setting `path` names.
  private static Stream<Path> folders() {
    List<Path> folders = new ArrayList<>();
    Settings.environment("CUDA_HOME").ifPresent(home -> folders.add(Path.of(home, "include")));
    Settings.of("path").stream().flatMap(path -> Arrays.stream(path.split(":"))).forEach(root ->
        List.of("include", "nvidia/cu13/include", "nvidia/cublas/include", "nvidia/cuda_nvrtc/include")
            .forEach(below -> folders.add(Path.of(root, below))));
    folders.add(Path.of("/usr/local/cuda/include"));
    return folders.stream();
  }

  /// The letters of each prototype of a function: a header may keep an old one beside the new. `cuda.h` declares
  /// `cuMemAlloc` and defines that name to be `cuMemAlloc_v2`. Addresses on the device count as long, as in the
  /// bindings.
  private static List<String> prototypes(String text, String function) {
    String name = function.replaceFirst("_v\\d$", "");
    Matcher matcher = Pattern.compile("\\b" + name + "(?:_v\\d)?\\s*\\(([^;{)]*)\\)\\s*;").matcher(text);
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      String arguments = matcher.group(1).strip();
      found.add(arguments.isEmpty() || arguments.equals("void") ? "" : Arrays.stream(arguments.split(","))
          .map(argument -> letter(function, argument.strip())).collect(Collectors.joining()));
    }
    return found;
  }

  private static String letter(String function, String argument) {
    boolean onDevice = function.startsWith("cublas")
        && argument.matches("(const )?void\\s*\\*\\s*(A|B|C|workspace)");
    if (onDevice || argument.matches("(CUdeviceptr|size_t|long long( int)?)\\b[^*]*")) {
      return "J";
    }
    if (argument.contains("*") || argument.contains("[")
        || argument.matches("(CUcontext|CUstream|CUevent|CUmodule|CUfunction|cublasHandle_t|cudaStream_t|nvrtcProgram)\\b.*")) {
      return "P";
    }
    return argument.startsWith("unsigned char") ? "B" : "I";
  }
}
