package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
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

  @Test
  void pngShowsEveryColour() throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(figure().png()));
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
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(figure.png()));
      int left = image.getWidth();
      int right = 0;
      int top = image.getHeight();
      int bottom = 0;
      for (int x = 0; x < image.getWidth(); x++) {
        for (int y = 0; y < image.getHeight(); y++) {
          if ((image.getRGB(x, y) & 0xFFFFFF) == (Figure.RED.getRGB() & 0xFFFFFF)) {
            left = Math.min(left, x);
            right = Math.max(right, x);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
          }
        }
      }
      assertThat(right - left).as("reach " + reach).isPositive().isCloseTo(bottom - top, within(4));
    }
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
