package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class FigureTest {
  private static final double[] X = {0.01, 0.1, 1, 10};
  private static final double[] Y = {1, 2, 4, 3};

  private static Figure figure() {
    return new Figure("A headline", "scale τ", "loss").logX()
        .band("spread", X, new double[] {0.5, 1.5, 3.5, 2.5}, new double[] {1.5, 2.5, 4.5, 3.5}, Figure.GREY)
        .line("ours", X, Y, Figure.BLUE, Figure.Stroke.SOLID)
        .line("published", X, Y, Figure.RED, Figure.Stroke.DOTTED)
        .dots("ends", X, Y, Figure.GREEN);
  }

  static BufferedImage image(Figure figure) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(figure.png()));
  }

  /// The smallest rectangle around everything of a colour between two heights.
  static Rectangle place(BufferedImage image, Color colour, int top, int bottom) {
    Rectangle place = new Rectangle(-1, -1);
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = top; y < bottom; y++) {
        if ((image.getRGB(x, y) & 0xFFFFFF) == (colour.getRGB() & 0xFFFFFF)) {
          place.add(new Rectangle(x, y, 1, 1));
        }
      }
    }
    return place;
  }

  @Test
  void pngShowsEveryColour() throws IOException {
    BufferedImage image = image(figure());
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        colours.add(image.getRGB(x, y) & 0xFFFFFF);
      }
    }
    assertThat(colours).contains(0xFFFFFF, Figure.BLUE.getRGB() & 0xFFFFFF, Figure.RED.getRGB() & 0xFFFFFF,
        Figure.GREEN.getRGB() & 0xFFFFFF);
  }

  /// The red square from (-1, -1) to (1, 1) is as high as wide, to the pixel and its blurred edge.
  @Test
  void unitsOfThePlaneAreEquallyLong() throws IOException {
    for (double reach : new double[] {1.2, 7.7, 12}) {
      Figure figure = Figure.plane("Plane", "x", "y", reach).line("", new double[] {-1, 1, 1, -1, -1},
          new double[] {-1, -1, 1, 1, -1}, Figure.RED, Figure.Stroke.THIN);
      BufferedImage image = image(figure);
      Rectangle square = place(image, Figure.RED, 0, image.getHeight());
      assertThat(square.width).as("reach " + reach).isPositive().isCloseTo(square.height, within(4));
    }
  }

  @Test
  void dotsAtTheEndsOfTheAxesAreNotCut() throws IOException {
    double[] middle = {0, 1, 2};
    Figure figure = new Figure("Ends", "x", "y").dots("", new double[] {1}, new double[] {1}, Figure.GREEN)
        .dots("", new double[] {0}, new double[] {0}, Figure.BLUE)
        .dots("", new double[] {2}, new double[] {2}, Figure.RED)
        .line("", middle, middle, Figure.GREY, Figure.Stroke.THIN);
    BufferedImage image = image(figure);
    Rectangle whole = place(image, Figure.GREEN, 0, image.getHeight());
    for (Color colour : List.of(Figure.BLUE, Figure.RED)) {
      Rectangle end = place(image, colour, 0, image.getHeight());
      assertThat(end.width).as("%s", colour).isCloseTo(whole.width, within(2));
      assertThat(end.height).as("%s", colour).isCloseTo(whole.height, within(2));
    }
  }

  @Test
  void theTextOfALegendStaysInItsBox() throws IOException {
    double[] places = {0, 1};
    for (String name : List.of("published, of a larger problem", "scaling 1/√m (mean; dots: trials)", "m = 1000")) {
      Figure figure = new Figure("Legend", "x", "y").line(name, places, places, Figure.BLUE, Figure.Stroke.SOLID);
      BufferedImage image = image(figure);
      Rectangle box = place(image, new Color(0xD0D0D0), image.getHeight() / 10, image.getHeight() / 4);
      Rectangle text = place(image, Figure.BLACK, box.y, box.y + box.height);
      assertThat(text.x + text.width).as(name).isLessThan(box.x + box.width - 6);
    }
  }

  /// One point a degree: a label every 20 of them, here.
  @Test
  void labelsOfEquallySpacedPointsCanBeToldApart() throws IOException {
    double[] degrees = IntStream.rangeClosed(0, 360).asDoubleStream().toArray();
    Figure figure = new Figure("Turn", "x", "y").spanX(0, 360)
        .line("", degrees, new double[361], Figure.BLUE, Figure.Stroke.SOLID);
    BufferedImage image = image(figure);
    int bottom = image.getHeight() - 70; // above it labels, below it the name of the axis
    int labels = 0;
    int blank = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      int dark = 0;
      for (int y = bottom - 34; y < bottom; y++) {
        dark += (image.getRGB(x, y) & 0xFF) < 0x60 ? 1 : 0;
      }
      labels += dark > 0 && blank >= 20 ? 1 : 0;
      blank = dark > 0 ? 0 : blank + 1;
    }
    assertThat(labels).isBetween(10, 20);
  }

  @Test
  void numbersOnAxesHaveTheirZeroAndNoRounding() {
    assertThat(DoubleStream.of(0, 0.01, -0.5, 0.1 + 0.2, 1e-7, 12_500).mapToObj(Figure::label))
        .containsExactly("0", "0.01", "-0.5", "0.3", "0.0000001", "12,500");
  }

  private static byte[] drawn(double[] y) {
    return new Figure("Some", "x", "y").logX().logY().line("ours", X, y, Figure.BLUE, Figure.Stroke.SOLID).svg();
  }

  @Test
  void pointsWithoutAPlaceAreLeftOut() {
    for (double none : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -1, 1e300}) {
      assertThat(drawn(new double[] {1, none, 4, 3})).as("%s", none).isEqualTo(
          new Figure("Some", "x", "y").logX().logY().line("ours", new double[] {0.01, 1, 10}, new double[] {1, 4, 3},
              Figure.BLUE, Figure.Stroke.SOLID).svg());
    }
  }

  @Test
  void aFigureOfNothingButNaNIsStillDrawn() {
    double[] none = new double[X.length];
    for (double fill : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e300}) {
      Arrays.fill(none, fill);
      Figure figure = new Figure("Nothing", "x", "y").spanX(0, fill).spanY(fill, fill).band("spread", X, none, none,
          Figure.GREY).line("ours", none, none, Figure.BLUE, Figure.Stroke.SOLID).dots("ends", X, none, Figure.RED);
      assertThat(figure.png()).isNotEmpty();
      assertThat(figure.svg()).isNotEmpty();
      Figure plane = Figure.plane("Nothing", "x", "y", fill).arrow("a", fill, 1, 0.1, Figure.RED).word("w", fill, 1);
      assertThat(plane.png()).isNotEmpty();
      assertThat(plane.svg()).isNotEmpty();
    }
  }

  @Test
  void svgIsATitledDocumentAndAlwaysTheSame() throws Exception {
    byte[] svg = figure().svg();
    assertThat(figure().svg()).isEqualTo(svg);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    var root = factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg)).getDocumentElement();
    assertThat(root.getTagName()).isEqualTo("svg");
    assertThat(new String(svg, StandardCharsets.UTF_8)).contains("<title>A headline</title>", "<path");
  }
}
