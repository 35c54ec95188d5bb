package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
