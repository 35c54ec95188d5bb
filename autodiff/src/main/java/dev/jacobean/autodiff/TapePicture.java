package dev.jacobean.autodiff;

import java.util.List;
import java.util.Locale;

/// An explained tape as an SVG file: rows from top to bottom in order of evaluation, arcs on the left from each row's
/// arguments to it, bars on the right for the bytes kept.
final class TapePicture {
  private static final int WIDTH = 680;
  private static final int ROW = 26;
  private static final int TOP = 44;
  private static final int DOT = 92;
  private static final int BAR = 330;
  private static final int LONGEST_BAR = 120;

  private static final String STYLE = """
      <style>
      text{font:13px system-ui,sans-serif;fill:#1f2328}.dim{fill:#59636e}.head{font-size:12px;fill:#59636e}
      .number{text-anchor:end}.paper{fill:#fff}.arc{fill:none;stroke:#0969da;stroke-width:1.5}
      .tip{fill:#0969da}.dot{fill:#1f2328}.bar{fill:#bc4c00}.line{stroke:#d1d9e0}
      @media(prefers-color-scheme:dark){text{fill:#f0f6fc}.dim,.head{fill:#9198a1}.paper{fill:#0d1117}
      .arc{stroke:#4493f8}.tip{fill:#4493f8}.dot{fill:#f0f6fc}.bar{fill:#db6d28}.line{stroke:#3d444d}}
      </style>
      """;

  private final StringBuilder svg = new StringBuilder();

  private TapePicture() {}

  static String of(Explanation tape) {
    TapePicture picture = new TapePicture();
    picture.draw(tape);
    return picture.svg.toString();
  }

  private void draw(Explanation tape) {
    List<Explanation.Row> rows = tape.rows();
    int bottom = TOP + ROW * rows.size();
    put("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"A tape: %s\">%n%s",
        WIDTH, bottom + ROW, tape.summary(), STYLE);
    put("<rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>%n");
    put("<text class=\"head number\" x=\"124\" y=\"18\">row</text><text class=\"head\" x=\"136\" y=\"18\">operation</text>%n");
    put("<text class=\"head\" x=\"226\" y=\"18\">result</text><text class=\"head\" x=\"%d\" y=\"18\">bytes kept</text>%n", BAR);
    put("<text class=\"head\" x=\"%d\" y=\"18\">line</text><path class=\"line\" d=\"M8 27H%d\"/>%n", BAR + 190, WIDTH - 8);
    for (int i = 0; i < rows.size(); i++) {
      for (int from : rows.get(i).from()) {
        arc(from, i);
      }
    }
    long most = rows.stream().mapToLong(Explanation.Row::bytes).max().orElse(0);
    for (int i = 0; i < rows.size(); i++) {
      row(i, rows.get(i), most);
    }
    put("<text class=\"dim\" x=\"136\" y=\"%d\">%s</text>%n</svg>%n", bottom + 8, tape.summary());
  }

  /// A linear map from the row of an argument to the row of a value; the longer, the further out.
  private void arc(int from, int to) {
    int start = middle(from);
    int end = middle(to) - 3;
    int out = DOT - Math.min(DOT - 8, 16 + 12 * (to - from));
    put("<path class=\"arc\" d=\"M%d %dC%d %d %d %d %d %d\"/>%n", DOT, start, out, start, out, end, DOT - 9, end);
    put("<path class=\"tip\" d=\"M%d %dl-7 -4v8z\"/>%n", DOT - 4, end);
  }

  private void row(int i, Explanation.Row row, long most) {
    int y = middle(i) + 4;
    put("<circle class=\"dot\" cx=\"%d\" cy=\"%d\" r=\"3\"/><text class=\"dim number\" x=\"124\" y=\"%d\">%d</text>",
        DOT, middle(i), y, i);
    put("<text x=\"136\" y=\"%d\">%s</text><text class=\"dim\" x=\"226\" y=\"%d\">%s</text>",
        y, escaped(row.operation()), y, row.to());
    long length = row.bytes() <= 0 ? 0 : Math.max(1, row.bytes() * LONGEST_BAR / most);
    put("<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"12\"/>", BAR, middle(i) - 6, length);
    put("<text x=\"%d\" y=\"%d\">%s</text><text class=\"dim\" x=\"%d\" y=\"%d\">%s</text>%n",
        BAR + length + (length == 0 ? 0 : 6), y, Explanation.kept(row), BAR + 190, y, escaped(place(row.line())));
  }

  private static int middle(int row) {
    return TOP + ROW * row;
  }

  /// `File.java:12` of `Class.method(File.java:12)`.
  private static String place(String line) {
    return line.substring(line.indexOf('(') + 1).replace(")", "");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private void put(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values).replace(System.lineSeparator(), "\n"));
  }
}
