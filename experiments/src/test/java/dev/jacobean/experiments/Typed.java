package dev.jacobean.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A command that a page of documentation tells its reader to type.
///
/// @param page  where it stands
/// @param text  without its comment, in one line
/// @param block whether it stands in a block of its own, not in a sentence
/// @param shown what the page says that it prints, for a command alone in its block before a block of `text`
record Typed(Page page, String text, boolean block, Optional<String> shown) {
  private static final Pattern INLINE = Pattern.compile("`((?:\\./lazy|lazy|mvn|java|jshell|git|python) [^`]+)`");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  /// All that a page has.
  static List<Typed> in(Page page) {
    List<Typed> all = new ArrayList<>();
    for (Page.Block block : page.blocks()) {
      if (block.language().equals("sh")) {
        List<String> lines = block.body().replace("\\\n", " ").lines().map(line -> line.replaceFirst("(^| +)#.*", "").strip())
            .filter(line -> !line.isEmpty()).toList();
        Optional<String> shown = page.after(block).filter(next -> lines.size() == 1 && next.language().equals("text")
            && page.between(block, next).isBlank()).map(Page.Block::body);
        lines.forEach(line -> all.add(new Typed(page, line, true, shown)));
      }
    }
    for (MatchResult inline : INLINE.matcher(page.prose()).results().toList()) {
      String text = inline.group(1).replaceAll("\\s+", " ");
      if (!text.contains("…")) { // a pattern, no command
        all.add(new Typed(page, text, false, Optional.empty()));
      }
    }
    return all;
  }

  /// Its words, as a shell reads them.
  List<String> words() {
    return WORD.matcher(text).results()
        .map(word -> Stream.of(1, 2, 3).map(word::group).filter(part -> part != null).findFirst().orElseThrow()).toList();
  }

  /// The page's program before it in a file of this name that the reader was told to write.
  Optional<String> program() {
    return page.blocks().stream().filter(block -> block.language().equals("java") && block.body().contains("void main("))
        .map(Page.Block::body).findFirst();
  }

  @Override
  public String toString() {
    return page.name() + ": " + text;
  }
}
