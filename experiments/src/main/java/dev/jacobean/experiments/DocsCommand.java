package dev.jacobean.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lazy docs`: all documents as pages for a browser.
@Command(name = "docs", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Writes DIR/index.html and what it leads to: README, guide, the evening with autodiff, examples,"
        + " results, the sources they name, and the comments of the public classes if Javadoc has been built. The pages"
        + " need no network and no scripts.",
    exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:the pages are there", "2:bad usage or input"})
final class DocsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/site",
      description = "Where the pages go; ${DEFAULT-VALUE} unless told. What an earlier call has put there is replaced.")
  private Path out = Path.of("target", "site");

  @Override
  public void run() {
    Path root = Repository.with(Path.of("docs", "guide")).orElseThrow(() -> Refusal.usage(
        "the documents are not here; they lie in the repository, from which ./lazy makes pages of them"));
    if (out.toString().isEmpty()) {
      throw Refusal.usage("--out is empty; it must name a folder");
    }
    if (Files.isRegularFile(out)) {
      throw Refusal.usage("--out is " + out + ", which is a file; it must name a folder");
    }
    try {
      clear();
      Site site = Site.of(root);
      site.write(Files.createDirectories(out));
      spec.commandLine().getOut().println(out.resolve("index.html") + ": " + site.summary());
      spec.commandLine().getOut().flush();
    } catch (IOException e) {
      throw Refusal.usage("--out " + out + ": cannot be written (" + ResultFolder.reason(e) + ")");
    }
  }

  /// Takes an earlier site away, lest its pages stay when their sources are gone; its mark stays, lest a call that
  /// fails leave a folder that the next one takes for something else.
  private void clear() throws IOException {
    if (!Files.isDirectory(out)) {
      return;
    }
    Path mark = out.resolve(Site.MARK);
    try (Stream<Path> all = Files.walk(out)) {
      List<Path> files = all.filter(file -> !file.equals(out) && !file.equals(mark))
          .sorted(Comparator.reverseOrder()).toList();
      if (!files.isEmpty() && !Files.exists(mark)) {
        throw Refusal.usage("--out is " + out + ", which holds something else;"
            + " it must be new, empty, or made by lazy docs");
      }
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }
}
