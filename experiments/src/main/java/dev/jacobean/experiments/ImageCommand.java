package dev.jacobean.experiments;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lazy image`: this program with a Java of its own, for a machine that has none.
@Command(name = "image", mixinStandardHelpOptions = true,
    description = "Packs this program with a Java of its own into a folder that can be carried to a machine without"
        + " Java, of the same operating system and processor; DIR/bin/lazy starts it.",
    exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:the folder is complete", "2:bad usage or input"})
final class ImageCommand implements Callable<Integer> {
  /// What the program and its libraries need of Java: pictures and SVG, what JLine logs with, SIMD.
  private static final String MODULES = "java.base,java.desktop,java.logging,jdk.incubator.vector";

  /// What pictures in files do not need of these modules, found by the sizes of packages of which no command loads a class:
  /// windows, sound, printers, X11, images other than PNG; all of XML but what it takes to write a tree; Java's tool for
  /// keys; its messages in other languages.
  private static final Pattern NEEDLESS = Pattern.compile(String.join("|",
      "java\\.desktop/(com/)?(javax|sun/java|sun)/swing/(?!Icon\\.).*",
      "java\\.desktop/(javax/(sound|print|imageio/plugins/tiff)|com/sun/media/sound|java/awt/doc-files)/.*",
      "java\\.desktop/com/sun/imageio/plugins/(bmp|gif|jpeg|tiff|wbmp)/(?!\\w*Spi|JPEG\\.).*",
      "java\\.desktop/sun/(awt/X11|print|java2d/(opengl|xr|x11))/.*",
      "java\\.xml/com/sun/org/apache/(bcel|xpath|xalan/internal/xsltc/(compiler|dom)|xml/internal/dtm/ref)/(?!SourceLoader).*",
      "java\\.xml/com/sun/org/apache/xerces/internal/(impl/(dv/)?xs|impl/xpath|jaxp/validation)/.*",
      "java\\.xml/jdk/xml/internal/jdkcatalog/.*",
      "java\\.base/sun/security/tools/keytool/.*",
      ".*_(de|es|fr|it|ja|ko|pt_BR|sv|zh_CN|zh_HK|zh_TW)\\.(class|properties)"));

  /// Libraries for windows, sound, JPEG and colour profiles, and one of the vector unit's functions, which are our own;
  /// what only other programs than `java` read.
  private static final String FILES = Stream.concat(
      Stream.of("splashscreen", "awt_xawt", "jsound", "lcms", "mlib_image", "javajpeg", "jsvml")
          .map(name -> "lib" + name + ".so"),
      Stream.of("psfont*", "classlist", "jrt-fs.jar", "keytool"))
      .map(name -> "glob:**/" + name).collect(Collectors.joining(","));

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "The folder to make; must not exist.")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws IOException {
    if (Files.exists(folder)) {
      throw new ParameterException(spec.commandLine(), folder + " exists; name a folder that does not");
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null && Files.exists(parent) && !Files.isWritable(parent)) {
      throw new ParameterException(spec.commandLine(), folder + " cannot be made in " + parent
          + " (permission denied)");
    }
    ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow(() -> new ParameterException(spec.commandLine(),
        "this Java has no jlink; run it with a JDK that has the module jdk.jlink"));
    Path list = Files.createTempFile("needless", ".txt");
    try {
      Files.write(list, needless());
      link(jlink, list);
    } finally {
      Files.delete(list);
    }
    strip(folder.resolve("lib"));
    Path jars = Files.createDirectories(folder.resolve("lib/jars"));
    for (Path jar : jars()) {
      Files.copy(jar, jars.resolve(jar.getFileName().toString()));
    }
    Path start = folder.resolve("bin/lazy");
    try (var script = ImageCommand.class.getResourceAsStream("image-lazy.sh")) {
      Files.write(start, java.util.Objects.requireNonNull(script).readAllBytes());
    }
    Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s: %d MB; start %s%n", folder, size() / 1_000_000, start);
    out.flush();
    return 0;
  }

  private void link(ToolProvider jlink, Path list) {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    int status = jlink.run(writer, writer, "--add-modules", MODULES, "--strip-debug", "--no-header-files", "--no-man-pages",
        "--compress", "zip-9", "--dedup-legal-notices", "error-if-not-same-content",
        "--exclude-resources", "@" + list, "--exclude-files", FILES, "--output", folder.toString());
    if (status != 0) {
      throw new ParameterException(spec.commandLine(), "jlink could not make " + folder + ": "
          + said.toString().strip().lines().reduce((first, last) -> last).orElse("it does not say why"));
    }
  }

  /// Takes the names of inner functions, a sixth of their size, out of Java's own libraries, if the system has the tool.
  private static void strip(Path libraries) throws IOException {
    List<String> command = new ArrayList<>(List.of("strip", "--strip-unneeded"));
    try (Stream<Path> files = Files.walk(libraries)) {
      files.filter(file -> file.toString().endsWith(".so")).sorted().map(Path::toString).forEach(command::add);
    }
    try {
      new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    } catch (IOException absent) {
      return; // the image is larger, and works
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  /// The resources that are not needed, but for the first of each package, since a module must have the packages that its
  /// descriptor names.
  private static List<String> needless() throws IOException {
    Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
    List<String> patterns = new ArrayList<>();
    Set<Path> kept = new HashSet<>();
    try (Stream<Path> files = Files.walk(modules)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = modules.relativize(file).toString();
        if (!kept.add(file.getParent()) && NEEDLESS.matcher(name).matches()) {
          patterns.add("glob:/" + name);
        }
      }
    }
    return patterns;
  }

  /// The jars this program runs from.
  private List<Path> jars() {
    String paths = System.getProperty("jdk.module.path", System.getProperty("java.class.path"));
    List<Path> jars = new ArrayList<>();
    for (String part : paths.split(java.io.File.pathSeparator, -1)) {
      Path path = Path.of(part);
      try (Stream<Path> inside = Files.isDirectory(path) ? Files.list(path) : Stream.of(path)) {
        jars.addAll(inside.filter(file -> file.toString().endsWith(".jar")).sorted().toList());
      } catch (IOException e) {
        throw new ParameterException(spec.commandLine(), path + " cannot be read");
      }
    }
    if (jars.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "this program runs from folders of classes; run it from its jars");
    }
    return jars;
  }

  private long size() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
