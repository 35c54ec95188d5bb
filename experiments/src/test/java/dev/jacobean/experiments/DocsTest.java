package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// `lazy docs`: the site is whole, leads nowhere that is not there, and loads nothing from the network.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocsTest {
  private static final Pattern REFERENCE = Pattern.compile("<[^>]*\\s(href|src)=\"([^\"]*)\"");
  private static final Pattern ANCHOR = Pattern.compile("<[^>]*\\sid=\"([^\"]*)\"");

  private final Map<Path, String> pages = new HashMap<>();

  private Path site = Path.of("");

  @BeforeAll
  void make(@TempDir Path site) throws IOException {
    Site all = Site.of(Page.ROOT);
    new Site(all.root(), all.sections(), all.files(), Map.of()).write(site); // without Javadoc, were it built
    try (Stream<Path> files = Files.walk(site)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".html")).toList()) {
        pages.put(file, Files.readString(file));
      }
    }
    this.site = site;
  }

  private static Shell docs(Path out) {
    return Shell.lazy(List.of(), "docs", "--out", out);
  }

  private static Set<String> anchors(String page) {
    return ANCHOR.matcher(page).results().map(found -> found.group(1)).collect(Collectors.toSet());
  }

  @Test
  void everyReferenceLeadsToAPageOfTheSiteAndToAPlaceOnIt() {
    assertThat(pages).hasSizeGreaterThan(60);
    pages.forEach((file, text) -> REFERENCE.matcher(text).results().forEach(found -> {
      String reference = found.group(2);
      String where = site.relativize(file) + ": " + reference;
      if (reference.startsWith("https://")) {
        assertThat(found.group()).as(where + ": a link, nothing that is loaded").startsWith("<a ");
        return;
      }
      if (reference.startsWith("data:")) {
        return;
      }
      String[] parts = URLDecoder.decode(reference, StandardCharsets.UTF_8).split("#", 2);
      Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
      assertThat(target).as(where).startsWith(site).isRegularFile();
      if (parts.length == 2) {
        assertThat(anchors(pages.get(target))).as(where).contains(parts[1]);
      }
    }));
  }

  @Test
  void everyDocumentHasItsPageAndIsInTheNavigation() {
    String home = pages.get(site.resolve("index.html"));
    for (Page page : Page.all()) {
      Path target = Site.target(Path.of(page.name()));
      assertThat(site.resolve(target)).as(page.name() + ": is it in the list of its folder's README?").isRegularFile();
      assertThat(home).contains("href=\"" + target + "\"");
    }
  }

  @Test
  void noPageLoadsOrRunsAnything() {
    for (Map.Entry<Path, String> page : pages.entrySet()) {
      assertThat(page.getValue()).as(page.getKey().toString()).doesNotContain("@import", "url(", "src=\"http", "src=\"//");
      if (!page.getKey().endsWith("sweeps.html")) { // the one page that moves
        assertThat(page.getValue()).as(page.getKey().toString()).doesNotContain("<script");
      }
    }
    assertThat(site.resolve("site.css")).content().doesNotContain("@import", "url(", "http");
  }

  @Test
  void noAsteriskOfAFormulaIsTakenForEmphasis() {
    pages.forEach((file, text) -> assertThat(text).as(file.toString())
        .doesNotContainPattern("<(em|strong)>[^<]*[₀-₉=·][^<]*</"));
  }

  @Test
  void pagesShowWhatTheirSourcesSay() {
    assertThat(site.resolve("index.html")).content()
        .contains("<h2 id=\"use-it\">Use it</h2>", "<th align=\"right\">Lines</th>", "<pre tabindex=\"0\" class=\"java\">",
            "<span class=\"k\">record</span> Net(Tensor hidden, Tensor output)", "href=\"docs/guide/errors.html\"",
            "href=\"autodiff/src/main/java/dev/jacobean/autodiff/Tape.java.html\"");
    assertThat(site.resolve("autodiff/src/main/java/dev/jacobean/autodiff/Tape.java.html")).content()
        .contains("<span class=\"k\">class</span> Tape");
    assertThat(site.resolve("docs/learn/04-tape.html")).content()
        .contains("src=\"pictures/tape.svg\"", "<details>", "aria-current");
    assertThat(site.resolve("docs/learn/pictures/sweeps.html")).hasSameBinaryContentAs(
        Page.ROOT.resolve("docs/learn/pictures/sweeps.html"));
  }

  @Test
  void javadocIsTakenInWhereItWasBuiltAndNamedWhereNot(@TempDir Path folder) throws IOException {
    Path built = Files.createDirectories(folder.resolve("apidocs"));
    Files.writeString(built.resolve("index.html"), "<p>comments");
    Site all = Site.of(Page.ROOT);
    Path with = Files.createDirectory(folder.resolve("with"));
    new Site(all.root(), all.sections(), all.files(), Map.of("autodiff", built)).write(with);
    assertThat(with.resolve("api/autodiff/index.html")).hasContent("<p>comments");
    assertThat(with.resolve("api/index.html")).content().contains("href=\"autodiff/index.html\"").doesNotContain("mvn");
    assertThat(site.resolve("api/index.html")).content().contains("mvn verify -DskipTests", "./lazy docs");
  }

  @Test
  void anOldSiteIsReplacedAndNothingElseIs(@TempDir Path folder) throws IOException {
    Path made = folder.resolve("site");
    assertThat(docs(made).out()).startsWith(made.resolve("index.html") + ": ").hasLineCount(1);
    Files.writeString(made.resolve("gone.html"), "of a page that is gone");
    assertThat(docs(made).status()).isZero();
    assertThat(made.resolve("gone.html")).doesNotExist();
    Path mine = Files.createDirectory(folder.resolve("mine"));
    Files.writeString(mine.resolve("letter.txt"), "dear");
    isRefused(docs(mine), "--out is " + mine + ", which holds something else");
    assertThat(mine.resolve("letter.txt")).hasContent("dear");
  }

  @Test
  void aSiteThatCouldNotBeFinishedIsReplaced(@TempDir Path folder) throws IOException {
    Site all = Site.of(Page.ROOT);
    Site lacking = new Site(all.root(), all.sections(), Set.of(Path.of("no", "such.java")), Map.of());
    assertThatThrownBy(() -> lacking.write(folder)).isInstanceOf(NoSuchFileException.class);
    assertThat(folder).isNotEmptyDirectory();
    assertThat(docs(folder).status()).isZero();
  }

  @Test
  void badUsageIsOneSentence(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    isRefused(docs(file), "--out is " + file + ", which is a file");
    isRefused(docs(file.resolve("below")), "cannot be written");
    isRefused(docs(Path.of("")), "--out is empty");
    isRefused(Shell.lazy(List.of(), "docs", "--wibble"), "Unknown option: '--wibble'");
  }

  private static void isRefused(Shell shell, String sentence) {
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).startsWith("lazy: ").contains(sentence).hasLineCount(1);
    assertThat(shell.out()).isEmpty();
  }
}
