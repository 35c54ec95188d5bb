import dev.jacobean.autodiff.*;
import java.io.IOException;
import java.nio.file.*;
import java.util.*;
import java.util.stream.*;

/// Both sweeps over a tape of numbers, step by step: as lines of text, and as a page that moves, for chapter 4.
record Sweeps(Explanation tape, List<Tensor> values, List<Tensor> tangents, List<Sweeps.Edge> edges) {
  static final int HEIGHT = 44;
  static final String[] NAMES = {"x₁", "x₂", "ln v₀", "v₀ · v₁", "v₂ + v₃", "sin v₁", "v₄ − v₅"};

  /// A local linear map: multiplication by `slope`; `passed` is the cotangent that it hands back.
  record Edge(int from, int to, double slope, double passed) {}

  /// A step of a sweep: along which edge, to which sum, what the sum is then, and that in words.
  record Step(int edge, String sum, double after, String words) {}

  List<String> forward() {
    return forwardSteps().stream().map(step -> "  " + step.words).toList();
  }

  List<String> reverse() {
    return reverseSteps().stream().map(step -> "  " + step.words).toList();
  }

  List<Step> forwardSteps() {
    Map<Integer, Double> sums = new HashMap<>();
    return IntStream.range(0, edges.size()).mapToObj(i -> {
      Edge e = edges.get(i);
      double part = e.slope * tangents.get(e.from).item();
      return step(i, "t", e.to, e.from, e.slope, part, sums);
    }).toList();
  }

  List<Step> reverseSteps() {
    Map<Integer, Double> sums = new HashMap<>();
    return IntStream.range(0, edges.size()).map(i -> edges.size() - 1 - i).mapToObj(i -> {
      Edge e = edges.get(i);
      return step(i, "c", e.from, e.to, e.slope, e.passed, sums);
    }).toList();
  }

  private static Step step(int edge, String kind, int into, int out, double slope, double part, Map<Integer, Double> sums) {
    double after = sums.merge(into, part + 0.0, Double::sum);
    String words = "%s %s %7.4f · %s = %7.4f".formatted(
        name(kind, into), after == part ? " =" : "+=", slope, name(kind, out), part + 0.0);
    return new Step(edge, kind + into, after, words);
  }

  private static String name(String kind, int row) {
    return kind + (char) ('₀' + row);
  }

  /// The page: the frame that lies beside this program, filled in.
  String page() throws IOException {
    Path here = Path.of(System.getProperty("jdk.launcher.sourcefile")).resolveSibling("pictures/frame.html");
    return Files.readString(here).replace("<!--rows-->", rows()).replace("<!--forward-->", items(forwardSteps()))
        .replace("<!--reverse-->", items(reverseSteps()));
  }

  private String rows() {
    String arcs = edges.stream().map(this::arc).collect(Collectors.joining());
    Map<String, Double> last = new HashMap<>(Map.of("t0", 1.0, "t1", 0.0, "c6", 1.0));
    Stream.of(forwardSteps(), reverseSteps()).flatMap(List::stream).forEach(step -> last.put(step.sum, step.after));
    return IntStream.range(0, values.size()).mapToObj(i -> "<tr id=\"r%d\">%s<td>%s = %s</td><td>%s</td>%s%s</tr>%n".formatted(i,
        i > 0 ? "" : "<td class=\"arcs\" rowspan=\"7\"><svg viewBox=\"0 0 76 %d\" preserveAspectRatio=\"none\" aria-hidden=\"true\">%s</svg></td>".formatted(7 * HEIGHT, arcs),
        name("v", i), NAMES[i], number(values.get(i).item()), cell("t" + i, last), cell("c" + i, last)))
        .collect(Collectors.joining()).replace(System.lineSeparator(), "\n");
  }

  private String arc(Edge e) {
    int start = HEIGHT / 2 + HEIGHT * e.from, end = HEIGHT / 2 + HEIGHT * e.to, out = 66 - Math.min(60, 24 + 9 * (e.to - e.from));
    return "<path id=\"e%d\" d=\"M68 %dC%d %d %d %d 68 %d\"/>".formatted(edges.indexOf(e), start + 5, out, start + 5, out, end - 5, end - 5);
  }

  private static String cell(String id, Map<String, Double> last) {
    return "<td class=\"%s\" id=\"%s\">%s</td>".formatted(id.substring(0, 1), id, number(last.get(id)));
  }

  private static String items(List<Step> steps) {
    return steps.stream().map(step -> "<li data-edge=\"e%d\" data-sum=\"%s\" data-after=\"%s\">%s</li>\n".formatted(
        step.edge, step.sum, number(step.after), step.words)).collect(Collectors.joining());
  }

  private static String number(double x) {
    return "%.4f".formatted(x).replaceAll("\\.?0+$", "").replace('-', '−');
  }
}
