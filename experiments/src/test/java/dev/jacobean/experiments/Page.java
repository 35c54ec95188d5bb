package dev.jacobean.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A page of documentation, as the tests read it.
///
/// @param file where it is
/// @param text its Markdown
record Page(Path file, String text) {
  /// The repository.
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern FENCE = Pattern.compile("(?m)^```(\\w*)\n(.*?)^```$", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  /// A fenced block.
  ///
  /// @param language what the fence says, `java`
  /// @param body its lines
  /// @param start where it begins in the page
  /// @param end where it ends
  record Block(String language, String body, int start, int end) {}

  /// Every page of the repository: those of its root, and all in `docs` and `examples`.
  static List<Page> all() {
    try (Stream<Path> root = Files.list(ROOT); Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> examples = Files.walk(ROOT.resolve("examples"))) {
      return Stream.of(root, docs, examples).flatMap(files -> files).filter(file -> file.toString().endsWith(".md")).sorted().map(Page::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page read(Path file) {
    try {
      return new Page(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// From the root: `docs/guide/install.md`.
  String name() {
    return ROOT.relativize(file).toString().replace('\\', '/');
  }

  /// Its fenced blocks.
  List<Block> blocks() {
    return FENCE.matcher(text).results().map(m -> new Block(m.group(1), m.group(2), m.start(), m.end())).toList();
  }

  /// The block that follows, if nothing but prose lies between.
  java.util.Optional<Block> after(Block block) {
    return blocks().stream().filter(next -> next.start >= block.end).findFirst();
  }

  /// The text between two blocks.
  String between(Block block, Block next) {
    return text.substring(block.end, next.start);
  }

  /// Everything but its fenced blocks.
  String prose() {
    return FENCE.matcher(text).replaceAll("");
  }

  /// Where its links lead, as written.
  List<String> links() {
    return LINK.matcher(prose().replaceAll("`[^`\n]*`", "code")).results().map(m -> m.group(1)).toList();
  }

  /// The anchors of its headings, as GitHub makes them.
  List<String> anchors() {
    List<String> anchors = new ArrayList<>();
    Matcher headings = HEADING.matcher(prose());
    while (headings.find()) {
      String words = headings.group(1).replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replace("`", "");
      anchors.add(words.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").strip().replace(' ', '-'));
    }
    return anchors;
  }
}
