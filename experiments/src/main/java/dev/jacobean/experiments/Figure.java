package dev.jacobean.experiments;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// A chart with labelled axes: lines, dots, bands and arrows, drawn in the order they are added.
///
/// Points that have no place, because a coordinate is no finite number, or not positive on a logarithmic axis, are left
/// out: a run that diverged still has its figure. Only layers with a name appear in the legend. By custom of this project our curves are solid and the published ones
/// dotted over them.
final class Figure {
  /// How a line is drawn.
  enum Stroke {
    /// Ours.
    SOLID(2.2f),
    /// A second curve of ours.
    DASHED(2f, 9f, 6f),
    /// Published.
    DOTTED(2.4f, 0.1f, 5f),
    /// Many curves, or a guide.
    THIN(1.1f),
    /// A guide to the eye.
    THIN_DOTTED(1.1f, 2f, 4f);

    private final BasicStroke stroke;

    Stroke(float width, float... dashes) {
      stroke = new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10,
          dashes.length == 0 ? null : dashes, 0);
    }
  }

  /// Colours that differ for colour-blind readers too (M. Okabe and K. Ito, 2008).
  static final Color BLACK = new Color(0x1A1A1A);
  static final Color GREY = new Color(0x8A8A8A);
  static final Color BLUE = new Color(0x0072B2);
  static final Color RED = new Color(0xC8361D);
  static final Color GREEN = new Color(0x009E73);
  static final Color ORANGE = new Color(0xE69F00);

  static {
    System.setProperty("java.awt.headless", "true");
  }

  private static final int PLANE = 780;

  /// Numbers that are larger have come from a run that diverged; axes that show them would show nothing else.
  private static final double FARTHEST = 1e100;

  private final XYChart chart;
  private int layers;

  /// An empty chart.
  ///
  /// @param title  the headline
  /// @param xLabel what the horizontal axis shows, with its unit
  /// @param yLabel what the vertical axis shows, with its unit
  Figure(String title, String xLabel, String yLabel) {
    this(title, xLabel, yLabel, 960, 640);
  }

  private Figure(String title, String xLabel, String yLabel, int width, int height) {
    chart = new XYChart(width, height);
    chart.setTitle(title);
    chart.setXAxisTitle(xLabel);
    chart.setYAxisTitle(yLabel);
    style(chart.getStyler());
  }

  /// An empty map of the plane from (-reach, -reach) to (reach, reach), one unit equally long on both axes; of the unit
  /// square should a run have diverged to a reach that is none.
  static Figure plane(String title, String xLabel, String yLabel, double wanted) {
    double reach = hasPlace(wanted, true) ? wanted : 1;
    // How much of the chart the labels leave is known only once it is laid out; then the height is corrected.
    Figure trial = plane(title, xLabel, yLabel, reach, PLANE);
    trial.line("", new double[] {0}, new double[] {0}, GREY, Stroke.THIN); // without layers there are no axes
    trial.png();
    double width = trial.chart.getScreenXFromChart(reach) - trial.chart.getScreenXFromChart(-reach);
    double height = trial.chart.getScreenYFromChart(-reach) - trial.chart.getScreenYFromChart(reach);
    return plane(title, xLabel, yLabel, reach, PLANE + (int) Math.round(width - height));
  }

  private static Figure plane(String title, String xLabel, String yLabel, double reach, int height) {
    return new Figure(title, xLabel, yLabel, PLANE, height).spanX(-reach, reach).spanY(-reach, reach);
  }

  private static void style(XYStyler style) {
    String family = Font.SANS_SERIF;
    style.setLocale(Locale.ROOT);
    style.setChartBackgroundColor(Color.WHITE).setChartFontColor(BLACK).setChartPadding(14);
    style.setChartTitleFont(new Font(family, Font.BOLD, 19)).setChartTitleBoxVisible(false).setChartTitlePadding(10);
    style.setAxisTitleFont(new Font(family, Font.PLAIN, 16)).setAxisTickLabelsFont(new Font(family, Font.PLAIN, 14));
    // XChart measures a legend's text in letters of whole points and draws finer ones; at this size both are as wide.
    style.setLegendFont(new Font(family, Font.PLAIN, 14).deriveFont(13.5f)).setLegendBorderColor(new Color(0xD0D0D0))
        .setLegendBackgroundColor(new Color(255, 255, 255, 225)).setLegendPosition(LegendPosition.InsideNW)
        .setLegendSeriesLineLength(34).setLegendPadding(8).setLegendLayout(LegendLayout.Vertical);
    style.setPlotBackgroundColor(Color.WHITE).setPlotBorderColor(GREY).setPlotContentSize(0.96);
    style.setPlotGridLinesColor(new Color(0xE6E6E6)).setPlotGridLinesStroke(new BasicStroke(1));
    style.setAxisTickMarksColor(GREY).setMarkerSize(8);
    style.setXAxisTickLabelsFormattingFunction(Figure::label).setYAxisTickLabelsFormattingFunction(Figure::label);
    style.setAnnotationTextFont(new Font(family, Font.BOLD, 17)).setAnnotationTextFontColor(BLACK);
  }

  /// A number on an axis that is not logarithmic. XChart itself leaves the 0 before a point away.
  static String label(double number) {
    return new DecimalFormat("#,##0.##########", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(number);
  }

  /// Makes the horizontal axis logarithmic.
  Figure logX() {
    chart.getStyler().setXAxisLogarithmic(true).setXAxisTickLabelsFormattingFunction(null);
    return this;
  }

  /// Makes the vertical axis logarithmic.
  Figure logY() {
    chart.getStyler().setYAxisLogarithmic(true).setYAxisTickLabelsFormattingFunction(null);
    return this;
  }

  /// Sets what the horizontal axis spans; ends that have no place are left to the points.
  Figure spanX(double low, double high) {
    boolean logarithmic = chart.getStyler().isXAxisLogarithmic();
    if (hasPlace(low, logarithmic) && hasPlace(high, logarithmic)) {
      chart.getStyler().setXAxisMin(low).setXAxisMax(high);
      // Not drawn: where all points are equally spaced, XChart labels them more densely than can be read.
      chart.addSeries("span", new double[] {low, low + (high - low) / Math.PI}, new double[] {Double.NaN, Double.NaN})
          .setShowInLegend(false);
    }
    return this;
  }

  /// Sets what the vertical axis spans; ends that have no place are left to the points.
  Figure spanY(double low, double high) {
    boolean logarithmic = chart.getStyler().isYAxisLogarithmic();
    if (hasPlace(low, logarithmic) && hasPlace(high, logarithmic)) {
      chart.getStyler().setYAxisMin(low).setYAxisMax(high);
    }
    return this;
  }

  /// Puts the legend into the lower right corner; it is in the upper left one otherwise.
  Figure legendBelow() {
    chart.getStyler().setLegendPosition(LegendPosition.InsideSE);
    return this;
  }

  /// Puts the legend into the lower left corner.
  Figure legendBelowLeft() {
    chart.getStyler().setLegendPosition(LegendPosition.InsideSW);
    return this;
  }

  /// Puts the legend to the middle of the upper edge.
  Figure legendTop() {
    chart.getStyler().setLegendPosition(LegendPosition.InsideN);
    return this;
  }

  /// Adds a line through the points (x, y). An empty name keeps it out of the legend.
  Figure line(String name, double[] x, double[] y, Color colour, Stroke stroke) {
    add(name, x, y).ifPresent(series -> series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line)
        .setMarker(SeriesMarkers.NONE).setLineColor(colour).setLineStyle(stroke.stroke)
        .setLineWidth(stroke.stroke.getLineWidth()));
    return this;
  }

  /// Adds dots at the points (x, y). An empty name keeps them out of the legend.
  Figure dots(String name, double[] x, double[] y, Color colour) {
    return marks(name, x, y, colour, SeriesMarkers.CIRCLE);
  }

  private Figure marks(String name, double[] x, double[] y, Color colour, Marker marker) {
    add(name, x, y).ifPresent(series -> series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter).setMarker(marker)
        .setMarkerColor(colour));
    return this;
  }

  /// Fills the area between the curves (x, low) and (x, high). An empty name keeps it out of the legend.
  Figure band(String name, double[] x, double[] low, double[] high, Color colour) {
    int n = x.length;
    double[] aroundX = new double[2 * n];
    double[] aroundY = new double[2 * n];
    for (int i = 0; i < n; i++) {
      aroundX[i] = aroundX[2 * n - 1 - i] = x[i];
      aroundY[i] = low[i];
      aroundY[2 * n - 1 - i] = high[i];
    }
    Color pale = new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 46);
    add(name, aroundX, aroundY).ifPresent(series -> series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea)
        .setMarker(SeriesMarkers.NONE).setLineColor(new Color(0, 0, 0, 0)).setLineWidth(0).setFillColor(pale));
    return this;
  }

  /// Adds an arrow from the origin to (x, y), its head as long as `head`. An empty name keeps it out of the legend.
  Figure arrow(String name, double x, double y, double head, Color colour) {
    double angle = Math.atan2(y, x);
    double left = angle + Math.toRadians(155);
    double right = angle - Math.toRadians(155);
    double[] xs = {0, x, x + head * Math.cos(left), x, x + head * Math.cos(right)};
    double[] ys = {0, y, y + head * Math.sin(left), y, y + head * Math.sin(right)};
    return line(name, xs, ys, colour, Stroke.SOLID);
  }

  /// Writes a word at the point (x, y).
  Figure word(String text, double x, double y) {
    chart.addAnnotation(new AnnotationText(text, x, y, false));
    return this;
  }

  private Optional<XYSeries> add(String name, double[] x, double[] y) {
    int[] shown = IntStream.range(0, x.length)
        .filter(i -> hasPlace(x[i], chart.getStyler().isXAxisLogarithmic()))
        .filter(i -> hasPlace(y[i], chart.getStyler().isYAxisLogarithmic())).toArray();
    if (shown.length == 0) {
      return Optional.empty();
    }
    layers++;
    XYSeries series = chart.addSeries("layer " + layers, Arrays.stream(shown).mapToDouble(i -> x[i]).toArray(),
        Arrays.stream(shown).mapToDouble(i -> y[i]).toArray());
    series.setLabel(name).setShowInLegend(!name.isEmpty());
    return Optional.of(series);
  }

  private static boolean hasPlace(double coordinate, boolean logarithmic) {
    return Math.abs(coordinate) <= FARTHEST && (!logarithmic || coordinate > 0);
  }

  /// The figure as a PNG image, two pixels a point.
  byte[] png() {
    BufferedImage image = new BufferedImage(2 * chart.getWidth(), 2 * chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(2, 2);
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("writing an image to memory cannot fail", e);
    }
  }

  /// The figure as an SVG document. Letters are outlines, so it looks the same everywhere; the headline is its title.
  byte[] svg() {
    try {
      String svg = new String(ChartEncoder.getBytes(chart, "svg"), StandardCharsets.UTF_8);
      String title = chart.getTitle().replace("&", "&amp;").replace("<", "&lt;");
      return svg.replaceFirst("(<svg[^>]*>)", "$1<title>" + Matcher.quoteReplacement(title) + "</title>")
          .replaceAll("clip-?\\d+", "plot") // a name that is not another one each time
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("writing an image to memory cannot fail", e);
    }
  }
}
