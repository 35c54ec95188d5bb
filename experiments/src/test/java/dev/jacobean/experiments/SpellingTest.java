package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import morfologik.speller.Speller;
import morfologik.stemming.Dictionary;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The words of the documents, and of what the program says about its experiments, are British English or in
/// `docs/words.txt`, which is sorted by code point, one word a line, as it is written in the middle of a sentence.
///
/// Not looked at: code, links, names with a capital or a digit inside (`TangentModel`, `F32`, `SIMD`), single letters.
class SpellingTest {
  private static final Path OWN = Page.ROOT.resolve("docs/words.txt");
  private static final Pattern NO_PROSE = Pattern.compile(
      "(?ms)^ *```.*?^ *```|<!--.*?-->|`[^`]*`|]\\([^)]*\\)|https?://\\S+|</?[a-z][^>]*>|\\b[\\w.-]+\\.(java|md|py|html|json|csv|npz|txt)\\b");
  private static final Pattern WORD = Pattern.compile("(?<![\\p{L}\\p{N}_])\\p{L}++(?:['’]\\p{L}++)*+(?![\\p{N}_])");

  private final Speller speller = new Speller(dictionary(), 2);
  private final Set<String> own = new TreeSet<>(lines());

  private static Dictionary dictionary() {
    try {
      return Dictionary.read(Objects.requireNonNull(
          Speller.class.getResource("/org/languagetool/resource/en/hunspell/en_GB.dict"), "the dictionary is not on the class path"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> lines() {
    return Page.read(OWN).text().lines().toList();
  }

  /// The text without what is none, of the same lines.
  private static String prose(String markdown) {
    return NO_PROSE.matcher(markdown).replaceAll(found -> found.group().replaceAll("[^\n]", " "));
  }

  private static Stream<String> words(String line) {
    return WORD.matcher(line).results().map(MatchResult::group).map(word -> word.replace('’', '\'').replaceFirst("'s?$", ""))
        .filter(word -> word.length() > 1 && word.substring(1).equals(word.substring(1).toLowerCase(Locale.ROOT)));
  }

  private boolean isKnown(String word) {
    String small = word.toLowerCase(Locale.ROOT);
    return own.contains(word) || own.contains(small) || !speller.isMisspelled(word) || !speller.isMisspelled(small);
  }

  /// What is wrong, as `file:line: word; suggestions`.
  private List<String> findings(String file, String text) {
    List<String> findings = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      for (String word : words(lines.get(i)).filter(one -> !isKnown(one)).toList()) {
        List<String> instead = speller.findReplacements(word);
        findings.add("%s:%d: %s; %s".formatted(file, i + 1, word,
            instead.isEmpty() ? "nothing like it is known" : "perhaps " + String.join(", ", instead.subList(0, Math.min(5, instead.size())))));
      }
    }
    return findings;
  }

  private static List<Page> texts() {
    List<Page> texts = new ArrayList<>(Page.all());
    StringBuilder said = new StringBuilder();
    for (Experiment experiment : Catalogue.paper().experiments()) {
      String lines = String.join("\n", experiment.title(), experiment.shows(), String.join("\n", experiment.notes()));
      said.append(lines).append('\n');
    }
    texts.add(new Page(Page.ROOT.resolve("what lazy list says"), said.toString()));
    return texts;
  }

  @TestFactory
  Stream<DynamicTest> everyWordIsSpeltRight() {
    return texts().stream().map(page -> DynamicTest.dynamicTest(page.name(), () -> assertThat(findings(page.name(), prose(page.text())))
        .as("a word that is right belongs in docs/words.txt").isEmpty()));
  }

  @Test
  void ownWordsAreSortedAndUsedAndNotInTheDictionary() {
    assertThat(lines()).isSorted().doesNotHaveDuplicates();
    Set<String> used = texts().stream().flatMap(page -> words(prose(page.text())))
        .flatMap(word -> Stream.of(word, word.toLowerCase(Locale.ROOT))).collect(Collectors.toSet());
    assertThat(own.stream().filter(word -> !used.contains(word))).as("no longer used").isEmpty();
    assertThat(own.stream().filter(word -> !speller.isMisspelled(word))).as("in the dictionary anyway").isEmpty();
  }

  @Test
  void aWrongWordIsFoundWithItsLineAndWhatItMayBe() {
    List<String> findings = findings("page.md", prose("The `colr` of\na derivativ, see [it](neuronz.md).\n```java\nxyzzy\n```\ncolor"));
    assertThat(findings).hasSize(2);
    assertThat(findings.get(0)).startsWith("page.md:2: derivativ; perhaps derivative");
    assertThat(findings.get(1)).startsWith("page.md:6: color; perhaps").contains("colour"); // American
  }
}
