package dev.jacobean.experiments;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Code in colours: comments, strings and the words of Java. It tells tokens apart, no more.
final class Highlight {
  private static final Pattern JAVA = Pattern.compile("(?<c>//[^\n]*|/\\*.*?\\*/)"
      + "|(?<s>\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])+')"
      + "|(?<k>\\b(?:abstract|assert|boolean|break|byte|case|catch|char|class|continue|default|do|double|else|enum|exports"
      + "|extends|final|finally|float|for|if|implements|import|instanceof|int|interface|long|module|new|null|opens|package"
      + "|permits|private|protected|public|record|requires|return|sealed|short|static|super|switch|this|throw|throws|true"
      + "|false|try|var|void|while|yield)\\b|@\\w+)", Pattern.DOTALL);

  /// A comment begins at a word's start: `a#b` has none.
  private static final Pattern SHELL = Pattern.compile("(?<c>(?m:(?<=^|\\s)#.*$))|(?<s>'[^'\n]*')|(?<k>\\b\\B)");

  private Highlight() {}

  /// The code as HTML.
  ///
  /// @param language `java` or `sh`; others stay plain
  static String of(String language, String code) {
    if (!language.equals("java") && !language.equals("sh")) {
      return ReportPage.escaped(code);
    }
    Matcher token = (language.equals("java") ? JAVA : SHELL).matcher(code);
    StringBuilder html = new StringBuilder();
    int at = 0;
    while (token.find()) {
      String kind = token.group("c") != null ? "c" : token.group("s") != null ? "s" : "k";
      html.append(ReportPage.escaped(code.substring(at, token.start()))).append("<span class=\"").append(kind).append("\">")
          .append(ReportPage.escaped(token.group())).append("</span>");
      at = token.end();
    }
    return html.append(ReportPage.escaped(code.substring(at))).toString();
  }
}
