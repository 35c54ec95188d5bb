package dev.jacobean.experiments;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.nn.TangentModel;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lazy learn`: the programs of "Autodiff in an evening", `docs/learn`. A program runs as its readers would run it, from
/// its one source file, in a Java machine of its own with the library on the class path.
@Command(name = "learn", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Autodiff in an evening: runs the program of a chapter in docs/learn; without a chapter, lists them.")
final class LearnCommand implements Callable<Integer> {
  /// The option with which a program computes on the vector unit.
  static final List<String> SIMD = List.of("--add-modules", "jdk.incubator.vector");

  private static final Path HOME = Path.of("docs", "learn");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "CHAPTER", description = "Its number.")
  private String chapter = "";

  @Option(names = "--answers", description = "Run the answers to its exercises instead.")
  private boolean answers;

  @Option(names = "--pictures", paramLabel = "DIR", description = "Also write the pictures that the program makes there.")
  private Optional<Path> pictures = Optional.empty();

  /// A chapter: its number as its files have it, its title and its page.
  private record Chapter(String number, String title, Path page) {}

  @Override
  public Integer call() throws IOException {
    Path folder = folder();
    List<Chapter> chapters = chapters(folder);
    if (chapter.isEmpty()) {
      if (answers || pictures.isPresent()) {
        throw usage("--answers and --pictures belong to a chapter; none is named");
      }
      list(chapters);
      return 0;
    }
    Chapter chosen = chapters.stream().filter(one -> one.number.equals(twoDigits(chapter))).findFirst().orElseThrow(
        () -> usage("chapter is \"" + chapter + "\"; it must be a number from 1 to " + chapters.size()));
    return run(program(answers ? folder.resolve("answers") : folder, chosen), chosen);
  }

  private void list(List<Chapter> chapters) {
    PrintWriter out = spec.commandLine().getOut();
    for (Chapter one : chapters) {
      out.printf("%2s  %-38s %s%n", one.number.replaceFirst("^0", ""), one.title, HOME.resolve(one.page.getFileName()));
    }
    out.println("Run a chapter's program with: lazy learn 1, its answers with: lazy learn 1 --answers");
    out.flush();
  }

  private int run(Path program, Chapter chosen) throws IOException {
    List<String> arguments = new ArrayList<>();
    if (pictures.isPresent()) {
      arguments.add(folder(pictures.get()).toAbsolutePath().toString());
    }
    Process java = command(SIMD, List.of(), program.toString(), arguments).start();
    Thread errors = Thread.ofVirtual().start(() -> copy(java.errorReader(StandardCharsets.UTF_8), spec.commandLine().getErr()));
    copy(java.inputReader(StandardCharsets.UTF_8), spec.commandLine().getOut());
    try {
      errors.join();
      if (java.waitFor() != 0) {
        throw Refusal.usage("the program of chapter " + chosen.number + " ended with an error, which stands above");
      }
    } catch (InterruptedException e) {
      java.destroy();
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private Path folder(Path wanted) {
    try {
      Path made = Files.createDirectories(wanted);
      if (Files.isWritable(made)) {
        return made;
      }
      throw new AccessDeniedException(wanted.toString());
    } catch (IOException e) {
      throw usage("--pictures is " + wanted + "; it must be a folder that can be made and written ("
          + ResultFolder.obstacle(wanted).orElse(ResultFolder.reason(e)) + ")");
    }
  }

  private static void copy(BufferedReader from, PrintWriter to) {
    from.lines().filter(line -> !line.startsWith("WARNING: Using incubator modules")).forEach(line -> {
      to.println(line);
      to.flush();
    });
  }

  /// What starts a program: a source file, or a class. Numbers are written as in English wherever it runs.
  static ProcessBuilder command(List<String> options, List<Path> classes, String program, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Duser.language=en", "-Duser.country=GB", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8",
        "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(classes), program));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /// Where the library is, and more.
  static String classPath(List<Path> more) {
    return Stream.concat(more.stream(), Stream.of(Repository.place(Tensor.class), Repository.place(TangentModel.class))).map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path program(Path folder, Chapter chosen) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().matches("L" + chosen.number + "_.*\\.java")).findFirst()
          .orElseThrow(() -> Refusal.usage("chapter " + chosen.number + " has no program in " + folder));
    }
  }

  private static List<Chapter> chapters(Path folder) throws IOException {
    List<Chapter> chapters = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path page : files.filter(file -> file.getFileName().toString().matches("\\d\\d-.*\\.md")).sorted().toList()) {
        String title = Files.readAllLines(page).getFirst().replaceFirst("^# \\d+ · ", "");
        chapters.add(new Chapter(page.getFileName().toString().substring(0, 2), title, page));
      }
    }
    return chapters;
  }

  /// The chapters lie in the repository that this program was built in, or in the one that it was started in.
  private static Path folder() {
    return Repository.with(HOME).map(root -> root.resolve(HOME))
        .orElseThrow(() -> Refusal.usage("the chapters are not here; they lie in docs/learn of the repository, from which"
            + " ./lazy runs them"));
  }

  private static String twoDigits(String number) {
    return number.length() == 1 ? "0" + number : number;
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
