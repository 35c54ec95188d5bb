package dev.jacobean.autodiff.array.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks for the native libraries that a user may have installed; the first that opens is taken.
///
/// A file that is named by a setting (`jacobean.cuda.driver`, `.cublas`, `.nvrtc`) is the only candidate. Else the
/// folders of the setting `jacobean.cuda.path` come first, then the system's loader, then the toolkit's, the
/// distribution's, and those of Python packages. No program is started to find out.
final class Search {
  private static final List<String> BELOW = List.of("", "lib64", "lib", "nvidia/cu13/lib", "nvidia/cublas/lib",
      "nvidia/cuda_nvrtc/lib", "nvidia/cu12/lib");

  private final String label;
  private final List<String> names;
  private final List<String> tried = new ArrayList<>();

  private Search(String label, List<String> names) {
    this.label = label;
    this.names = names;
  }

  /// The driver's own library; it comes with the driver, never with a toolkit (whose `stubs` refuse every call).
  static Library driver() {
    return new Search("the NVIDIA driver", List.of("libcuda.so.1")).run("driver", List.of(
        Path.of("/usr/local/nvidia/lib64"), Path.of("/usr/local/nvidia/lib"), Path.of("/usr/lib/wsl/lib"),
        Path.of("/run/opengl-driver/lib"), Path.of("/usr/lib/x86_64-linux-gnu"), Path.of("/usr/lib64")));
  }

  /// @param major the newest version of CUDA that the driver serves
  static Library cublas(int major) {
    return new Search("cuBLAS", versions("libcublas.so.", major)).run("cublas", toolkits());
  }

  /// @param major the newest version of CUDA that the driver serves
  static Library nvrtc(int major) {
    Library library = new Search("NVRTC", versions("libnvrtc.so.", major)).run("nvrtc", toolkits());
    openBuiltins(library);
    return library;
  }

  /// The newest that the driver serves first; 12 is the oldest that has every function.
  private static List<String> versions(String stem, int major) {
    List<String> names = new ArrayList<>();
    for (int version = Math.max(major, Driver.OLDEST); version >= Driver.OLDEST; version--) {
      names.add(stem + version);
    }
    return List.copyOf(names);
  }

  private Library run(String setting, List<Path> folders) {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
      return Library.absent("graphics processors are used on Linux only", tried);
    }
    try {
      Optional<String> told = Settings.of(setting);
      if (told.isPresent()) {
        path(told.get()).flatMap(Search::companion).ifPresent(Search::preload);
        return open(told.get(), true).orElseGet(() -> Library.absent("%s is set to %s, which is no library: %s"
            .formatted(Settings.property(setting), told.get(), Loader.reason(told.get())), tried));
      }
      return anywhere(folders).orElseGet(() -> Library.absent(nothing(folders), tried));
    } catch (IllegalCallerException e) {
      return Library.absent("native access is denied; start Java with --enable-native-access=dev.jacobean.autodiff"
          + " (ALL-UNNAMED where Jacobean is on the class path)", tried);
    } catch (UnsupportedOperationException e) {
      return Library.absent("this Java cannot call native libraries: " + e.getMessage(), tried);
    }
  }

  private Optional<Library> anywhere(List<Path> folders) {
    Optional<Library> found = in(settings());
    for (String name : names) {
      found = found.or(() -> open(name, false));
    }
    return found.or(() -> in(folders));
  }

  private Optional<Library> in(List<Path> folders) {
    for (String name : names) {
      for (Path folder : folders) {
        Path file = folder.resolve(name);
        companion(file).ifPresent(Search::preload);
        Optional<Library> found = Files.exists(file) ? open(file.toString(), true) : Optional.empty();
        if (found.isPresent()) {
          return found;
        }
      }
    }
    folders.stream().map(Path::toString).filter(folder -> !tried.contains(folder)).forEach(tried::add);
    return Optional.empty();
  }

  /// What a library needs beside it, where its own folder is none of those that the loader looks in: cuBLAS has its larger half
  /// in a file of its own. Once that is open, the loader matches the name.
  private static Optional<Path> companion(Path library) {
    Path half = library.resolveSibling(library.getFileName().toString().replace("libcublas.so", "libcublasLt.so"));
    return half.equals(library) || !Files.exists(half) ? Optional.empty() : Optional.of(half);
  }

  /// @param whole whether it is a file's whole name; else the system's loader looks for it
  @SuppressWarnings("restricted")
  private Optional<Library> open(String file, boolean whole) {
    if (whole && !isElf(file)) { // Java would open it all the same, and warn
      tried.add(file + " (" + Loader.reason(file) + ")");
      return Optional.empty();
    }
    try {
      SymbolLookup symbols = whole ? SymbolLookup.libraryLookup(Path.of(file), Arena.global())
          : SymbolLookup.libraryLookup(file, Arena.global());
      return Optional.of(Library.found(label, whole ? file : mapped(file).orElse(file), symbols, tried));
    } catch (IllegalArgumentException e) { // covers a path that cannot be one
      String place = whole ? file + " (" + Loader.reason(file) + ")" : "the system's loader";
      if (!tried.contains(place)) {
        tried.add(place);
      }
      return Optional.empty();
    }
  }

  /// Whether a file begins as libraries do.
  private static boolean isElf(String file) {
    try (InputStream stream = Files.newInputStream(Path.of(file))) {
      return Arrays.equals(stream.readNBytes(4), new byte[] {0x7f, 'E', 'L', 'F'});
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  private String nothing(List<Path> folders) {
    String looked = tried.isEmpty() ? "" : "; looked in " + String.join(", ", tried);
    String other = Stream.concat(settings().stream(), folders.stream()).flatMap(this::others).findFirst()
        .map(file -> " (but " + file + ", which is of another version)").orElse("");
    return "no %s: %s was not found".formatted(label.replace("the ", ""), String.join(" or ", names)) + other + looked;
  }

  /// Libraries of the same name with another number.
  private Stream<Path> others(Path folder) {
    String stem = names.getFirst().replaceFirst("\\d+$", "");
    return list(folder, stem + "*").stream().filter(file -> file.getFileName().toString().matches(Pattern.quote(stem) + "\\d+"));
  }

  // ---- folders

  /// The folders of the setting `path`, each with those below it that a toolkit or a Python package would use.
  private static List<Path> settings() {
    List<Path> folders = new ArrayList<>();
    for (String folder : Settings.of("path").map(value -> value.split(":")).orElse(new String[0])) {
      BELOW.forEach(below -> path(folder).ifPresent(root -> folders.add(root.resolve(below))));
    }
    return folders;
  }

  private static List<Path> toolkits() {
    List<Path> folders = new ArrayList<>();
    for (String name : List.of("CUDA_HOME", "CUDA_PATH")) {
      Settings.environment(name).flatMap(Search::path).ifPresent(root -> {
        folders.add(root.resolve("lib64"));
        folders.add(root.resolve("lib"));
      });
    }
    folders.add(Path.of("/usr/local/cuda/lib64"));
    list(Path.of("/usr/local"), "cuda-*").forEach(root -> folders.add(root.resolve("lib64")));
    folders.add(Path.of("/usr/lib/x86_64-linux-gnu"));
    Settings.environment("CONDA_PREFIX").flatMap(Search::path).ifPresent(root -> folders.add(root.resolve("lib")));
    pythons().forEach(packages -> BELOW.stream().filter(below -> below.startsWith("nvidia"))
        .map(packages::resolve).filter(Files::isDirectory).forEach(folders::add));
    return folders;
  }

  /// The package folders of the active virtual environment, and of the first Python on the path.
  private static List<Path> pythons() {
    List<Path> roots = new ArrayList<>();
    Settings.environment("VIRTUAL_ENV").flatMap(Search::path).ifPresent(roots::add);
    Stream.of(Settings.environment("PATH").orElse("").split(":")).flatMap(folder -> path(folder).stream())
        .map(folder -> folder.resolve("python3")).filter(Files::isExecutable).findFirst()
        .ifPresent(python -> roots.add(python.toAbsolutePath().resolve("../..").normalize()));
    return roots.stream().flatMap(root -> list(root.resolve("lib"), "python3*").stream())
        .map(lib -> lib.resolve("site-packages")).filter(Files::isDirectory).toList();
  }

  /// Files of a folder by a pattern, the last in the alphabet (mostly the newest) first.
  private static List<Path> list(Path folder, String pattern) {
    List<Path> found = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, pattern)) {
      files.forEach(found::add);
    } catch (IOException e) {
      return List.of(); // no such folder, or none that may be read
    }
    found.sort(Comparator.reverseOrder());
    return found;
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  // ---- what the loader did

  /// Where the loader found a library, by this process's table of mapped files.
  private static Optional<String> mapped(String name) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains("/" + name)).map(line -> line.substring(line.indexOf('/'))).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// NVRTC opens a second library by its bare name at the first compilation and, where it lies in a folder of its own,
  /// does not find it; once it is open, the loader matches the name.
  private static void openBuiltins(Library nvrtc) {
    Optional<Path> file = nvrtc.complaint().isPresent() ? Optional.empty() : path(nvrtc.place());
    if (file.isPresent() && file.get().isAbsolute()) {
      try {
        Path folder = file.get().toRealPath().resolveSibling("");
        for (Path builtins : list(folder, "libnvrtc-builtins.so.*")) {
          preload(builtins);
        }
      } catch (IOException e) {
        return; // the compiler will say what it misses
      }
    }
  }

  @SuppressWarnings("restricted")
  private static void preload(Path file) {
    try {
      SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      System.getLogger("dev.jacobean.autodiff").log(System.Logger.Level.DEBUG, "not opened: {0}", file);
    }
  }

  /// The C library's own loader, asked only to explain a failure: Java says no more than that there was one.
  private static final class Loader {
    private static final int RTLD_NOW = 2;

    @SuppressWarnings("restricted")
    static String reason(String file) {
      try (Arena arena = Arena.ofConfined()) {
        Linker linker = Linker.nativeLinker();
        MethodHandle open = linker.downcallHandle(linker.defaultLookup().findOrThrow("dlopen"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        MethodHandle error = linker.downcallHandle(linker.defaultLookup().findOrThrow("dlerror"),
            FunctionDescriptor.of(Library.text()));
        MemorySegment handle = (MemorySegment) open.invokeExact(arena.allocateFrom(file), RTLD_NOW);
        MemorySegment text = (MemorySegment) error.invokeExact();
        boolean unexplained = handle.address() != 0 || text.address() == 0;
        return unexplained ? "it cannot be opened" : text.getString(0).replace(file + ": ", "");
      } catch (Throwable thrown) {
        return "it cannot be opened (" + Library.rethrow(thrown).getMessage() + ")";
      }
    }
  }
}
