package dev.jacobean.experiments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/// A Markdown page, parsed, with its links turned from files of the repository to pages of the [Site].
///
/// @param path     from the repository's root
/// @param title    its first heading
/// @param headings those of the second level: what they say, by their anchors
/// @param links    the files of the repository that it leads to and shows, from the root
/// @param html     its body
record Document(Path path, String title, Map<String, String> headings, Set<Path> links, String html) {
  private static final List<Extension> TABLES = List.of(TablesExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(TABLES).build();

  /// Reads a page.
  static Document of(Path path, String markdown) {
    Node page = PARSER.parse(markdown);
    Reader reader = new Reader(path);
    page.accept(reader);
    HtmlRenderer renderer = HtmlRenderer.builder().extensions(TABLES)
        .attributeProviderFactory(ignored -> (node, tag, attributes) -> {
          String anchor = reader.anchors.get(node);
          if (anchor != null) {
            attributes.put("id", anchor);
          }
        })
        .nodeRendererFactory(context -> new CodeBlocks(context.getWriter())).build();
    String html = renderer.render(page).replace("<table>", "<div class=\"table\"><table>").replace("</table>", "</table></div>");
    return new Document(path, reader.title, reader.headings, reader.links, html);
  }

  /// Colours code.
  private record CodeBlocks(org.commonmark.renderer.html.HtmlWriter writer) implements org.commonmark.renderer.NodeRenderer {
    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
      return Set.of(FencedCodeBlock.class);
    }

    @Override
    public void render(Node node) {
      FencedCodeBlock block = (FencedCodeBlock) node;
      String language = Objects.requireNonNullElse(block.getInfo(), "").strip();
      writer.line();
      writer.raw("<pre tabindex=\"0\"" + (language.isEmpty() ? "" : " class=\"" + language + "\"") + "><code>"
          + Highlight.of(language, block.getLiteral()) + "</code></pre>");
      writer.line();
    }
  }

  /// Finds headings and links on the way through a page.
  private static final class Reader extends AbstractVisitor {
    private final Path path;
    private final Map<Node, String> anchors = new HashMap<>();
    private final Map<String, Integer> taken = new HashMap<>();
    private final Map<String, String> headings = new LinkedHashMap<>();
    private final Set<Path> links = new LinkedHashSet<>();
    private String title = "";

    Reader(Path path) {
      this.path = path;
    }

    @Override
    public void visit(Heading heading) {
      String words = words(heading);
      String anchor = anchor(words);
      int before = taken.merge(anchor, 1, Integer::sum) - 1;
      anchors.put(heading, before == 0 ? anchor : anchor + "-" + before);
      if (heading.getLevel() == 1 && title.isEmpty()) {
        title = words;
      } else if (heading.getLevel() == 2) {
        headings.put(Objects.requireNonNull(anchors.get(heading)), words);
      }
      visitChildren(heading);
    }

    @Override
    public void visit(Link link) {
      link.setDestination(turned(link.getDestination()));
      visitChildren(link);
    }

    @Override
    public void visit(Image image) {
      image.setDestination(turned(image.getDestination()));
      visitChildren(image);
    }

    /// A link to a file as one to its page.
    private String turned(String link) {
      if (link.contains("://") || link.startsWith("#")) {
        return link;
      }
      int hash = link.indexOf('#');
      String anchor = hash < 0 ? "" : link.substring(hash);
      Path file = path.resolveSibling(hash < 0 ? link : link.substring(0, hash)).normalize();
      links.add(file);
      return between(Site.target(path), Site.target(file)) + anchor;
    }
  }

  /// The way from a page of the site to another.
  static String between(Path page, Path other) {
    Path here = page.getParent();
    return (here == null ? other : here.relativize(other)).toString().replace('\\', '/');
  }

  private static String words(Node heading) {
    List<String> words = new ArrayList<>();
    heading.accept(new AbstractVisitor() {
      @Override
      public void visit(Text text) {
        words.add(text.getLiteral());
      }

      @Override
      public void visit(Code code) {
        words.add(code.getLiteral());
      }
    });
    return String.join("", words);
  }

  /// The anchor of a heading, as GitHub makes it.
  static String anchor(String words) {
    return words.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").strip().replace(' ', '-');
  }
}
