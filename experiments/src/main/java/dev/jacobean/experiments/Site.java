package dev.jacobean.experiments;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// The documents of the repository as a folder of pages that needs no network: every Markdown page, laid out as in the
/// repository; a page for each source file that one of them leads to; their pictures; and Javadoc, where it was built.
///
/// @param root     the repository
/// @param sections what the navigation shows
/// @param files    what else the pages lead to, from the root: pictures, which are copied, and sources, which get pages
/// @param api      the folders of Javadoc by the name of their module; empty if none was built
record Site(Path root, List<Section> sections, Set<Path> files, Map<String, Path> api) {
  /// A group of pages.
  ///
  /// @param title what the navigation calls it; empty for the pages at the top
  record Section(String title, List<Document> pages) {}

  /// Every site has it from its beginning, so that one can be told from a folder of something else.
  static final String MARK = "site.css";

  /// The page with the comments of the public classes, or with how to get them.
  static final Path API = Path.of("api", "index.html");

  private static final List<String> MODULES = List.of("autodiff", "nn");

  /// Where the Javadoc plugin has put pages, in one of its versions or another.
  private static final List<String> BUILT = List.of("target/reports/apidocs", "target/site/apidocs", "target/apidocs");

  /// Reads all documents.
  ///
  /// @throws IOException if one cannot be read
  static Site of(Path root) throws IOException {
    List<Section> sections = List.of(
        new Section("", List.of(read(root, "README.md"))),
        new Section("Guide", folder(root, "docs/guide")),
        new Section("Autodiff in an evening", folder(root, "docs/learn")),
        new Section("Programs and results",
            read(root, List.of("examples/README.md", "docs/results/README.md", "docs/performance.md"))),
        new Section("Working on it", read(root, List.of("CONTRIBUTING.md", "CHANGELOG.md"))));
    Set<Path> files = new LinkedHashSet<>();
    sections.stream().flatMap(section -> section.pages().stream()).flatMap(page -> page.links().stream())
        .filter(link -> !link.toString().endsWith(".md")).sorted().forEach(files::add);
    return new Site(root, sections, files, api(root));
  }

  /// The pages of a folder: first its README, then those that it leads to, in its order.
  private static List<Document> folder(Path root, String name) throws IOException {
    Document first = read(root, name + "/README.md");
    List<Path> paths = new ArrayList<>(List.of(first.path()));
    first.links().stream().filter(link -> link.startsWith(Path.of(name)) && link.toString().endsWith(".md"))
        .forEach(paths::add);
    return read(root, paths.stream().distinct().map(Path::toString).toList());
  }

  private static List<Document> read(Path root, List<String> names) throws IOException {
    List<Document> pages = new ArrayList<>();
    for (String name : names) {
      pages.add(read(root, name));
    }
    return pages;
  }

  private static Document read(Path root, String name) throws IOException {
    return Document.of(Path.of(name), Files.readString(root.resolve(name)));
  }

  private static Map<String, Path> api(Path root) {
    Map<String, Path> api = new LinkedHashMap<>();
    for (String module : MODULES) {
      BUILT.stream().map(place -> root.resolve(module).resolve(place))
          .filter(folder -> Files.exists(folder.resolve("index.html"))).findFirst()
          .ifPresent(folder -> api.put(module, folder));
    }
    return api;
  }

  /// The place in the site of a file in the repository.
  static Path target(Path file) {
    String name = Objects.requireNonNull(file.getFileName()).toString();
    if (name.equals("README.md")) {
      return file.resolveSibling("index.html");
    }
    return isPicture(file) ? file
        : file.resolveSibling(name.endsWith(".md") ? name.replaceFirst("md$", "html") : name + ".html");
  }

  private static boolean isPicture(Path file) {
    return file.toString().matches(".*\\.(png|svg|html)");
  }

  /// Writes everything into a folder that is there, the mark first.
  void write(Path out) throws IOException {
    try (InputStream style = Objects.requireNonNull(Site.class.getResourceAsStream(MARK))) {
      Files.write(out.resolve(MARK), style.readAllBytes());
    }
    SitePage template = new SitePage(this);
    for (Section section : sections) {
      for (Document page : section.pages()) {
        put(out.resolve(target(page.path())), template.of(page));
      }
    }
    for (Path file : files) {
      if (isPicture(file)) {
        copy(root.resolve(file), out.resolve(file));
      } else {
        put(out.resolve(target(file)), template.ofSource(file, Files.readString(root.resolve(file))));
      }
    }
    put(out.resolve(API), template.ofApi());
    for (Map.Entry<String, Path> module : api.entrySet()) {
      tree(module.getValue(), out.resolve("api").resolve(module.getKey()));
    }
  }

  private static void put(Path file, String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(Objects.requireNonNull(to.getParent()));
    Files.copy(from, to);
  }

  private static void tree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        copy(file, to.resolve(from.relativize(file)));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// What was made, in a sentence.
  String summary() {
    int pages = sections.stream().mapToInt(section -> section.pages().size()).sum();
    long pictures = files.stream().filter(Site::isPicture).count();
    return "%d pages, %d source files, %d pictures, %s".formatted(pages, files.size() - pictures, pictures,
        api.isEmpty() ? "without Javadoc, which " + SitePage.BUILD + " builds"
            : "Javadoc of " + String.join(" and ", api.keySet()));
  }
}
