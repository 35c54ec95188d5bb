package dev.jacobean.experiments;

import static dev.jacobean.experiments.ReportPage.escaped;

import java.nio.file.Path;

/// The one template of the [Site]'s pages: navigation beside the text where there is room, behind it on a phone.
///
/// @param site what the navigation shows
record SitePage(Site site) {
  /// What builds Javadoc.
  static final String BUILD = "mvn verify -DskipTests";

  /// A page of Markdown.
  String of(Document page) {
    return page(Site.target(page.path()), page.title(), page.html());
  }

  /// A source file.
  String ofSource(Path file, String text) {
    String name = file.toString().replace('\\', '/');
    String language = name.endsWith(".java") ? "java" : "";
    return page(Site.target(file), String.valueOf(file.getFileName()), "<h1 class=\"file\">" + escaped(name)
        + "</h1>\n<pre class=\"source\" tabindex=\"0\"><code>" + Highlight.of(language, text) + "</code></pre>\n");
  }

  /// The page that leads to Javadoc.
  String ofApi() {
    StringBuilder body = new StringBuilder("<h1 id=\"api\">The public classes</h1>\n");
    if (site.api().isEmpty()) {
      body.append("<p>Their comments are not part of this copy, as Javadoc had not been built when it was made. <code>")
          .append(BUILD).append("</code> builds it; <code>./lazy docs</code> then takes it in.</p>\n");
    } else {
      body.append("<p>The comments of every public class and method, as Javadoc shows them:</p>\n<ul>\n");
      site.api().keySet().forEach(module -> body.append("<li><a href=\"").append(module).append("/index.html\">")
          .append(module).append("</a></li>\n"));
      body.append("</ul>\n");
    }
    return page(Site.API, "The public classes", body.toString());
  }

  private String page(Path place, String title, String body) {
    String home = Document.between(place, Path.of("index.html"));
    return """
        <!DOCTYPE html>
        <html lang="en-GB"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="%s"></head><body>
        <header><a class="home" href="%s">Jacobean</a> <a class="menu" href="#contents">Contents</a></header>
        <div class="columns"><main>
        %s</main>
        %s</div></body></html>
        """.formatted(escaped(title.equals("Jacobean") ? title : title + " · Jacobean"),
            Document.between(place, Path.of("site.css")), home, body, navigation(place));
  }

  private String navigation(Path place) {
    StringBuilder html = new StringBuilder("<nav id=\"contents\" aria-label=\"Contents\">\n");
    for (Site.Section section : site.sections()) {
      if (!section.title().isEmpty()) {
        html.append("<h2>").append(escaped(section.title())).append("</h2>\n");
      }
      html.append("<ul>\n");
      section.pages().forEach(page -> item(html, place, Site.target(page.path()), page));
      if (section.title().isEmpty()) {
        html.append("<li>").append(link(place, Site.API, "The public classes")).append("</li>\n");
      }
      html.append("</ul>\n");
    }
    return html.append("</nav>\n").toString();
  }

  private static void item(StringBuilder html, Path place, Path target, Document page) {
    html.append("<li>").append(link(place, target, page.title()));
    if (place.equals(target) && page.headings().size() > 1) {
      html.append("<ul>");
      page.headings().forEach((anchor, words) -> html.append("<li><a href=\"#").append(anchor).append("\">")
          .append(escaped(words)).append("</a></li>"));
      html.append("</ul>");
    }
    html.append("</li>\n");
  }

  private static String link(Path place, Path target, String words) {
    return "<a href=\"" + Document.between(place, target) + "\"" + (place.equals(target) ? " aria-current=\"page\"" : "") + ">"
        + escaped(words) + "</a>";
  }
}
