package dev.jacobean.experiments;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A report as one HTML page that loads nothing: styles, pictures and numbers of the films stand in it.
///
/// Without scripts it is complete; with them, neurons move.
final class ReportPage {
  /// Larger drawings are shown as pictures: a page should load on a phone.
  private static final long LARGEST_DRAWING = 300_000;

  private final StringBuilder html = new StringBuilder();

  private ReportPage() {}

  /// The page, in UTF-8.
  static byte[] of(Report report) throws IOException {
    ReportPage page = new ReportPage();
    page.write(report);
    return page.html.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void write(Report report) throws IOException {
    line("<!DOCTYPE html>");
    line("<html lang=\"en\"><head><meta charset=\"utf-8\">");
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    line("<title>On lazy training, reproduced</title>");
    line("<link rel=\"icon\" href=\"data:,\">");
    line("<style>" + resource("report.css") + "</style></head><body><main>");
    line("<h1>On lazy training, reproduced</h1>");
    line("<p>The figures and theorems of <cite>On Lazy Training in Differentiable Programming</cite> (L. Chizat,"
        + " E. Oyallon, F. Bach, NeurIPS 2019), computed by Jacobean. " + escaped(report.summary()) + ".</p>");
    Stream.concat(report.mixture().stream(), report.damaged().stream())
        .forEach(sentence -> line("<p class=\"fails\">Note: " + escaped(sentence) + ".</p>"));
    summary(report);
    films(report);
    for (Report.Item item : report.items()) {
      item(item);
    }
    line("</main><script>" + resource("report.js") + "</script></body></html>");
  }

  // ---- the table at the top

  private void summary(Report report) {
    line("<table class=\"summary\"><thead><tr><th>Item</th><th>What it shows</th><th>Preset</th><th>Seed</th>"
        + "<th>Claims</th></tr></thead><tbody>");
    for (Report.Item item : report.items()) {
      String id = item.experiment().id();
      Optional<Shown> best = item.best();
      line("<tr><td data-label=\"Item\"><a href=\"#" + id + "\">" + id + "</a></td><td data-label=\"Shows\">"
          + escaped(item.experiment().shows()) + "</td>" + best.map(shown -> "<td data-label=\"Preset\">"
              + shown.preset() + "</td><td data-label=\"Seed\">" + escaped(shown.configured("seed"))
              + "</td><td data-label=\"Claims\" class=\"" + (shown.holds() ? "holds" : "fails") + "\">" + verdict(shown)
              + "</td>").orElse("<td data-label=\"Preset\" colspan=\"3\" class=\"none\">not run</td>") + "</tr>");
    }
    line("</tbody></table>");
  }

  private static String verdict(Shown shown) {
    long failing = shown.claims().size() - shown.holding();
    int all = shown.claims().size();
    return failing > 0 ? failing + " of " + all + (failing == 1 ? " fails" : " fail")
        : all == 1 ? "the one holds" : "all " + all + " hold";
  }

  // ---- films

  private void films(Report report) {
    List<Report.Item> moving = report.items().stream()
        .filter(item -> item.best().flatMap(Shown::film).isPresent()).toList();
    if (moving.isEmpty()) {
      return;
    }
    line("<section id=\"films\"><h2>Neurons, moving</h2><p>Each dot is a neuron of a two-layer network in the plane,"
        + " at the length of its weights; red ones end positive, blue ones negative. Where the scale of the initial"
        + " weights is small, neurons move to the teacher's directions; where it is large, training is lazy: the loss falls,"
        + " and hardly a neuron moves.</p>");
    line("<p class=\"player\" hidden><button type=\"button\" id=\"play\">Play</button><label>Steps (logarithm)"
        + " <input type=\"range\" id=\"time\" min=\"0\" max=\"1000\" step=\"any\" value=\"1000\"></label></p>");
    line("<p class=\"legend\" hidden><span><i class=\"disc\"></i>ends positive</span> <span><i class=\"ring\"></i>ends negative"
        + "</span> <span><i class=\"ray\"></i>teacher, with its signs</span> <span><i class=\"dashes\"></i>unit circle</span>"
        + "</p>");
    for (String group : moving.stream().map(item -> item.experiment().group()).distinct().toList()) {
      line("<div class=\"films\">");
      moving.stream().filter(item -> item.experiment().group().equals(group)).forEach(this::film);
      line("</div>");
    }
    line("</section>");
  }

  private void film(Report.Item item) {
    Shown shown = item.best().orElseThrow();
    String id = item.experiment().id();
    line("<figure class=\"film\" data-film=\"" + id + "\">" + picture(shown, item.experiment().title())
        + "<figcaption><a href=\"#" + id + "\">" + escaped(item.experiment().title())
        + "</a><output></output></figcaption></figure>");
    line("<script type=\"application/json\" id=\"film-" + id + "\">" + film(shown.film().orElseThrow()) + "</script>");
  }

  private static String film(Result film) {
    Map<String, Object> data = new LinkedHashMap<>();
    for (String name : List.of("step", "loss", "sign")) {
      data.put(name, film.series(name));
    }
    for (String name : List.of("x", "y")) {
      data.put(name, Arrays.stream(film.series(name)).map(v -> Math.rint(v * 10_000) / 10_000).toArray());
    }
    data.put("teacher", IntStream.range(0, Trajectories.TIPS.length).boxed().flatMapToDouble(j -> DoubleStream.of(
        Trajectories.TIPS[j][0], Trajectories.TIPS[j][1], Trajectories.SIGNS[j])).toArray());
    return Json.line(data).replace("<", "\\u003c");
  }

  // ---- one item

  private void item(Report.Item item) {
    line("<section id=\"" + item.experiment().id() + "\"><h2>" + escaped(item.experiment().title()) + "</h2>");
    line("<p>" + escaped(item.experiment().shows()) + "</p>");
    notes(item.experiment().notes());
    if (item.shown().isEmpty()) {
      line("<p class=\"none\">Not run: <code>./lazy run " + item.experiment().id() + "</code> takes about "
          + escaped(item.experiment().cost(Preset.QUICK)) + ".</p>");
    }
    for (int i = 0; i < item.shown().size(); i++) {
      Shown shown = item.shown().get(i);
      if (i > 0) {
        line("<details><summary>Preset " + shown.preset() + ": " + verdict(shown) + "</summary>");
      }
      result(item, shown);
      if (i > 0) {
        line("</details>");
      }
    }
    line("</section>");
  }

  private void notes(List<String> notes) {
    if (!notes.isEmpty()) {
      line("<details class=\"notes\"><summary>What the paper leaves open, and where its text and code disagree</summary>"
          + "<ul>");
      notes.forEach(note -> line("<li>" + escaped(note) + "</li>"));
      line("</ul></details>");
    }
  }

  private void result(Report.Item item, Shown shown) {
    line("<figure>" + picture(shown, item.experiment().title()) + "</figure>");
    line("<table class=\"claims\"><thead><tr><th>Claim</th><th>Expected</th><th>Measured</th><th>Holds</th></tr></thead>"
        + "<tbody>");
    for (Claim claim : shown.claims()) {
      line("<tr><td data-label=\"Claim\">" + escaped(claim.statement()) + "</td><td data-label=\"Expected\">"
          + escaped(claim.expected()) + "</td><td data-label=\"Measured\">" + escaped(claim.measured())
          + "</td><td data-label=\"Holds\" class=\"" + (claim.holds() ? "holds\">yes" : "fails\">no") + "</td></tr>");
    }
    line("</tbody></table>");
    String data = Files.exists(shown.folder().resolve("metrics.csv"))
        ? "<a href=\"" + Report.data(item, shown) + "\">All numbers (CSV)</a>. " : "";
    line("<p class=\"origin\">" + data + escaped(origin(shown)) + "</p>");
    line("<details class=\"settings\"><summary>Parameters</summary><pre>"
        + escaped(shown.config().path("configuration").toPrettyString()) + "</pre></details>");
  }

  private static String origin(Shown shown) {
    JsonNode config = shown.config();
    JsonNode machine = config.path("machine");
    List<String> parts = new ArrayList<>();
    parts.add("Preset " + shown.preset());
    parts.add("seed " + shown.configured("seed"));
    parts.add("Jacobean " + shown.configured("version"));
    parts.add(Console.duration(config.path("jobSeconds").asDouble(0)) + " of computing on "
        + config.path("threads").asString("?") + " threads");
    parts.add(machine.path("processor").asString("unknown processor"));
    parts.add(machine.path("java").asString("unknown Java"));
    parts.add(shown.configured("backend"));
    parts.add("finished " + config.path("finished").asString("at an unknown time"));
    return String.join(", ", parts) + ".";
  }

  // ---- parts

  private static String picture(Shown shown, String title) {
    Path drawing = shown.folder().resolve("figure.svg");
    Path image = shown.folder().resolve("figure.png");
    try {
      boolean small = Files.size(drawing) <= LARGEST_DRAWING || !Files.exists(image);
      return "<img alt=\"" + escaped(title) + "\" src=\"data:image/" + (small ? "svg+xml" : "png") + ";base64,"
          + Base64.getEncoder().encodeToString(Files.readAllBytes(small ? drawing : image)) + "\">";
    } catch (IOException e) {
      throw Refusal.usage(drawing + " cannot be read (" + ResultFolder.reason(e) + "); run that experiment again");
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new UncheckedIOException(new IOException(name + " is not beside its package"));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Text that stands for itself between tags and within quotes.
  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  private void line(String text) {
    html.append(text).append('\n');
  }
}
