package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.experiments.CrowdedPlane.Panel;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CrowdedPlaneTest {
  private static final Trajectories.Sizes SHORT = new Trajectories.Sizes(2, 30, 30, 0.005, 300, 5);

  /// A film of one neuron that moves by `displacement` of its length.
  private static Result moving(double displacement) {
    return Result.empty().with("step", 0, 1).with("loss", 1, 0).with("x", 1, 1 + displacement).with("y", 0, 0)
        .with("sign", 1);
  }

  private static Claim claim(Panel panel, Result... results) {
    CrowdedPlane.Settings settings = new CrowdedPlane.Settings(SHORT, 2);
    return new CrowdedStudy("", panel, settings, List.of()).conclude(List.of(results)).claims().getFirst();
  }

  @Test
  void theUnsymmetrisedPanelIsHeldAgainstTheSymmetrisedOneDrawByDraw() {
    Claim claim = claim(Panel.B, moving(0.2), moving(0.3), moving(0.1), moving(0.1));
    assertThat(claim.measured()).isEqualTo("2");
    assertThat(claim.holds()).isTrue();
    assertThat(claim(Panel.B, moving(0.2), moving(0.05), moving(0.1), moving(0.1)).holds()).isFalse();
  }

  @Test
  void theSymmetrisedPanelClaimsTheMedianDraw() {
    assertThat(claim(Panel.C, moving(0.05), moving(0.1)).holds()).isTrue();
    assertThat(claim(Panel.C, moving(0.15), moving(0.1)).holds()).isFalse();
  }

  @Test
  void onlySymmetrisedNetworksStartAtZero() {
    assertThat(firstLoss(Panel.C)).isEqualTo(firstLoss(Panel.A)); // half of the labels' mean square, whatever the scale
    assertThat(firstLoss(Panel.B)).isGreaterThan(2 * firstLoss(Panel.C));
  }

  private static double firstLoss(Panel panel) {
    return new CrowdedPlane.Training(1, 0, panel, SHORT).run(Progress.silent()).series("loss")[0];
  }

  @Test
  void panelBTrainsTheSymmetrisedDrawsToo() {
    Request request = new Request(Preset.QUICK, 0, Path.of("data"));
    List<Job> symmetrised = new CrowdedPlane(Panel.C).study(request).jobs();
    List<Job> jobs = new CrowdedPlane(Panel.B).study(request).jobs();
    assertThat(jobs.subList(jobs.size() / 2, jobs.size())).isEqualTo(symmetrised);
    assertThat(Stream.of(Panel.values()).map(panel -> new CrowdedPlane(panel).id()))
        .containsExactly("fig6a", "fig6b", "fig6c");
  }

  @Test
  void shortNeuronsFillTheFrame() throws IOException {
    double[][] way = {{0, 0.08}, {0, 0.02}};
    Paths paths = new Paths(new double[] {0, 1}, new double[] {1, 0}, way, new double[] {1});
    BufferedImage image = FigureTest.image(TrajectoryStudy.figure("Short", paths));
    Rectangle neuron = FigureTest.place(image, Figure.RED, image.getHeight() / 4, image.getHeight());
    assertThat(neuron.width).isGreaterThan(image.getWidth() / 4);
  }

  @Test
  void progressAddsUpToTheWork() {
    long[] steps = {0};
    Job job = new CrowdedPlane.Training(1, 0, Panel.B, SHORT);
    job.run(n -> steps[0] += n);
    assertThat(steps[0]).isEqualTo(job.work());
  }
}
